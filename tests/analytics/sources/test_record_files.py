"""Files of promises, offers and skills: every row that cannot be is refused at its line and column, up to the last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clave.analytics.sources import IntakeSettings

from .conftest import Take, codes, file_of

PROMISES = "customer_code,what,starts_on,owner,kind,due_on,ends_on,within_days,lines_percent,cost,currency,audience"
OFFERS = "customer_code,element,given_from,given_to,yearly_cost,currency,note"
SKILLS = "skill,skill_group,name,level_1,level_3,level_5"
HEADERS = {"promises": PROMISES, "offers": OFFERS, "skills": SKILLS}


@pytest.fixture
def known(settings: IntakeSettings) -> IntakeSettings:
    names = {
        "customer_code": {"C1"},
        "owner": {"P1"},
        "element": {"Named engineer"},
        "currency": {"Named engineer EUR"},
    }
    return replace(settings, known={column: frozenset(found) for column, found in names.items()})


def test_a_good_row_of_each_kind_is_taken(take: Take, known: IntakeSettings) -> None:
    rows = {
        "promises": "c1,Reserved stock,2025-01-01,p1,,,2025-12-31,,,100.50,EUR,team",
        "offers": "C1,named ENGINEER,2025-01-01,,1200,EUR,every month",
        "skills": "new-skill,planning,New,a,b,c",
    }
    for kind, row in rows.items():
        intake = take(file_of(row, header=HEADERS[kind]), kind=kind, settings=known)
        assert (codes(intake), intake.accepted) == ([], 1), kind


@pytest.mark.parametrize(
    ("kind", "row", "column", "code"),
    [
        ("promises", "C9,Words,2025-01-01,P1,,,,,,,,", "customer_code", "NOT_KEY_ACCOUNT"),
        ("promises", "C1,Words,2025-01-01,P9,,,,,,,,", "owner", "PROMISE_OWNER_UNKNOWN"),
        ("promises", "C1,Words,2025-01-01,P1,soon,,,,,,,", "kind", "VALUE_NOT_OFFERED"),
        ("promises", "C1,Words,2025-01-01,P1,,,,,,,,all", "audience", "VALUE_NOT_OFFERED"),
        ("promises", "C1,Words,2025-01-01,P1,due,,,,,,,", "kind", "PROMISE_DUE_MISSING"),
        ("promises", "C1,Words,2025-01-01,P1,standing,2025-02-01,,,,,,", "kind", "PROMISE_KIND_DISAGREES"),
        ("promises", "C1,Words,2025-01-01,P1,due,2025-02-01,,2,,,,", "kind", "PROMISE_KIND_DISAGREES"),
        ("promises", "C1,Words,2025-01-01,P1,due,2024-02-01,,,,,,", "due_on", "DAYS_REVERSED"),
        ("promises", "C1,Words,2025-01-01,P1,,,2024-12-31,,,,,", "ends_on", "DAYS_REVERSED"),
        ("promises", "C1,Words,2025-01-01,P1,,,,,101,,,", "lines_percent", "RANGE_UNFIT"),
        ("promises", "C1,Words,2025-01-01,P1,,,,4000,,,,", "within_days", "RANGE_UNFIT"),
        ("promises", "C1,Words,2025-01-01,P1,,,,,,5,,", "cost", "COST_UNFIT"),
        ("promises", f"C1,{'x' * 301},2025-01-01,P1,,,,,,,,", "what", "TEXT_LONG"),
        ("promises", "C1,,2025-01-01,P1,,,,,,,,", "what", "VALUE_MISSING"),
        ("offers", "C9,Named engineer,2025-01-01,,,,", "customer_code", "NOT_KEY_ACCOUNT"),
        ("offers", "C1,A boat,2025-01-01,,,,", "element", "OFFER_ELEMENT_UNKNOWN"),
        ("offers", "C1,Named engineer,2025-01-01,2024-01-01,,,", "given_to", "DAYS_REVERSED"),
        ("offers", "C1,Named engineer,2025-01-01,,5,USD,", "currency", "OFFER_CURRENCY_UNFIT"),
        ("offers", "C1,Named engineer,2025-01-01,,-5,EUR,", "yearly_cost", "COST_UNFIT"),
        ("skills", "New Skill,planning,New,a,b,c", "skill", "SKILL_KEY_UNFIT"),
        ("skills", "new,cooking,New,a,b,c", "skill_group", "VALUE_NOT_OFFERED"),
    ],
)
def test_a_row_that_cannot_be_is_refused_where_it_is_wrong(
    take: Take, known: IntakeSettings, kind: str, row: str, column: str, code: str
) -> None:
    intake = take(file_of(row, header=HEADERS[kind]), kind=kind, settings=known)
    assert [(problem.line, problem.column, problem.code) for problem in intake.refused] == [(2, column, code)]


def test_every_bad_row_is_named_up_to_a_hundred_and_the_rest_counted(take: Take, known: IntakeSettings) -> None:
    rows = [f"C9,Words {number},2025-01-01,P9,,,,,,,," for number in range(130)]
    intake = take(file_of(*rows, header=PROMISES), kind="promises", settings=known)
    assert (len(intake.refused), intake.refused_count, intake.accepted) == (100, 130, 0)
    twice = ("C1,Words,2025-01-01,P1,,,,,,,,", "C1,Words,2025-01-01,P1,,,,3,,,,")
    assert codes(take(file_of(*twice, header=PROMISES), kind="promises", settings=known)) == ["KEY_DUPLICATE"] * 2
