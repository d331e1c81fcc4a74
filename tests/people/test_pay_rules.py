"""Where pay works against key accounts, and what a way of paying would have paid for the same past."""

from __future__ import annotations

import pytest

from clave.access.policy import Role
from clave.people.rules.pay import Conflict, Measure, Paid, conflicts
from clave.people.rules.simulating import Attained, Curve, Past, added, attained, only, paid

VALUE, REVENUE = Measure.LIFETIME_VALUE, Measure.REVENUE


@pytest.mark.parametrize(
    ("role", "weights", "approves", "found"),
    [
        (Role.KEY_ACCOUNT_MANAGER, {REVENUE: 60, VALUE: 40}, False, [Conflict.REVENUE_LEADS]),
        (Role.KEY_ACCOUNT_MANAGER, {REVENUE: 33, VALUE: 67}, False, [Conflict.REVENUE]),
        (Role.KEY_ACCOUNT_MANAGER, {Measure.CONTRIBUTION: 100}, False, [Conflict.NOTHING_ON_VALUE]),
        (Role.KEY_ACCOUNT_MANAGER, {VALUE: 50, Measure.PROMISES: 50}, False, []),
        (Role.EXECUTIVE_SPONSOR, {Measure.QUARTER: 50, Measure.TEAM: 50}, False, [Conflict.QUARTER]),
        (Role.FUNCTION_MEMBER, {Measure.VOLUME: 100}, False, [Conflict.VOLUME]),
        (Role.FINANCE_PARTNER, {REVENUE: 10, Measure.TEAM: 90}, True, [Conflict.DISCOUNTS]),
        (Role.FINANCE_PARTNER, {REVENUE: 10, Measure.TEAM: 90}, False, []),
    ],
)
def test_pay_that_works_against_key_accounts_is_named(
    role: Role, weights: dict[Measure, int], approves: bool, found: list[Conflict]
) -> None:
    assert conflicts(Paid({role}, weights, approves)) == found


def test_the_known_payout_comes_out() -> None:
    """Base 90,000, a quarter variable, 50/30/20, attained 1.2, .75 and 1.0, floor .8, cap 1.5: 18,000."""
    reached = {
        VALUE: Attained(100, 120),
        Measure.CONTRIBUTION: Attained(100, 75),
        Measure.PROMISES: Attained(1, 1),
    }
    weights = {VALUE: 50, Measure.CONTRIBUTION: 30, Measure.PROMISES: 20}
    assert 90_000 * paid(weights, reached, Curve()) == pytest.approx(18_000)


def test_revenue_that_grows_while_value_falls_is_paid_by_one_way_only() -> None:
    past = Past(100.0, 130.0, 20.0, 10.0, 500.0, -50.0, 0.95)
    reached = attained(past, Curve(), 1.0)
    assert reached[REVENUE].share == pytest.approx(130 / 105)
    assert paid(only(REVENUE), reached, Curve()) > 0.25
    assert paid(only(VALUE), reached, Curve()) == 0
    assert paid(only(Measure.CONTRIBUTION), reached, Curve()) == 0


def test_without_a_positive_target_nothing_is_reached_and_nothing_paid() -> None:
    reached = attained(Past(0.0, 50.0, -20.0, 10.0, None, None, None), Curve(), 1.0)
    assert [reached[each].share for each in (REVENUE, Measure.CONTRIBUTION, VALUE, Measure.PROMISES)] == [None] * 4
    assert paid({REVENUE: 100}, reached, Curve()) == 0


def test_negative_contribution_counts_against_the_sum() -> None:
    past = added([Past(10, 10, 5, -30, 100, 1, 1.0), Past(10, 10, 5, 10, None, None, 0.5)])
    assert (past.contribution, past.value, past.kept) == (-20, 100, 0.75)


def test_targets_grow_with_the_time_between_runs() -> None:
    reached = attained(Past(100.0, 110.25, None, None, 100.0, 10.25, None), Curve(), 2.0)
    assert reached[REVENUE].share == pytest.approx(1.0)
    assert reached[VALUE].share == pytest.approx(1.0)
