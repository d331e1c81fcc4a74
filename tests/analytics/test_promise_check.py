"""How often a promise was kept: lines written by hand, print, Northwind a second way, and chance that is not mistaken."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from clave.analytics.promise_check import (
    DeliveryPromise,
    KeptRate,
    PromiseCheck,
    Shared,
    at_least,
    check_promise,
    wilson,
)
from clave.analytics.refusals import (
    DeliveryDaysMissing,
    LedgerEmpty,
    ParameterOutOfRange,
    PromisedDaysMissing,
    ScopeColumnMissing,
)
from tests.analytics.ledgers import Ledger, ledger_of, line, northwind

MONDAY = date(2026, 3, 2)
LAST = date(2026, 3, 31)


def after(days: int, since: date = MONDAY) -> date:
    return since + timedelta(days=days)


def order(number: str, days: int | None, on: date = MONDAY, **more: Any) -> dict[str, Any]:
    """A line delivered so many days after its order, or not at all."""
    came = None if days is None else after(days, on)
    return line("A", number, on, 10, delivered_on=came, **more)


def checked(folder: Path, *lines: dict[str, Any], codes: tuple[str, ...] = ("A",), **promise: Any) -> PromiseCheck:
    told = {"within_days": 2, **promise}
    return check_promise(ledger_of(folder, lines), DeliveryPromise(codes, **told), as_of=LAST)


@pytest.mark.parametrize(
    ("kept", "judged", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_print(kept: int, judged: int, low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3, 95 %."""
    assert wilson(kept, judged, 0.95) == pytest.approx((low, high), abs=0.00005)


def test_the_worked_number_of_the_docs() -> None:
    rate = KeptRate(judged=214, kept=178)
    assert (round(rate.share or 0, 4), round(rate.low or 0, 4), round(rate.high or 0, 4)) == (0.8318, 0.7965, 0.862)


def test_the_interval_holds_the_truth_about_eight_times_in_ten() -> None:
    chance, held, tries = random.Random(4), 0, 2_000
    for _ in range(tries):
        kept = sum(chance.random() < 0.9 for _ in range(40))
        low, high = wilson(kept, 40)
        held += low <= 0.9 <= high
    assert held / tries == pytest.approx(0.8, abs=0.06)


def test_nothing_judged_has_no_share(tmp_path: Path) -> None:
    found = checked(tmp_path, order("1", 1), codes=("B",))
    assert (found.rate.judged, found.rate.share, found.rate.low, found.rate.high) == (0, None, None, None)
    assert (found.failures, found.months, found.common) == ((), (), None)


def test_an_order_is_kept_when_its_last_line_came_in_time(tmp_path: Path) -> None:
    late = order("2", 3, line_no=2)
    found = checked(tmp_path, order("1", 2), order("2", 1), late)
    assert (found.rate.judged, found.rate.kept) == (2, 1)
    (failed,) = found.failures
    assert (failed.order_id, failed.due_on, failed.delivered_on, failed.days_late) == ("2", after(2), after(3), 1)


def test_what_is_missing_after_its_limit_has_failed_and_before_it_waits(tmp_path: Path) -> None:
    found = checked(tmp_path, order("1", 1), order("2", None), order("3", None, on=after(-2, LAST)))
    assert (found.rate.judged, found.rate.kept, found.pending) == (2, 1, 1)
    assert (found.failures[0].delivered_on, found.failures[0].days_late) == (None, (LAST - after(2)).days)


def test_what_came_after_the_day_of_judging_is_not_known_yet(tmp_path: Path) -> None:
    found = checked(tmp_path, order("1", 2), order("2", 4, on=after(-2, LAST)))
    assert (found.rate.judged, found.pending) == (1, 1)


@pytest.mark.parametrize(("percent", "kept"), [(100, 0), (75, 1), (80, 0)])
def test_a_share_of_the_lines_can_be_enough(tmp_path: Path, percent: int, kept: int) -> None:
    lines = [order("1", 5 if at == 4 else 1, line_no=at) for at in range(1, 5)]
    assert checked(tmp_path, *lines, lines_percent=percent).rate.kept == kept


