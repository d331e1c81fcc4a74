"""What an import may do next, who belongs to whom, and what a closed period takes: decisions without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.access.policy import MAY
from clave.analytics.schema import KINDS
from clave.ledger import refusals, rules
from clave.ledger.rules import MOVES, Membership, State

JAN, FEB, MAR = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)


def test_every_state_has_its_moves_and_its_name() -> None:
    assert set(MOVES) == set(rules.STATE_NAMES) == set(State)


def test_what_is_over_moves_nowhere_and_everything_else_can_come_to_an_end() -> None:
    assert {state for state, moves in MOVES.items() if not moves} == rules.OVER
    for state in State:
        reached, ways = {state}, [state]
        while ways:
            ways += [to for to in MOVES[ways.pop()] if to not in reached and not reached.add(to)]  # type: ignore[func-returns-value]
        assert reached & rules.OVER


def test_work_can_only_begin_once() -> None:
    assert not any(rules.may_move(state, state) for state in State)
    assert not rules.may_move(State.IMPORTING, State.IMPORTING)
    assert not rules.may_move(State.RECEIVED, State.IMPORTED)


def test_every_kind_has_a_name_and_somebody_who_brings_it() -> None:
    assert set(rules.KIND_NAMES) == set(rules.BRINGS) == set(KINDS) == {*rules.FILE_KINDS, *rules.MASTER_KINDS}
    assert all(MAY[action] for action in rules.BRINGS.values())


def test_a_column_that_is_computed_counts_as_stated() -> None:
    columns = ("net_amount", "list_amount", "cost_amount", "freight_amount", "site")
    assert rules.provided({"unit_price", "order_freight_amount"}, columns) == {
        "net_amount",
        "list_amount",
        "freight_amount",
    }
    assert rules.provided({"net_amount", "site"}, columns) == {"net_amount", "site"}


spans = st.tuples(st.dates(), st.none() | st.integers(0, 5000)).map(
    lambda t: Membership("G", t[0], None if t[1] is None else date.fromordinal(min(t[0].toordinal() + t[1], 3_652_059)))
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(spans, spans)
def test_two_memberships_overlap_exactly_where_they_share_a_day(one: Membership, other: Membership) -> None:
    first, last = max(one.valid_from, other.valid_from), min(one.valid_to or date.max, other.valid_to or date.max)
    assert one.overlaps(other) == other.overlaps(one) == (first <= last)


def test_the_first_group_counts_from_the_start_and_a_change_from_its_day() -> None:
    first = rules.regrouped([], "A", FEB)
    assert first == [Membership("A", rules.FROM_THE_START)]
    assert rules.regrouped(first, "A", MAR) == first
    assert rules.regrouped(first, "B", MAR) == [
        Membership("A", rules.FROM_THE_START, date(2025, 2, 28)),
        Membership("B", MAR),
    ]
    assert rules.regrouped(first, None, MAR) == [Membership("A", rules.FROM_THE_START, date(2025, 2, 28))]


def test_two_changes_on_one_day_leave_no_day_in_two_groups() -> None:
    once = rules.regrouped([Membership("A", rules.FROM_THE_START)], "B", FEB)
    again = rules.regrouped(once, "C", FEB)
    assert [link.parent for link in again] == ["A", "C"]
    assert not again[0].overlaps(again[1])


def test_a_circle_is_found_only_among_links_that_hold_at_the_same_time() -> None:
    links = {"B": [Membership("C", JAN, date(2025, 1, 31))], "C": [Membership("A", JAN)]}
    assert rules.closes_circle("A", Membership("B", JAN), links) == ("A", "B", "C", "A")
    assert rules.closes_circle("A", Membership("B", FEB), links) is None
    assert rules.closes_circle("A", Membership("A", FEB), {}) == ("A", "A")


def test_customers_in_a_circle_are_named() -> None:
    with pytest.raises(refusals.HierarchyCycle) as told:
        rules.refuse_circles({"A": "B", "B": "C", "C": "A", "D": "A"})
    assert "A → B → C → A" in told.value.sentence()


def test_days_without_a_rate_in_force_are_gaps() -> None:
    (gap,) = rules.gaps([date(2025, 1, 20), date(2025, 1, 1), date(2025, 1, 5)], holds_days=7)
    assert (gap.after, gap.before, gap.days) == (date(2025, 1, 12), date(2025, 1, 20), 7)
    assert rules.gaps([JAN, date(2025, 1, 9)], holds_days=7) == []


@pytest.mark.parametrize(("rows", "locked", "known"), [(0, FEB, None), (3, None, None), (3, FEB, MAR)])
def test_a_closed_period_takes_no_rows_or_those_known_after_it(
    rows: int, locked: date | None, known: date | None
) -> None:
    rules.refuse_locked(rows=rows, locked_until=locked, known_on=known)


@pytest.mark.parametrize("known", [None, JAN, FEB])
def test_rows_of_a_closed_period_are_refused_with_what_to_pass(known: date | None) -> None:
    with pytest.raises((refusals.PeriodLocked, refusals.KnownInLockedPeriod)) as told:
        rules.refuse_locked(rows=3, locked_until=FEB, known_on=known)
    assert (told.value.code, "--known-on" in told.value.sentence()) == ("PERIOD_LOCKED", True)
