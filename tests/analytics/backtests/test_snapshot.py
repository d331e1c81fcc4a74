"""What is known at a cut, against plain Python, and the rules by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.analytics.backtests.field import AVERAGED, METHODS, SINGLE, Foresight
from clave.analytics.backtests.model_rules import log_shrunk_value, shrunk_value
from clave.analytics.backtests.plain_rules import same_period
from clave.analytics.backtests.rhythm_rules import chance_and_size, size_over_gap, trend
from clave.analytics.backtests.scoring import average_ranks
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import Takings

Entry = tuple[int, int, float, bool]


def takings(entries: list[Entry]) -> Takings:
    """Entries (place, day, amount, bought), each customer and day once."""
    kept = sorted({(place, day): (amount, bought) for place, day, amount, bought in entries}.items())
    return Takings(
        codes=[f"C{place}" for place in range(10)],
        place=np.array([key[0] for key, _ in kept], dtype=np.int64),
        day=np.array([key[1] for key, _ in kept], dtype=np.int64),
        amount=np.array([float(value[0]) for _, value in kept]),
        bought=np.array([value[1] for _, value in kept], dtype=np.bool_),
    )


def steady(places: int, days: int, gap: int, amount: float = 100.0) -> Takings:
    """Customers that bring the same amount every `gap` days, the last on day `days`."""
    return takings(
        [(place, day, amount * (place + 1), True) for place in range(places) for day in range(days, 0, -gap)]
    )


ledgers = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 900), st.integers(-2000, 9000).map(float), st.booleans()),
    min_size=1,
    max_size=60,
)


@given(ledgers, st.integers(1, 400))
def test_sums_and_purchases_are_those_of_plain_python(entries: list[Entry], cut: int) -> None:
    held = takings([*entries, (0, 0, 5.0, True)])
    snapshot = Snapshot.of(held, cut, 90)
    past = [e for e in zip(held.place, held.day, held.amount, held.bought, strict=True) if e[1] <= cut]
    assert snapshot.customers.tolist() == sorted({int(e[0]) for e in past})
    for row, place in enumerate(snapshot.customers):
        mine = [e for e in past if e[0] == place]
        assert snapshot.total[row] == pytest.approx(sum(e[2] for e in mine))
        assert snapshot.within(91)[row] == pytest.approx(sum(e[2] for e in mine if e[1] > cut - 91))
        assert snapshot.within(300, 100)[row] == pytest.approx(sum(e[2] for e in mine if cut - 300 < e[1] <= cut - 100))
        days = [int(e[1]) for e in mine if e[3]]
        assert snapshot.purchases.count[row] == len(days)
        if days:
            assert (snapshot.purchases.first[row], snapshot.purchases.last[row]) == (days[0], days[-1])
        if len(days) >= 3:
            ratio = (days[-2] - days[-3]) / (days[-1] - days[-3])
            assert snapshot.purchases.last_gap_ratio[row] == pytest.approx(ratio)


@given(ledgers, st.integers(1, 400))
def test_every_method_foresees_a_number_for_every_customer(entries: list[Entry], days: int) -> None:
    snapshot = Snapshot.of(takings([*entries, (0, 0, 5.0, True)]), 450, days)
    found = Foresight.of(snapshot).predictions(dict.fromkeys(SINGLE, 1 / len(SINGLE)))
    assert [each.name for each in found] == list(METHODS)
    for each in found:
        assert len(each.amounts) == len(each.scores) == len(snapshot.customers)
        assert np.isfinite(each.amounts).all(), each.name
        assert np.isfinite(each.scores).all(), each.name


@pytest.mark.parametrize("rule", [trend, chance_and_size, size_over_gap, same_period])
def test_what_goes_on_as_ever_is_foreseen_to_go_on(rule: object) -> None:
    snapshot = Snapshot.of(steady(3, 1386, 28), 1400, 280)
    np.testing.assert_allclose(rule(snapshot), [1000, 2000, 3000], rtol=0.08)  # type: ignore[operator]


def test_a_trend_is_carried_on_and_damped() -> None:
    rising = takings([(0, day, day / 10, True) for day in range(7, 1401, 7)])
    falling = takings([(0, day, (1407 - day) / 10, True) for day in range(7, 1401, 7)])
    up, down = (trend(Snapshot.of(each, 1400, 280))[0] for each in (rising, falling))
    assert 40 * 140 < up < 40 * (140 + 28)
    assert -700 < down < 400


def test_the_same_days_a_year_ago_count_half() -> None:
    season = takings([(0, day, 300.0 if day % 365 < 90 else 10.0, True) for day in range(1, 1096, 15)])
    before_season = Snapshot.of(season, 1094, 90)
    assert same_period(before_season)[0] > 1.4 * before_season.within(365)[0] * 90 / 365


def test_a_long_silence_counts_as_a_gap() -> None:
    bought = [(0, day, 100.0, True) for day in range(10, 301, 10)]
    active, silent = (size_over_gap(Snapshot.of(takings(bought), cut, 100))[0] for cut in (300, 500))
    assert active == pytest.approx(1000, rel=0.02)
    assert silent < active / 2


def test_the_log_scale_leaves_giants_what_the_mean_of_all_would_take() -> None:
    small = [(place, day, 100.0 * (1 + (day % 3)), True) for place in range(9) for day in range(1, 100, 9)]
    giant = [(9, 5, 90_000.0, True), (9, 80, 30_000.0, True)]
    snapshot = Snapshot.of(takings([*small, *giant]), 120, 30)
    assert shrunk_value(snapshot)[9] < log_shrunk_value(snapshot)[9] <= 60_000


def test_the_average_of_ranks_is_that_of_its_three_methods() -> None:
    foresight = Foresight.of(Snapshot.of(steady(4, 500, 20), 500, 90))
    ranks = [average_ranks(foresight.amounts[name]) for name in AVERAGED]
    np.testing.assert_allclose(foresight.ranks, np.mean(ranks, axis=0))


def test_a_trial_keeps_who_stands_high() -> None:
    foresight = Foresight.of(Snapshot.of(steady(5, 400, 20), 400, 90))
    assert (
        foresight.only(np.array([1, 3])).amounts["last_year"].tolist()
        == foresight.amounts["last_year"][[1, 3]].tolist()
    )