def test_the_promised_day_of_each_line_can_be_the_limit(tmp_path: Path) -> None:
    lines = [order("1", 6, promised_on=after(7)), order("2", 9, promised_on=after(7)), order("3", 1, promised_on=None)]
    found = checked(tmp_path, *lines, within_days=None)
    assert (found.rate.judged, found.rate.kept) == (2, 1)


def test_cancelled_lines_and_returns_are_no_deliveries(tmp_path: Path) -> None:
    lines = [order("1", 9, status="cancelled"), order("2", 9, status="credit"), order("3", 1)]
    assert checked(tmp_path, *lines).rate == KeptRate(1, 1)


def test_a_promise_reaches_only_its_product_its_lane_and_its_time(tmp_path: Path) -> None:
    lines = [
        order("1", 1, product_code="P1", site="Madrid", ship_mode="express"),
        order("2", 9, product_code="P2", site="Madrid", ship_mode="express"),
        order("3", 9, product_code="P1", site="Vigo", ship_mode="express"),
        order("4", 9, product_code="P1", site="Madrid", ship_mode="pallet"),
        order("5", 9, on=after(-9), product_code="P1", site="Madrid", ship_mode="express"),
    ]
    scope = {"product_code": "P1", "site": "Madrid", "ship_mode": "express"}
    assert checked(tmp_path, *lines, scope=scope, since=MONDAY).rate == KeptRate(1, 1)


def test_the_trend_counts_orders_by_the_month_they_were_placed(tmp_path: Path) -> None:
    february = date(2026, 2, 27)
    found = checked(tmp_path, order("1", 9, on=february), order("2", 1, on=february), order("3", 1))
    assert found.months == ((date(2026, 2, 1), KeptRate(2, 1)), (date(2026, 3, 1), KeptRate(1, 1)))


def test_a_value_that_looks_like_sql_is_a_value(tmp_path: Path) -> None:
    odd = "' OR '1'='1"
    assert checked(tmp_path, order("1", 1, site=odd), order("2", 1), scope={"site": odd}).rate.judged == 1


def many(failing_site: float, elsewhere: float, seed: int = 1, count: int = 120) -> list[dict[str, Any]]:
    """Orders of two sites and ten products that fail with these chances."""
    chance, lines = random.Random(seed), []
    for at in range(count):
        site = "Vigo" if at % 4 == 0 else "Madrid"
        late = chance.random() < (failing_site if site == "Vigo" else elsewhere)
        on = MONDAY - timedelta(days=chance.randrange(300))
        lines.append(order(str(at), 5 if late else 1, on=on, site=site, product_code=f"P{chance.randrange(10)}"))
    return lines


def test_what_the_failing_orders_had_in_common_is_found_with_count_and_interval(tmp_path: Path) -> None:
    common = checked(tmp_path, *many(0.6, 0.05)).common
    assert common is not None
    assert (common.trait, common.value, common.orders, common.others) == ("site", "Vigo", 30, 90)
    assert common.low < common.share < common.high
    assert common.lift == pytest.approx(common.share / common.others_share)
    assert (common.lift or 0) > 3


def test_nothing_is_said_from_few_orders(tmp_path: Path) -> None:
    few = [order(str(at), 9, site="Vigo") for at in range(9)] + [order(f"m{at}", 1, site="Madrid") for at in range(40)]
    assert checked(tmp_path, *few).common is None


def test_chance_is_seldom_taken_for_a_cause(tmp_path: Path) -> None:
    said = sum(checked(tmp_path, *many(0.15, 0.15, seed=seed)).common is not None for seed in range(60))
    assert said <= 12, "at most one in five, as the 80 % of the interval says"


