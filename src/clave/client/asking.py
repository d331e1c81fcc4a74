"""One request after another: the token, the idempotency key of a write, the version of a change, pages, refusals."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, TypeVar, Union
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

from clave.client.problems import KINDS, NoAnswer, Problem, ReadFirst

T = TypeVar("T")
Headers = Mapping[str, str]
Transport = Callable[[str, str, Headers, bytes], tuple[int, Headers, bytes]]
"""Takes method, path, headers and body; gives status, headers and body. OSError where there was no answer."""
UNSET: Any = type("Unset", (), {"__repr__": lambda _: "UNSET", "__bool__": lambda _: False})()
"""A field that is not sent."""
TRIES = 3
API = "/api/v1"


def over_the_wire(url: str, seconds: float) -> Transport:
    """Requests to a server at this address; its certificate is checked."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url} is no address of a server: expected https://clave.example.com")
    connection = HTTPSConnection if parts.scheme == "https" else HTTPConnection

    def ask(method: str, path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        line = connection(parts.hostname or "", parts.port, timeout=seconds)
        try:
            line.request(method, parts.path.rstrip("/") + path, body or None, dict(headers))
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            line.close()

    return ask


class Asking:
    """A token and what was read with it."""

    def __init__(self, transport: Transport, token: str, language: str) -> None:
        self.transport, self.token, self.language = transport, token, language
        self.versions: dict[str, str] = {}
        """Path -> the ETag that was read there last."""

    def read(self, kind: Any, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """What stands at an address."""
        return built(kind, self.send("GET", path, query))

    def pages(self, kind: Any, path: str, query: Mapping[str, Any]) -> Iterator[Any]:
        """Every item of a list, page after page, asked for as they are needed."""
        cursor: str | None = ""
        while cursor is not None:
            told = self.send("GET", path, {**query, "cursor": cursor or UNSET})
            yield from (built(kind, each) for each in told["items"])
            cursor = told["next_cursor"]

    def write(self, kind: Any, method: str, path: str, body: Mapping[str, Any], *, versioned: bool = False) -> Any:
        """One change, done once however often it is sent; a versioned one on what was read with this client."""
        headers = {"Idempotency-Key": uuid4().hex}
        if versioned:
            headers["If-Match"] = self._version_at(path)
        return built(kind, self.send(method, path, None, body, headers))

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        more: Headers | None = None,
    ) -> Any:
        """The JSON of an answer. Raises Problem and NoAnswer."""
        asked = {name: _plain(each) for name, each in (query or {}).items() if each is not UNSET}
        whole = API + path + (f"?{urlencode(asked)}" if asked else "")
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language, **(more or {})}
        raw = b""
        if body is not None:
            raw, headers["Content-Type"] = json.dumps(_plain(body)).encode(), "application/json"
        status, told, content = self._answered(method, whole, {k: v for k, v in headers.items() if v}, raw)
        if status >= 400:
            raise KINDS.get(status, Problem)(status, _problem(content))
        given = {name.lower(): value for name, value in told.items()}
        if tag := given.get("etag"):
            made = given.get("location", "").partition(API)[2]
            above = path.rpartition("/")[0]
            self.versions[made or (above if method == "POST" and above in self.versions else path)] = tag
        return json.loads(content) if content else None

    def _answered(self, method: str, path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        """An answer, asked for again where the line broke: the key sees to it that a write happens once."""
        for _ in range(TRIES):
            try:
                return self.transport(method, path, headers, body)
            except OSError as error:
                failure = error
        raise NoAnswer(f"{method} {path}: {failure}") from failure

    def _version_at(self, path: str) -> str:
        """The ETag read at this address, or at the thing that the address does something to."""
        for at in (path, path.rpartition("/")[0]):
            if at in self.versions:
                return self.versions[at]
        raise ReadFirst(f"Read {path} with this client before changing it: a change needs the version that was read.")


def named(given: Mapping[str, Any], *words: str) -> dict[str, Any]:
    """What a method was given by name: everything but itself and the words of the address."""
    return {name.rstrip("_"): each for name, each in given.items() if name not in ("self", *words)}


def segment(value: Any) -> str:
    """One word of an address; a slash in the code of a customer is written as Clave reads it."""
    return quote(str(value).replace("~", "~7E").replace("/", "~2F"), safe="~")


def _problem(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError:
        return {"detail": content[:200].decode(errors="replace")}
    return told if isinstance(told, dict) else {}


def _plain(value: Any) -> Any:
    """A value as it travels; fields that are not set are left out."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items() if each is not UNSET}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def built(kind: Any, value: Any) -> Any:
    """What was told, as the type that the schema says; a field that is not open to the token stays UNSET."""
    if value is None or kind is Any:
        return value
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        known = [each for each in inner if each is not type(None)]
        return built(known[0], value) if len(known) == 1 else value
    if origin is list:
        return [built(inner[0], each) for each in value]
    if origin is dict:
        return {name: built(inner[1], each) for name, each in value.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: built(hints[name], each) for name, each in value.items() if name in hints})
    return kind.fromisoformat(value) if kind in (date, datetime) else value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
