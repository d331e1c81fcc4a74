"""/exports/customers/: just that list as a file, with its run and day, and in the history."""

import csv
import io
import json
from datetime import date, datetime
from typing import Any

import fastexcel
import pytest
from django.test import Client

from clave.access.models import Entry, User
from clave.access.policy import Role
from tests.cast import Cast
from tests.value.book import Company, customer, run_with


def taken(client: Client, user: User, **query: str) -> bytes:
    """The file as this person gets it."""
    client.force_login(user)
    answer = client.get("/exports/customers/", query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def rows(content: bytes) -> list[dict[str, str]]:
    """The lines of a CSV file by the names of its columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_file_holds_the_list_in_its_order_with_run_and_day(company: Company, cast: Cast, client: Client) -> None:
    lines = rows(taken(client, cast.champion))
    assert [line["customer_code"] for line in lines] == ["GOOD", "GROUP", "QUIET", "LOSS", "NEW"]
    first = lines[0]
    assert (first["run"], first["as_of"], first["currency"]) == (company.run.short_code, "2026-03-31", "EUR")
    assert (first["lifetime_value"], first["lifetime_value_low"], first["revenue"]) == (
        "190000.00",
        "120000.00",
        "500000.00",
    )
    assert (first["p_active"], first["on_time_share"], first["last_ordered_on"]) == ("0.93", "0.9", "2026-03-10")


def test_what_is_not_known_is_empty_in_the_file(company: Company, cast: Cast, client: Client) -> None:
    unknown = next(line for line in rows(taken(client, cast.champion)) if line["customer_code"] == "NEW")
    assert (unknown["lifetime_value"], unknown["p_active"]) == ("", "")
    assert unknown["contribution"] == "180000.00"


def test_the_file_follows_filter_and_order_and_leaves_no_page_out(cast: Cast, client: Client) -> None:
    run_with(
        [{"customer": customer(f"M{n:03d}", country="Spain" if n % 2 else "Italy"), "orders": n} for n in range(130)]
    )
    lines = rows(taken(client, cast.champion, country="Spain", sort="-orders", page="2"))
    assert [int(line["orders"]) for line in lines] == list(range(129, 0, -2))


def test_a_workbook_has_numbers_as_numbers_and_days_as_days(company: Company, cast: Cast, client: Client) -> None:
    book = fastexcel.read_excel(taken(client, cast.champion, kind="xlsx"))
    sheet = book.load_sheet(0).to_arrow().to_pylist()
    first = sheet[0]
    assert (first["Lifetime value"], first["Orders"], first["Code"]) == (190000, 12, "GOOD")
    assert first["Last order"] in (date(2026, 3, 10), datetime(2026, 3, 10))
    source = book.load_sheet(1, header_row=None).to_arrow().to_pydict()
    facts = dict(zip(*list(source.values())[:2], strict=True))
    assert (facts["run"], facts["as_of"]) == (company.run.short_code, "2026-03-31")


def test_a_name_that_is_a_formula_is_made_harmless(cast: Cast, client: Client) -> None:
    run_with([{"customer": customer("F1", "=HYPERLINK(1)")}, {"customer": customer("F2", "  @SUM(1)")}])
    names = {line["name"] for line in rows(taken(client, cast.champion))}
    assert names == {"'=HYPERLINK(1)", "'  @SUM(1)"}


def test_who_took_which_list_stands_in_the_history(company: Company, cast: Cast, client: Client) -> None:
    taken(client, cast.finance_partner, country="Spain", kind="xlsx")
    entry = Entry.objects.get(event="value.customers.exported")
    told = json.loads(entry.after)
    assert entry.actor == cast.finance_partner
    assert (told["kind"], told["rows"], told["asked"]) == ("xlsx", 2, {"country": "Spain"})
    assert (told["run"], told["as_of"]) == (company.run.short_code, "2026-03-31")
    assert "lifetime_value" in told["columns"]


def test_a_manager_takes_the_own_customers_and_no_other(company: Company, cast: Cast, client: Client) -> None:
    company.assign(Role.KEY_ACCOUNT_MANAGER)
    lines = rows(taken(client, cast[Role.KEY_ACCOUNT_MANAGER]))
    assert [line["customer_code"] for line in lines] == ["GOOD", "GROUP"]


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ({"kind": "pdf"}, 422, "CSV or XLSX"),
        ({"sort": "-salary"}, 422, "is not a column of this list"),
        ({"q": "a\x00"}, 422, "Nothing was exported"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_leaves_no_trace(
    company: Company, cast: Cast, client: Client, query: dict[str, Any], status: int, told: str
) -> None:
    client.force_login(cast.champion)
    answer = client.get("/exports/customers/", query)
    assert answer.status_code == status
    assert told in answer.content.decode()
    assert not Entry.objects.filter(event="value.customers.exported").exists()


def test_before_the_first_run_there_is_nothing_to_export(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    answer = client.get("/exports/customers/")
    assert answer.status_code == 409
    assert "No run is done yet" in answer.content.decode()
