"""Odoo over JSON-RPC, as its external API tells: log in, then search_read page after page, in the order of the ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from clave.connectors.programs.way import Row, Way
from clave.connectors.programs.web import asked
from clave.connectors.refusals import AnswerStrange, ColumnGone, LoginRefused, SourceRefused

PAGE = 500
PLACES = 4
"""Odoo computes in doubles: 33.30000000000001 is 33.3, and the ledger keeps four places."""
ACCESS_DENIED = "odoo.exceptions.AccessDenied"
Record = Mapping[str, Any]
Domain = list[Any]


class Odoo:
    """One database of one Odoo, seen as one user; it is only ever read."""

    def __init__(self, way: Way) -> None:
        self.way, self.url = way, f"{way.address.rstrip('/')}/jsonrpc"
        self.user = self._call("common", "authenticate", way.database, way.login, way.secret, {})
        if not self.user:
            raise LoginRefused(host=way.host)

    def read(self, model: str, method: str, arguments: Sequence[Any], **options: Any) -> Any:
        """What a method that only reads answers."""
        who = (self.way.database, self.user, self.way.secret)
        return self._call("object", "execute_kw", *who, model, method, list(arguments), options)

    def fields(self, model: str) -> frozenset[str]:
        """The fields that this user sees of a model: which there are depends on the modules installed."""
        return frozenset(self.read(model, "fields_get", [], attributes=["type"]))

    def pages(self, model: str, domain: Domain, fields: Sequence[str]) -> Iterator[list[Record]]:
        """Every record that the domain finds, page after page."""
        last = 0
        while page := self.read(
            model, "search_read", [[*domain, ["id", ">", last]]], fields=list(fields), order="id", limit=PAGE
        ):
            yield page
            last = page[-1]["id"]

    def known(self, model: str, ids: Iterable[int], fields: Sequence[str]) -> dict[int, Record]:
        """These records by their id, archived ones too."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        told = {"context": {"active_test": False}}
        found = self.read(model, "search_read", [[["id", "in", wanted]]], fields=list(fields), **told)
        return {record["id"]: record for record in found}

    def _call(self, service: str, method: str, *arguments: Any) -> Any:
        """The result of one call. Raises SourceRefused, LoginRefused, ColumnGone and AnswerStrange."""
        params = {"service": service, "method": method, "args": list(arguments)}
        body = {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        status, answer = asked("POST", self.url, {}, body, seconds=self.way.seconds)
        if not isinstance(answer, dict) or not ("result" in answer or "error" in answer):
            raise AnswerStrange(host=self.way.host, status=status)
        if "error" in answer:
            raise self._refusal(answer["error"])
        return answer["result"]

    def _refusal(self, error: Any) -> Exception:
        """What an error of Odoo means here; its traceback is left where it is."""
        data = error.get("data") or {} if isinstance(error, dict) else {}
        if data.get("name") == ACCESS_DENIED:
            return LoginRefused(host=self.way.host)
        reason = str(data.get("message") or (error.get("message") if isinstance(error, dict) else error))
        if "Invalid field" in reason:
            return ColumnGone(host=self.way.host, column=" ".join(reason.split())[:80])
        return SourceRefused(host=self.way.host, reason=" ".join(reason.split())[:200])


def rows(way: Way, since: str) -> Iterator[Row]:
    """The columns of what the connector brings, then its rows, changed since a mark where one is given."""
    headers, read = READINGS[way.brings]
    yield Row(headers)
    yield from read(Odoo(way), since)


def sales_orders(odoo: Odoo, since: str) -> Iterator[Row]:
    """Confirmed and cancelled lines of sales orders, with what was promised and delivered."""
    has, line_has = odoo.fields("sale.order"), odoo.fields("sale.order.line")
    delivers = "picking_ids" in has
    changed: Domain = [["write_date", ">=", since], ["order_id.write_date", ">=", since]]
    if delivers:
        changed.append(["order_id.picking_ids.write_date", ">=", since])
    domain = [
        ["state", "in", ["sale", "done", "cancel"]],
        ["display_type", "=", False],
        *_any(changed if since else []),
    ]
    cost = ["purchase_price"] if "purchase_price" in line_has else []
    fields = [
        "order_id",
        "product_id",
        "product_uom_qty",
        "price_unit",
        "price_subtotal",
        "invoice_status",
        "write_date",
    ]
    for page in odoo.pages("sale.order.line", domain, [*fields, *cost]):
        ids = {_id(line["order_id"]) for line in page}
        told = [
            "name",
            "partner_id",
            "date_order",
            "commitment_date",
            "currency_id",
            "user_id",
            "state",
            "warehouse_id",
        ]
        orders = odoo.known("sale.order", ids, [name for name in told if name in has])
        shipped = _shipped(odoo, ids) if delivers else {}
        buyers = _buyers(odoo, orders.values())
        goods = _goods(odoo, page)
        for line in page:
            order = orders[_id(line["order_id"])]
            quantity = line["product_uom_qty"]
            yield _row(
                line["write_date"], order["name"], line["id"], *buyers[_id(order["partner_id"])], order["date_order"],
                quantity, line["price_unit"] * quantity, line["price_subtotal"],
                line["purchase_price"] * quantity if cost else None, _name(order["currency_id"]), *goods[line["id"]],
                order.get("commitment_date"), shipped.get(order["id"]), _name(order.get("warehouse_id")),
                _name(order.get("user_id")), _status(order, line),
            )  # fmt: skip


def invoices(odoo: Odoo, since: str) -> Iterator[Row]:
    """Lines of posted customer invoices and credit notes; a credit note counts below zero."""
    changed: Domain = [["write_date", ">=", since], ["move_id.write_date", ">=", since]]
    domain = [
        ["parent_state", "in", ["posted", "cancel"]],
        ["move_id.move_type", "in", ["out_invoice", "out_refund"]],
        ["display_type", "in", [False, "product"]],
        *_any(changed if since else []),
    ]
    fields = ["move_id", "product_id", "quantity", "price_unit", "price_subtotal", "currency_id", "write_date"]
    for page in odoo.pages("account.move.line", domain, fields):
        told = ["name", "partner_id", "invoice_date", "move_type", "state", "invoice_user_id"]
        moves = odoo.known("account.move", {_id(line["move_id"]) for line in page}, told)
        buyers, goods = _buyers(odoo, moves.values()), _goods(odoo, page)
        for line in page:
            move = moves[_id(line["move_id"])]
            sign = -1 if move["move_type"] == "out_refund" else 1
            status = "cancelled" if move["state"] == "cancel" else "credit" if sign < 0 else "invoiced"
            quantity = sign * line["quantity"]
            yield _row(
                line["write_date"], move["name"], line["id"], *buyers[_id(move["partner_id"])], move["invoice_date"],
                quantity, line["price_unit"] * quantity, sign * line["price_subtotal"], None,
                _name(line["currency_id"]), *goods[line["id"]], None, None, None, _name(move["invoice_user_id"]), status,
            )  # fmt: skip


def customers(odoo: Odoo, since: str) -> Iterator[Row]:
    """Companies, and private people without one, that ever bought."""
    has = odoo.fields("res.partner")
    bought: Domain = [["customer_rank", ">", 0]] if "customer_rank" in has else []
    if "sale_order_ids" in has:
        bought += [["sale_order_ids", "!=", False], ["child_ids.sale_order_ids", "!=", False]]
    domain = ["|", ["is_company", "=", True], ["parent_id", "=", False], *_any(bought), *_since(since)]
    fields = ["name", "ref", "parent_id", "country_id", "industry_id", "user_id", "write_date"]
    for page in odoo.pages("res.partner", domain, [name for name in fields if name in has]):
        countries = odoo.known("res.country", _ids(page, "country_id"), ["code"])
        users = odoo.known("res.users", _ids(page, "user_id"), ["email"])
        for each in page:
            country, user = countries.get(_id(each["country_id"])), users.get(_id(each["user_id"]))
            yield _row(
                each["write_date"], each["id"], each.get("ref"), each["name"], _id(each["parent_id"]) or None,
                country and country["code"], _name(each.get("industry_id")), user and user["email"],
            )  # fmt: skip


def contacts(odoo: Odoo, since: str) -> Iterator[Row]:
    """People at companies that ever bought."""
    has = odoo.fields("res.partner")
    bought: Domain = [["commercial_partner_id.customer_rank", ">", 0]] if "customer_rank" in has else []
    domain = [["is_company", "=", False], ["parent_id", "!=", False], ["type", "=", "contact"], *bought, *_since(since)]
    fields = ["name", "commercial_partner_id", "email", "phone", "function", "write_date"]
    for page in odoo.pages("res.partner", domain, fields):
        for each in page:
            company = _id(each["commercial_partner_id"])
            facts = (each[name] for name in ("name", "email", "phone", "function"))
            yield _row(each["write_date"], each["id"], company, *facts)


def people(odoo: Odoo, since: str) -> Iterator[Row]:
    """Employees of ours."""
    fields = ["name", "work_email", "department_id", "parent_id", "write_date"]
    for page in odoo.pages("hr.employee", _since(since), fields):
        for each in page:
            yield _row(
                each["write_date"], each["id"], each["name"], each["work_email"], _name(each["department_id"]),
                _id(each["parent_id"]) or None,
            )  # fmt: skip


ORDER_LINE = (
    "order", "line", "customer", "customer_ref", "customer_name", "ordered", "quantity", "at_list", "net", "cost", "currency",
    "product", "product_name", "category", "promised", "delivered", "warehouse", "seller", "status",
)  # fmt: skip
READINGS: dict[str, tuple[tuple[str, ...], Callable[[Odoo, str], Iterator[Row]]]] = {
    "sales-orders": (ORDER_LINE, sales_orders),
    "invoices": (ORDER_LINE, invoices),
    "customers": (("id", "ref", "name", "parent", "country", "industry", "salesperson"), customers),
    "contacts": (("id", "customer", "name", "email", "phone", "position"), contacts),
    "people": (("id", "name", "email", "department", "manager"), people),
}
"""What a connector brings -> its columns, and how they are read."""


def _any(conditions: Domain) -> Domain:
    """Any of these, as Odoo writes it: one | for each but the last, before them."""
    return ["|"] * (len(conditions) - 1) + conditions


def _since(since: str) -> Domain:
    return [["write_date", ">=", since]] if since else []


def _shipped(odoo: Odoo, orders: Iterable[int]) -> dict[int, str]:
    """Order -> when the last of its deliveries left."""
    domain = [["sale_id", "in", sorted(orders)], ["state", "=", "done"], ["picking_type_code", "=", "outgoing"]]
    found: dict[int, str] = {}
    for picking in odoo.read("stock.picking", "search_read", [domain], fields=["sale_id", "date_done"]):
        order, day = _id(picking["sale_id"]), picking["date_done"] or ""
        found[order] = max(found.get(order, ""), day)
    return found


def _buyers(odoo: Odoo, documents: Iterable[Record]) -> dict[int, tuple[Any, ...]]:
    """Partner of a document -> number, reference and name of the company that buys through it."""
    partners = odoo.known("res.partner", {_id(each["partner_id"]) for each in documents}, ["commercial_partner_id"])
    companies = {partner: _id(each["commercial_partner_id"]) for partner, each in partners.items()}
    told = odoo.known("res.partner", companies.values(), ["name", "ref"])
    return {partner: (company, told[company]["ref"], told[company]["name"]) for partner, company in companies.items()}


def _goods(odoo: Odoo, lines: Sequence[Record]) -> dict[int, tuple[Any, ...]]:
    """Line -> code, name and category of what was sold; the number stands where there is no code."""
    products = odoo.known("product.product", _ids(lines, "product_id"), ["default_code", "name", "categ_id"])
    found: dict[int, tuple[Any, ...]] = {}
    for line in lines:
        product = products.get(_id(line["product_id"]))
        code = product and (product["default_code"] or product["id"])
        found[line["id"]] = (code, product["name"], _name(product["categ_id"])) if product else (None, None, None)
    return found


def _status(order: Record, line: Record) -> str:
    if order["state"] == "cancel":
        return "cancelled"
    return "invoiced" if line["invoice_status"] == "invoiced" else "open"


def _ids(records: Iterable[Record], field: str) -> set[int]:
    return {_id(record[field]) for record in records if record.get(field)}


def _id(reference: Any) -> int:
    """The number in a reference [number, name]; 0 where there is none."""
    return int(reference[0]) if reference else 0


def _name(reference: Any) -> str | None:
    return str(reference[1]) if reference else None


def _row(mark: Any, *values: Any) -> Row:
    """A row as text: Odoo says false where there is nothing."""
    return Row(tuple(_text(value) for value in values), str(mark or ""))


def _text(value: Any) -> str | None:
    if value is None or value is False:
        return None
    return format(round(value, PLACES), "f") if isinstance(value, Decimal) else str(value)
