"""Odoo and ERPNext against servers that keep their contract: what they give, and every way in which they say no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from clave.connectors.programs import READS, Row, Way, erpnext, odoo, web
from clave.connectors.refusals import AnswerStrange, AskedTooOften, ColumnGone, LoginRefused, SourceRefused
from clave.connectors.rules import Program
from clave.kit.outbound import AddressRefused, CallFailed, UrlRefused
from clave.kit.outbound import Answer as Heard
from clave.kit.refusals import Refusal
from tests.connectors import contracts, firm


@pytest.fixture
def served() -> Iterator[dict[Program, tuple[contracts.Program, str]]]:
    """Both programs, as their contracts say."""
    one, other = contracts.Odoo(firm.odoo()), contracts.ErpNext(firm.erpnext())
    with contracts.serving(one) as odoo_url, contracts.serving(other) as erpnext_url:
        yield {Program.ODOO: (one, odoo_url), Program.ERPNEXT: (other, erpnext_url)}


def asked(address: str, program: Program, brings: str, since: str = "", **changed: str) -> list[Row]:
    told = {"database": contracts.DATABASE, "login": contracts.KEY, "secret": contracts.SECRET, **changed}
    return list(READS[program](Way(brings, address, **told), since))


def rows(address: str, program: Program, brings: str, since: str = "", **changed: str) -> list[dict[str, Any]]:
    head, *found = asked(address, program, brings, since, **changed)
    return [dict(zip(head.values, row.values, strict=True)) for row in found]


def test_odoo_gives_lines_of_orders_with_promise_and_delivery(served: Any) -> None:
    first, returned, cancelled = rows(served[Program.ODOO][1], Program.ODOO, "sales-orders")
    assert first == {
        "order": "S00001", "line": "101", "customer": "10", "customer_ref": "A-1", "customer_name": "Acme",
        "ordered": firm.T1, "quantity": "2.0000", "at_list": "120.0000", "net": "100.1000", "cost": "70.0000",
        "currency": "EUR", "product": "P-3", "product_name": "Pump", "category": "Goods / Pumps",
        "promised": "2025-03-19 00:00:00", "delivered": "2025-03-18 09:00:00", "warehouse": "Main", "seller": "Ana",
        "status": "invoiced",
    }  # fmt: skip
    assert (returned["quantity"], returned["net"], returned["product"], returned["status"]) == (
        "-1.0000",
        "-50.0500",
        None,
        "open",
    )
    assert (cancelled["line"], cancelled["status"]) == ("104", "cancelled")


def test_odoo_gives_lines_of_invoices_with_credit_notes_below_zero(served: Any) -> None:
    found = rows(served[Program.ODOO][1], Program.ODOO, "invoices")
    assert [(row["order"], row["net"], row["status"]) for row in found] == [
        ("INV/1", "50.0000", "invoiced"), ("RINV/1", "-50.0000", "credit"),
    ]  # fmt: skip


def test_odoo_gives_customers_contacts_and_people(served: Any) -> None:
    address = served[Program.ODOO][1]
    (customer,) = rows(address, Program.ODOO, "customers")
    assert (customer["id"], customer["name"], customer["country"], customer["salesperson"]) == (
        "10",
        "Acme",
        "ES",
        "ana@firm.example",
    )
    (contact,) = rows(address, Program.ODOO, "contacts")
    assert (contact["customer"], contact["name"], contact["position"]) == ("10", "Eva Gil", "Buyer")
    (person,) = rows(address, Program.ODOO, "people")
    assert (person["id"], person["department"], person["manager"]) == ("1", "Sales", None)


def test_a_delivery_after_the_mark_brings_its_lines_again(served: Any) -> None:
    address = served[Program.ODOO][1]
    assert [row["line"] for row in rows(address, Program.ODOO, "sales-orders", since=firm.T2)] == ["101", "103"]
    assert rows(address, Program.ODOO, "sales-orders", since="2025-04-01 00:00:00") == []


def test_odoo_without_inventory_and_margins_gives_what_it_has(served: Any) -> None:
    program, address = served[Program.ODOO]
    del program.records["stock.picking"]
    for record in program.records["sale.order"]:
        del record["picking_ids"]
    for record in program.records["sale.order.line"]:
        del record["purchase_price"]
    first = rows(address, Program.ODOO, "sales-orders")[0]
    assert (first["delivered"], first["cost"], first["net"]) == (None, None, "100.1000")


def test_erpnext_gives_lines_of_invoices_with_promise_and_delivery(served: Any) -> None:
    found = rows(served[Program.ERPNEXT][1], Program.ERPNEXT, "invoices")
    assert found[0] == {
        "invoice": "SI-1", "line": "1", "customer": "Acme", "customer_name": "Acme Ltd", "posted": "2025-03-14",
        "quantity": "2.0000", "at_list": "120.0000", "net": "100.1000", "cost": "70.0000", "currency": "EUR", "product": "P-3",
        "category": "Pumps", "promised": "2025-03-19", "delivered": "2025-03-18", "warehouse": "Main", "status": "invoiced",
    }  # fmt: skip
    assert [(row["line"], row["delivered"], row["status"]) for row in found[1:]] == [
        ("2", "2025-03-21", "invoiced"), ("1", None, "credit"), ("1", None, "cancelled"),
    ]  # fmt: skip


def test_erpnext_gives_customers_contacts_and_people(served: Any) -> None:
    address = served[Program.ERPNEXT][1]
    assert rows(address, Program.ERPNEXT, "customers")[0]["account_manager"] == "ana@firm.example"
    (contact,) = rows(address, Program.ERPNEXT, "contacts")
    assert (contact["customer"], contact["name"], contact["phone"], contact["email"]) == (
        "Acme",
        "Eva Gil",
        "+34 600",
        "eva@acme.example",
    )
    assert rows(address, Program.ERPNEXT, "people")[0]["name"] == "Ana"
    assert rows(address, Program.ERPNEXT, "invoices", since="2025-03-15 00:00:00")[0]["invoice"] == "SI-2"


def test_more_than_a_page_comes_whole_and_once(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odoo, "PAGE", 1)
    monkeypatch.setattr(erpnext, "PAGE", 1)
    monkeypatch.setattr(erpnext, "NAMED", 1)
    assert len(rows(served[Program.ODOO][1], Program.ODOO, "sales-orders")) == 3
    assert len(rows(served[Program.ERPNEXT][1], Program.ERPNEXT, "invoices")) == 4


@pytest.mark.parametrize("program", [Program.ODOO, Program.ERPNEXT])
@pytest.mark.parametrize(
    ("answer", "refusal"),
    [(contracts.PAGE, AnswerStrange), (None, CallFailed), (contracts.too_often("3600"), AskedTooOften),
     ((302, {"Location": "https://sign-in.example"}, b""), AnswerStrange), ((403, {}, b"<html>"), LoginRefused),
     ((200, {}, b'{"jsonrpc": "2.0"'), AnswerStrange), ((200, {}, b"[]"), AnswerStrange)],
)  # fmt: skip
def test_what_is_no_answer_is_told_as_what_it_is(
    served: Any, program: Program, answer: Any, refusal: type[Refusal]
) -> None:
    source, address = served[program]
    source.on(2, answer)
    with pytest.raises(refusal):
        asked(address, program, "invoices")


@pytest.mark.parametrize("program", [Program.ODOO, Program.ERPNEXT])
def test_a_wrong_key_is_told_as_such_and_never_repeated(served: Any, program: Program) -> None:
    with pytest.raises(LoginRefused) as refused:
        asked(served[program][1], program, "invoices", secret="wrong-and-secret")
    assert "wrong-and-secret" not in f"{refused.value} {refused.value.facts}"


@pytest.mark.parametrize("program", [Program.ODOO, Program.ERPNEXT])
def test_a_field_renamed_at_the_source_is_named(served: Any, program: Program) -> None:
    source, address = served[program]
    for record in source.records["res.country" if program is Program.ODOO else "Customer"]:
        record["renamed"] = record.pop("code" if program is Program.ODOO else "territory")
    with pytest.raises(ColumnGone):
        asked(address, program, "customers")


def test_a_short_wait_that_is_asked_for_is_kept_and_the_fetching_goes_on(
    served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(web.time, "sleep", waited.append)
    source, address = served[Program.ERPNEXT]
    source.on(2, contracts.too_often("3"))
    source.on(3, contracts.too_often("2"))
    assert len(rows(address, Program.ERPNEXT, "invoices")) == 4
    assert waited == [3, 2]


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("120", 120), ("Fri, 14 Mar 2025 10:02:00 GMT", 120), ("Fri, 14 Mar 2025 09:00:00 GMT", 0), ("soon", 60), ("", 60),
     ("999999999", 86_400)],
)  # fmt: skip
def test_how_long_to_wait_is_told_in_seconds_or_as_a_moment(told: str, seconds: int) -> None:
    assert web.wait_of(Heard(429, {"retry-after": told}), datetime(2025, 3, 14, 10, 0, tzinfo=UTC)) == seconds


@pytest.mark.parametrize("program", [Program.ODOO, Program.ERPNEXT])
def test_no_call_leaves_for_an_address_off_the_public_internet(served: Any, settings: Any, program: Program) -> None:
    settings.OUTBOUND_NETWORKS = []
    source, address = served[program]
    for url, refusal in ((address, UrlRefused), (address.replace("http:", "https:"), AddressRefused)):
        with pytest.raises(refusal):
            asked(url, program, "invoices")
    assert source.asked == 0


def test_an_error_of_odoo_is_told_without_its_traceback(served: Any) -> None:
    source, address = served[Program.ODOO]
    del source.records["hr.employee"]
    with pytest.raises(SourceRefused) as refused:
        asked(address, Program.ODOO, "people")
    assert "Traceback" not in str(refused.value)
