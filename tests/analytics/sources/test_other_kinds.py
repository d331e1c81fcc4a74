"""Customers, people, contacts, activities and rates: their own rules and totals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clave.analytics.schema import KINDS
from clave.analytics.sources import IntakeSettings
from clave.analytics.sources.hierarchy import cycles

from .conftest import Take, codes, file_of

CUSTOMERS = "customer_code,name,parent_code,owner_email"
PEOPLE = "person_code,full_name,function,reports_to,is_top_team,email"
CONTACTS = "contact_id,customer_code,full_name,email,consent"
ACTIVITIES = "customer_code,kind,occurred_on,minutes,amount,currency"
RATES = "rate_date,base,quote,rate"


@pytest.mark.parametrize(
    ("parents", "found"),
    [
        ({}, []),
        ({"a": "b", "b": "c"}, []),
        ({"a": "a"}, [("a",)]),
        ({"x": "a", "a": "b", "b": "a", "y": "b"}, [("a", "b")]),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, [("a", "b"), ("c", "d")]),
    ],
)
def test_each_circle_is_found_once(parents: dict[str, str], found: list[tuple[str, ...]]) -> None:
    assert list(cycles(parents)) == found


def test_a_hundred_thousand_levels_are_no_circle() -> None:
    assert list(cycles({str(i): str(i + 1) for i in range(100_000)})) == []


def test_customers_in_a_circle_are_refused_as_a_file(take: Take) -> None:
    intake = take(file_of("A,Alpha,B,", "B,Beta,A,", "C,Own,C,", header=CUSTOMERS), kind="customers")
    assert (codes(intake), intake.refused_file) == (["HIERARCHY_CYCLE"], True)
    assert "A → B → A; C → C" in intake.refused[0].sentence()


def test_a_parent_may_be_known_from_before(take: Take, settings: IntakeSettings) -> None:
    content = file_of("A,Alpha,Z,ann@example.org", "B,Beta,A,not an address", header=CUSTOMERS)
    assert sorted(codes(take(content, kind="customers"))) == ["EMAIL_INVALID", "REF_UNKNOWN_PARENT"]
    known = replace(settings, known_customers=frozenset({"Z"}))
    intake = take(content, kind="customers", settings=known)
    assert codes(intake) == ["EMAIL_INVALID"]
    assert intake.totals == {"customers": 1, "with_parent": 1, "with_owner": 1}


def test_a_customer_twice_is_refused(take: Take) -> None:
    intake = take(file_of("A,Alpha,,", "A,Alfa,,", "B,Beta,,", header=CUSTOMERS), kind="customers")
    assert codes(intake) == ["KEY_DUPLICATE", "KEY_DUPLICATE"]


def test_people_report_to_people_there_are_and_not_in_circles(take: Take, settings: IntakeSettings) -> None:
    rows = ("1,Ann,Sales,,yes,ann@example.org", "2,Bob,Operations,1,no,", "3,Cy,Finance,9,sí,", "4,Di,Finance,1,maybe,")
    intake = take(file_of(*rows, header=PEOPLE), kind="people")
    assert sorted(codes(intake)) == ["FLAG_INVALID", "REF_UNKNOWN_PERSON"]
    assert intake.totals == {"people": 2, "functions": 2, "top_team": 1}
    known = replace(settings, known_people=frozenset({"9"}))
    assert codes(take(file_of(*rows, header=PEOPLE), kind="people", settings=known)) == ["FLAG_INVALID"]
    circle = file_of("1,Ann,Sales,2,,", "2,Bob,Sales,1,,", header=PEOPLE)
    assert codes(take(circle, kind="people")) == ["HIERARCHY_CYCLE"]


def test_contacts_belong_to_customers_there_are(take: Take, settings: IntakeSettings) -> None:
    rows = ("1,C1,Ann,ann@example.org,yes", "2,C9,Bob,,no", "3,C1,Cy,cy@,", "4,C1,Di,,0")
    known = replace(settings, known_customers=frozenset({"C1"}))
    intake = take(file_of(*rows, header=CONTACTS), kind="contacts", settings=known)
    assert codes(intake) == ["REF_UNKNOWN_ACCOUNT", "EMAIL_INVALID"]
    assert intake.totals == {"contacts": 2, "customers": 1, "with_consent": 1}


def test_an_amount_of_an_activity_needs_its_currency(take: Take) -> None:
    rows = ("C1,visit,2025-03-14,90,,", "C1,visit,2025-03-15,30.5,12.50,EUR", "C2,call,2025-03-15,,5,")
    intake = take(file_of(*rows, header=ACTIVITIES), kind="activities")
    assert [(problem.code, problem.line) for problem in intake.refused] == [("CURRENCY_UNKNOWN", 4)]
    assert intake.totals["by_kind"] == {"visit": {"count": 2, "quantity": None, "minutes": "120.5"}}
    assert intake.totals["amount_by_currency"] == {"EUR": "12.50"}
    bare = file_of("C1,visit,2025-03-14,5", header="customer_code,kind,occurred_on,amount")
    assert codes(take(bare, kind="activities")) == ["COLUMN_MISSING"]


def told(take: Take, *rows: str) -> list[tuple[int | None, str]]:
    """Line and last words of each refused rate."""
    intake = take(file_of(*rows, header=RATES), kind="rates")
    return [(problem.line, problem.sentence()) for problem in intake.refused]


def test_good_rates_both_ways_and_over_years_are_taken(take: Take) -> None:
    rows = (
        "2008-07-15,EUR,USD,1.599",
        "2024-03-14,EUR,USD,1.09",
        "2024-03-14,USD,EUR,0.9174",
        "2024-03-14,EUR,JPY,161.2",
    )
    intake = take(file_of(*rows, header=RATES), kind="rates")
    assert (codes(intake), intake.totals["pairs"]) == ([], ["EUR/JPY", "EUR/USD", "USD/EUR"])


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        (("2024-03-14,EUR,USD,0",), 2, "not greater than zero"),
        (("2024-03-14,EUR,USD,-1",), 2, "not greater than zero"),
        (("2024-03-14,EUR,EUR,1",), 2, "against itself"),
        (("2024-03-14,EUR,USD,1.09", "2024-03-15,EUR,USD,1.1", "2024-03-16,EUR,USD,109"), 4, "far from the others"),
        (("2024-03-14,EUR,USD,1.3", "2024-03-14,USD,EUR,1.3"), 2, "inverted"),
        (("2024-03-14,EUR,USD,1.09", "2024-03-14,EUR,USD,1.10"), 2, "two rates"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(take: Take, rows: tuple[str, ...], line: int, words: str) -> None:
    problems = told(take, *rows)
    assert problems[0][0] == line
    assert words in problems[0][1]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_refuses_a_file_without_rows_and_one_without_its_columns(take: Take, kind: str) -> None:
    header = ",".join(column.name for column in KINDS[kind].columns)
    assert codes(take(header + "\n", kind=kind)) == ["FILE_NO_ROWS"]
    assert codes(take("alpha,beta\n1,2\n", kind=kind)) == ["COLUMN_MISSING"]
