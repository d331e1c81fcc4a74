"""ERPNext over the REST API of Frappe: lists by token, page after page in the order of the names, child rows by parent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from clave.connectors.programs.way import Row, Way
from clave.connectors.programs.web import asked
from clave.connectors.refusals import AnswerStrange, ColumnGone, SourceRefused

PAGE, NAMED = 200, 50
"""Documents of one page; names that one address carries: eight thousand characters are the limit of many servers."""
REFUSED_FROM = 400
PLACES = 4
Record = Mapping[str, Any]
Filters = list[list[Any]]


class Site:
    """One site, seen as the user whose key this is; it is only ever read."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.headers = {"Authorization": f"token {way.login}:{way.secret}"}

    def pages(self, doctype: str, filters: Filters, fields: Sequence[str]) -> Iterator[list[Record]]:
        """Every document that the filters find, page after page."""
        last: Filters = []
        while page := self._list(doctype, [*filters, *last], ["name", *fields], PAGE):
            yield page
            last = [["name", ">", page[-1]["name"]]]

    def known(self, doctype: str, names: Iterable[str | None], fields: Sequence[str]) -> dict[str, Record]:
        """These documents by their name."""
        found = [self._list(doctype, [["name", "in", part]], ["name", *fields], len(part)) for part in _parts(names)]
        return {record["name"]: record for part in found for record in part}

    def rows_of(
        self, parent: str, child: str, fields: Sequence[str], names: Iterable[str], by: str = "parent", **also: Any
    ) -> Iterator[Record]:
        """The rows of a table in documents, those whose `by` is one of these names."""
        for part in _parts(names):
            filters: Filters = [[by, "in", part], ["parenttype", "=", parent]]
            filters += [[name, "=", told] for name, told in also.items()]
            last: Filters = []
            while page := self._list(child, [*filters, *last], ["name", "parent", *fields], PAGE, parent=parent):
                yield from page
                last = [["name", ">", page[-1]["name"]]]

    def _list(self, doctype: str, filters: Filters, fields: Sequence[str], most: int, **more: str) -> list[Record]:
        """One page of a list. Raises SourceRefused, LoginRefused, ColumnGone and AnswerStrange."""
        told = {"fields": json.dumps(list(fields)), "filters": json.dumps(filters), "order_by": "name asc", **more}
        query = urlencode({**told, "limit_start": 0, "limit_page_length": most})
        url = f"{self.way.address.rstrip('/')}/api/resource/{quote(doctype)}?{query}"
        status, answer = asked("GET", url, self.headers, seconds=self.way.seconds)
        if status >= REFUSED_FROM:
            raise self._refusal(status, answer)
        found = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(found, list):
            raise AnswerStrange(host=self.way.host, status=status)
        return found

    def _refusal(self, status: int, answer: Any) -> Exception:
        """What an error of Frappe means here."""
        told = answer if isinstance(answer, dict) else {}
        reason = str(told.get("exception") or told.get("exc_type") or told.get("message") or status)
        reason = " ".join(reason.split())
        if "Unknown column" in reason or "Field not permitted" in reason:
            return ColumnGone(host=self.way.host, column=reason[-80:])
        return SourceRefused(host=self.way.host, reason=reason[:200])


def rows(way: Way, since: str) -> Iterator[Row]:
    """The columns of what the connector brings, then its rows, changed since a mark where one is given."""
    headers, read = READINGS[way.brings]
    yield Row(headers)
    yield from read(Site(way), _since(since))


def invoices(site: Site, since: Filters) -> Iterator[Row]:
    """Lines of submitted and cancelled sales invoices in the currency of the company, with what was promised and delivered."""
    fields = ("customer", "customer_name", "posting_date", "company", "is_return", "docstatus", "modified")
    for page in site.pages("Sales Invoice", [["docstatus", "in", [1, 2]], *since], fields):
        heads = {head["name"]: head for head in page}
        companies = site.known("Company", (head["company"] for head in page), ("default_currency",))
        lines = list(site.rows_of("Sales Invoice", "Sales Invoice Item", ITEM, heads))
        promised = site.known("Sales Order", (line["sales_order"] for line in lines), ("delivery_date",))
        delivered = _delivered(site, heads, lines)
        for line in sorted(lines, key=lambda each: (each["parent"], each["idx"])):
            head = heads[line["parent"]]
            order = promised.get(line["sales_order"])
            yield _row(
                head["modified"], head["name"], line["idx"], head["customer"], head["customer_name"],
                head["posting_date"], line["qty"], _times(line["base_price_list_rate"], line["qty"]) or None,
                line["base_net_amount"], _times(line["incoming_rate"], line["stock_qty"]) or None,
                companies[head["company"]]["default_currency"], line["item_code"], line["item_group"],
                order and order["delivery_date"], delivered.get(line["name"]), line["warehouse"], _status(head),
            )  # fmt: skip


