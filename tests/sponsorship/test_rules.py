"""Rhythm, fit, sentences, clocks and calendar files, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.sponsorship.rules import refusals
from clave.sponsorship.rules.cadence import Rhythm, Standing, standing
from clave.sponsorship.rules.calendar import Event, calendar, folded
from clave.sponsorship.rules.fit import Account, Candidate, Ground, propose
from clave.sponsorship.rules.moments import moment_of
from clave.sponsorship.rules.notes import Audience, sentences, widens

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("last", "coming", "untold", "expected"),
    [
        (date(2026, 5, 1), None, (), Standing.OVERDUE),
        (date(2026, 8, 15), None, (), Standing.TO_PLAN),
        (date(2026, 11, 1), None, (), Standing.IN_RHYTHM),
        (date(2026, 11, 1), date(2027, 1, 10), (), Standing.PLANNED),
        (date(2026, 5, 1), date(2026, 12, 20), (), Standing.LATE),
        (date(2026, 11, 1), date(2027, 1, 10), (date(2026, 11, 20),), Standing.REPORT_MISSING),
    ],
)
def test_the_rhythm_says_how_visits_stand(
    last: date, coming: date | None, untold: tuple[date, ...], expected: Standing
) -> None:
    assert standing(Rhythm(3, date(2025, 1, 1), last, coming, untold), TODAY) is expected


def test_an_account_never_visited_is_counted_from_its_sponsor_on() -> None:
    assert Rhythm(2, date(2026, 1, 1), None, None).due_on == date(2026, 7, 2)


def test_who_knows_industry_and_country_is_proposed_before_who_is_free() -> None:
    knows = Candidate(1, 1, {"Spain"}, {"Dairy"})
    free = Candidate(2, 0, set(), set())
    best = propose([Account(9, "Spain", "Dairy", frozenset())], [free, knows], most=6)[9]
    assert [fit.candidate for fit in best] == [1, 2]
    assert (best[0].points, best[0].grounds) == (4, (Ground.INDUSTRY, Ground.COUNTRY, Ground.LOAD))


def test_the_managers_own_boss_and_the_full_come_last_and_the_manager_not_at_all() -> None:
    people = [Candidate(1, 0, set(), set()), Candidate(2, 6, set(), set()), Candidate(3, 0, set(), set())]
    people.append(Candidate(4, 0, set(), set()))
    fits = propose([Account(9, "", "", frozenset({1}), frozenset({4}))], people, most=6)[9]
    assert [fit.candidate for fit in fits] == [3, 1, 2]


def test_accounts_are_spread_over_the_top_team() -> None:
    people = [Candidate(key, 0, set(), set()) for key in (1, 2, 3)]
    accounts = [Account(key, f"C{key}", "", frozenset()) for key in range(9)]
    best = [fits[0].candidate for fits in propose(accounts, people, most=6).values()]
    assert sorted(best.count(key) for key in (1, 2, 3)) == [3, 3, 3]


def test_a_note_falls_into_sentences() -> None:
    assert sentences("They build in Valencia. Who pays? 3.5 m, they say!") == [
        "They build in Valencia.",
        "Who pays?",
        "3.5 m, they say!",
    ]


def test_audiences_widen_one_way() -> None:
    assert widens(Audience.CHAMPION, Audience.TEAM)
    assert not widens(Audience.TEAM, Audience.PROGRAMME)


def test_an_hour_is_the_hour_of_the_companys_clock_in_summer_and_winter() -> None:
    assert moment_of(date(2026, 7, 1), time(10), "Europe/Madrid") == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert moment_of(date(2026, 12, 1), time(10), "Europe/Madrid") == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert moment_of(date(2026, 12, 1), None, "Europe/Madrid") is None


def test_an_hour_that_the_clock_change_leaves_out_or_repeats_is_refused() -> None:
    with pytest.raises(refusals.HourLeftOut):
        moment_of(date(2026, 3, 29), time(2, 30), "Europe/Madrid")
    with pytest.raises(refusals.HourTwice):
        moment_of(date(2026, 10, 25), time(2, 30), "Europe/Madrid")


def test_a_calendar_writes_moments_in_universal_time_and_days_as_days() -> None:
    at, changed = datetime(2026, 7, 1, 8, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    text = calendar(
        "Visits",
        [
            Event("a@x", "Visit: Núñez; Söhne, Ltd", date(2026, 7, 1), at, 90, changed, 2),
            Event("b@x", "All day\nATTACH:http://evil", date(2026, 12, 31), None, 90, changed, 0, is_cancelled=True),
        ],
    )
    lines = text.split("\r\n")
    assert "DTSTART:20260701T080000Z" in lines
    assert "DTEND:20260701T093000Z" in lines
    assert "SUMMARY:Visit: Núñez\\; Söhne\\, Ltd" in lines
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "SUMMARY:All day\\nATTACH:http://evil" in lines
    assert "STATUS:CANCELLED" in lines
    assert not any(line.startswith("ATTACH") for line in lines)
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


@given(st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=400))
def test_folded_lines_hold_at_most_75_octets_and_unfold_to_what_was_written(line: str) -> None:
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece.removeprefix(" ") for piece in pieces[1:]) == line


@given(st.integers(1, 12), st.dates(date(2020, 1, 1), date(2026, 1, 1)))
def test_a_visit_is_due_within_a_year_of_the_last(visits: int, last: date) -> None:
    due = Rhythm(visits, date(2020, 1, 1), last, None).due_on
    assert timedelta(days=29) <= due - last <= timedelta(days=365)
