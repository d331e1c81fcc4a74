"""Servers that answer as the documented APIs of Odoo and ERPNext do, over a few records; the real ones run nowhere near.

Shapes from Odoo's own source (addons/base/controllers/rpc.py: /jsonrpc; http.py: serialize_exception; the external API
of its documentation) and from Frappe's (frappe/api/v1.py: document_list; frappe/client.py: get_list with `parent`).
"""

from __future__ import annotations

import json
import operator
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Records = dict[str, list[dict[str, Any]]]
Answer = tuple[int, dict[str, str], bytes]
KEY, SECRET, DATABASE = "key-0101", "secret-2718", "firm"
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, ">": lambda one, other: bool(one) and one > other,
    ">=": lambda one, other: bool(one) and one >= other, "in": lambda one, other: one in other,
}  # fmt: skip


class Program:
    """A program with records; `mood` makes it answer otherwise, `asked` keeps what came."""

    def __init__(self, records: Records) -> None:
        self.records, self.asked, self.moods = records, 0, {}  # type: ignore[var-annotated]

    def on(self, number: int, answer: Answer | None) -> None:
        """Answer the request of this number so; None breaks the line."""
        self.moods[number] = answer

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer | None:
        self.asked += 1
        return self.moods[self.asked] if self.asked in self.moods else self.told(method, path, headers, body)

    def told(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        raise AssertionError


def as_json(status: int, told: Any) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(told).encode()


PAGE: Answer = (200, {"Content-Type": "text/html"}, b"<!doctype html><title>Maintenance</title>")


def too_often(seconds: str) -> Answer:
    return 429, {"Retry-After": seconds, "Content-Type": "application/json"}, b"{}"


@contextmanager
def serving(program: Program) -> Iterator[str]:
    """The program on a free port of this machine; gives its address."""

    def handle(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        answer = program.answer(handler.command, handler.path, handler.headers, body)
        if answer is None:
            handler.close_connection = True
            return
        status, headers, content = answer
        handler.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    kind = type(
        "Handler", (BaseHTTPRequestHandler,), {"do_GET": handle, "do_POST": handle, "log_message": lambda *_: None}
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Odoo(Program):
    """JSON-RPC at /jsonrpc: common.authenticate, and object.execute_kw with search_read and fields_get."""

    def told(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        assert (method, path) == ("POST", "/jsonrpc")
        request = json.loads(body)
        assert request["jsonrpc"] == "2.0"
        assert request["method"] == "call"
        try:
            result = getattr(self, f"_{request['params']['service']}")(request["params"])
        except LookupError as error:
            name, message = error.args
            data = {"name": name, "message": message, "debug": "Traceback …", "arguments": [message], "context": {}}
            failed = {"code": 200, "message": "Odoo Server Error", "data": data}
            return as_json(200, {"jsonrpc": "2.0", "id": request["id"], "error": failed})
        return as_json(200, {"jsonrpc": "2.0", "id": request["id"], "result": result})

    def _common(self, params: Any) -> Any:
        database, login, secret, _environment = params["args"]
        assert params["method"] == "authenticate"
        return 7 if (database, login, secret) == (DATABASE, KEY, SECRET) else False

    def _object(self, params: Any) -> Any:
        database, user, secret, model, method, arguments, options = params["args"]
        assert params["method"] == "execute_kw"
        if (database, user, secret) != (DATABASE, 7, SECRET):
            raise LookupError("odoo.exceptions.AccessDenied", "Access Denied")
        if model not in self.records:
            raise LookupError("builtins.KeyError", model)
        if method == "fields_get":
            return {name: {"type": "char"} for record in self.records[model] for name in record}
        assert method == "search_read"
        found = [record for record in self.records[model] if self._fits(model, record, list(arguments[0]))]
        found.sort(key=lambda record: record["id"])
        names = ["id", *options["fields"]]
        return [{name: self._field(model, each, name) for name in names} for each in found[: options.get("limit")]]

    def _field(self, model: str, record: Mapping[str, Any], name: str) -> Any:
        if name not in record:
            raise LookupError("builtins.ValueError", f"Invalid field '{name}' on model '{model}'")
        return record[name]

    def _fits(self, model: str, record: Mapping[str, Any], domain: list[Any]) -> bool:
        """A domain in Odoo's prefix notation, its parts joined by and."""

        def one() -> bool:
            term = domain.pop(0)
            if term == "|":
                left, right = one(), one()
                return left or right
            path, sign, value = term
            return any(OPERATORS[sign](found, value) for found in self._values(model, record, path.split(".")))

        fits = True
        while domain:
            fits = one() and fits
        return fits

    def _values(self, model: str, record: Mapping[str, Any], path: list[str]) -> list[Any]:
        value = self._field(model, record, path[0])
        reference = isinstance(value, list) and len(value) == 2 and isinstance(value[1], str)
        if len(path) == 1:
            return [value[0]] if reference else [value or False]
        ids = [value[0]] if reference else value or []
        other = LINKS[path[0]]
        return [
            found for each in self.records[other] if each["id"] in ids for found in self._values(other, each, path[1:])
        ]


LINKS = {
    "order_id": "sale.order", "move_id": "account.move", "picking_ids": "stock.picking", "child_ids": "res.partner",
    "commercial_partner_id": "res.partner",
}  # fmt: skip


class ErpNext(Program):
    """GET /api/resource/DOCTYPE by token: fields, filters, order_by, limit_page_length; child tables with `parent`."""

    def told(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        parts = urlsplit(path)
        doctype = unquote(parts.path.removeprefix("/api/resource/"))
        assert method == "GET"
        assert len(path) < 8_000
        if headers.get("Authorization") != f"token {KEY}:{SECRET}":
            return as_json(
                401, {"exc_type": "AuthenticationError", "exception": "frappe.exceptions.AuthenticationError"}
            )
        told = {name: values[0] for name, values in parse_qs(parts.query).items()}
        rows = self.records.get(doctype, [])
        if rows and "parent" in rows[0] and "parent" not in told:
            return as_json(403, {"exc_type": "PermissionError", "exception": "frappe.exceptions.PermissionError"})
        fields, filters = json.loads(told["fields"]), json.loads(told["filters"])
        known = {name for row in rows for name in row}
        if rows and (unknown := [name for name in [*fields, *(each[0] for each in filters)] if name not in known]):
            reason = f"frappe.exceptions.DataError: Field not permitted in query: {unknown[0]}"
            return as_json(417, {"exc_type": "DataError", "exception": reason})
        assert told["order_by"] == "name asc"
        found = [row for row in rows if all(OPERATORS[sign](row[name], value) for name, sign, value in filters)]
        found.sort(key=lambda row: row["name"])
        page = found[: int(told["limit_page_length"])]
        return as_json(200, {"data": [{name: row[name] for name in fields} for row in page]})