def customers(site: Site, since: Filters) -> Iterator[Row]:
    """Customers with group, territory and who answers for them."""
    fields = ("customer_name", "customer_group", "territory", "account_manager", "modified")
    for page in site.pages("Customer", since, fields):
        for each in page:
            yield _row(each["modified"], each["name"], *(each[name] for name in fields[:-1]))


def contacts(site: Site, since: Filters) -> Iterator[Row]:
    """People linked to a customer; one linked to several stands under the first."""
    fields = ("first_name", "last_name", "email_id", "phone", "mobile_no", "designation", "modified")
    for page in site.pages("Contact", since, fields):
        names = [each["name"] for each in page]
        links = site.rows_of("Contact", "Dynamic Link", ("link_name", "idx"), names, link_doctype="Customer")
        first = {row["parent"]: row["link_name"] for row in sorted(links, key=lambda row: -row["idx"])}
        for each in page:
            if each["name"] in first:
                name = " ".join(filter(None, (each["first_name"], each["last_name"])))
                phone = each["phone"] or each["mobile_no"]
                facts = (each["email_id"], phone, each["designation"])
                yield _row(each["modified"], each["name"], first[each["name"]], name, *facts)


def people(site: Site, since: Filters) -> Iterator[Row]:
    """Employees who work for us now."""
    fields = ("employee_name", "company_email", "department", "reports_to", "modified")
    for page in site.pages("Employee", [["status", "=", "Active"], *since], fields):
        for each in page:
            yield _row(each["modified"], each["name"], *(each[name] for name in fields[:-1]))


ITEM = (
    "idx", "item_code", "item_group", "qty", "stock_qty", "base_net_amount", "base_price_list_rate", "incoming_rate",
    "warehouse", "delivery_note", "sales_order",
)  # fmt: skip
READINGS: dict[str, tuple[tuple[str, ...], Callable[[Site, Filters], Iterator[Row]]]] = {
    "invoices": (
        (
            "invoice", "line", "customer", "customer_name", "posted", "quantity", "at_list", "net", "cost", "currency",
            "product", "category", "promised", "delivered", "warehouse", "status",
        ),
        invoices,
    ),
    "customers": (("id", "name", "group", "territory", "account_manager"), customers),
    "contacts": (("id", "customer", "name", "email", "phone", "position"), contacts),
    "people": (("id", "name", "email", "department", "manager"), people),
}  # fmt: skip
"""What a connector brings -> its columns, and how they are read."""


def _since(since: str) -> Filters:
    return [["modified", ">=", since]] if since else []


def _parts(names: Iterable[str | None]) -> Iterator[list[str]]:
    """Names, as many at a time as an address can carry."""
    wanted = sorted({name for name in names if name})
    yield from (wanted[start : start + NAMED] for start in range(0, len(wanted), NAMED))


def _delivered(site: Site, invoices: Iterable[str], lines: Sequence[Record]) -> dict[str, str]:
    """Line of an invoice -> the day its delivery note was posted, be it from before the invoice or from after it."""
    notes = {line["name"]: line["delivery_note"] for line in lines if line["delivery_note"]}
    fields = ("si_detail",)
    later = site.rows_of("Delivery Note", "Delivery Note Item", fields, invoices, "against_sales_invoice", docstatus=1)
    notes |= {row["si_detail"]: row["parent"] for row in later if row["si_detail"]}
    days = site.known("Delivery Note", notes.values(), ("posting_date",))
    return {line: days[note]["posting_date"] for line, note in notes.items() if note in days}


def _times(one: Any, other: Any) -> Decimal | None:
    return None if one is None or other is None else Decimal(one) * Decimal(other)


def _status(head: Record) -> str:
    if head["docstatus"] == 2:
        return "cancelled"
    return "credit" if head["is_return"] else "invoiced"


def _row(mark: Any, *values: Any) -> Row:
    return Row(tuple(_text(value) for value in values), str(mark or ""))


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    return format(round(value, PLACES), "f") if isinstance(value, Decimal) else str(value)