def test_northwind_counted_a_second_way(tmp_path: Path) -> None:
    codes = tuple(sorted({row["customer_code"] for row in northwind()}))
    last = max(row["ordered_on"] for row in northwind())
    orders = defaultdict(list)
    for row in northwind():
        orders[row["order_id"]].append(row)
    kept = failed = 0
    for lines in orders.values():
        limit = lines[0]["ordered_on"] + timedelta(days=10)
        came = lines[0]["delivered_on"]
        kept += came is not None and came <= min(limit, last)
        failed += (came is not None and limit < came <= last) or ((came is None or came > last) and limit < last)
    found = check_promise(ledger_of(tmp_path, northwind()), DeliveryPromise(codes, within_days=10))
    assert (found.rate.kept, len(found.failures), found.as_of) == (kept, failed, last)
    assert found.pending == len(orders) - kept - failed


def test_a_corrected_line_is_judged_as_it_stands_now(tmp_path: Path) -> None:
    first, later = tmp_path / "first", tmp_path / "later"
    first.mkdir()
    later.mkdir()
    old = ledger_of(first, [order("1", 9), order("2", 1)])
    new = ledger_of(later, [order("1", 1)])
    ledger = Ledger(orders=(*old.orders, *new.orders), digest="d", has_corrections=True)
    assert check_promise(ledger, DeliveryPromise(("A",), within_days=2), as_of=LAST).rate == KeptRate(2, 2)


def test_a_ledger_without_the_days_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DeliveryDaysMissing, match="delivered_on"):
        checked(tmp_path, order("1", None))
    with pytest.raises(PromisedDaysMissing, match="promised_on"):
        checked(tmp_path, order("1", 1), within_days=None)
    with pytest.raises(LedgerEmpty):
        check_promise(Ledger(orders=(), digest="d"), DeliveryPromise(("A",), within_days=2))
    with pytest.raises(LedgerEmpty):
        checked(tmp_path, order("1", 1, status="cancelled"))


@pytest.mark.parametrize("wrong", [{"within_days": -1}, {"lines_percent": 0}, {"scope": {"net_amount": "1"}}])
def test_what_cannot_be_promised_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ParameterOutOfRange):
        DeliveryPromise(("A",), **wrong)


@pytest.mark.parametrize(
    ("failed", "drawn", "bad", "every", "chance"),
    [(4, 4, 4, 8, 1 / 70), (3, 4, 4, 8, 17 / 70), (0, 4, 4, 8, 1.0), (2, 2, 10, 10, 1.0)],
)
def test_how_unusual_a_trait_is_follows_the_lady_tasting_tea(
    failed: int, drawn: int, bad: int, every: int, chance: float
) -> None:
    """Fisher (1935), The Design of Experiments, chapter II: all four cups right by chance once in 70."""
    assert at_least(failed, drawn, bad, every) == pytest.approx(chance)


def test_the_chance_is_that_of_all_traits_looked_at() -> None:
    shared = Shared("site", "V", 4, 4, 4, 0, 0.5, 1.0, looked=10)
    assert shared.chance == pytest.approx(10 / 70)
    assert Shared("site", "V", 4, 4, 4, 0, 0.5, 1.0, looked=100).chance == 1.0


def test_the_past_year_is_counted_from_the_day_of_judging(tmp_path: Path) -> None:
    lines = [order("in", 1, LAST - timedelta(days=364)), order("out", 1, LAST - timedelta(days=365))]
    assert checked(tmp_path, *lines, past_days=365).rate == KeptRate(1, 1)


def test_a_column_that_no_line_carries_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScopeColumnMissing, match="product_group") as told:
        checked(tmp_path, order("1", 1), scope={"product_group": "Valves"})
    assert "familia" in told.value.sentence()


def test_half_years_are_whole_months(tmp_path: Path) -> None:
    days = [date(2026, 3, 3), date(2025, 10, 1), date(2025, 9, 30), date(2025, 4, 1), date(2025, 3, 31)]
    now, before = checked(tmp_path, *(order(str(at), 1, day) for at, day in enumerate(days))).halves
    assert (now.judged, before.judged) == (2, 2)
