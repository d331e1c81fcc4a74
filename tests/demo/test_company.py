"""Is the company believable? Its shape, measured on its files alone, lies where such companies lie."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np
import pytest

from clave.demo.company import found_company
from clave.demo.history import History
from tests.demo.conftest import Rows

LAST_YEAR = "2025-06-17"


@pytest.fixture(scope="module")
def rates(rows: Rows) -> dict[tuple[str, str], float]:
    return {(row["rate_date"], row["quote"]): float(row["rate"]) for row in rows["rates"]}


@pytest.fixture(scope="module")
def account_of(rows: Rows) -> dict[str, str]:
    return {row["customer_code"]: row["parent_code"] or row["customer_code"] for row in rows["customers"]}


@pytest.fixture(scope="module")
def last_year(
    rows: Rows, rates: dict[tuple[str, str], float], account_of: dict[str, str], truth: Any
) -> dict[str, dict[str, float]]:
    """Per account: revenue, contribution before and profit after the true cost to serve, EUR, over the last year."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    lines: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows["orders"]:
        if row["status"] != "cancelled" and row["ordered_on"] > LAST_YEAR:
            rate = rates.get((row["ordered_on"], row["currency"]), 1.0)
            account = account_of[row["customer_code"]]
            net, cost, freight = (float(row[name]) / rate for name in ("net_amount", "cost_amount", "freight_amount"))
            found[account]["revenue"] += net
            found[account]["contribution"] += net - cost - freight
            lines[account, row["order_id"]] += 1
    minute = {driver["activity_kind"]: driver["minute_eur"] for driver in truth["cost_drivers"]}
    for row in rows["activities"]:
        if row["occurred_on"] > LAST_YEAR:
            cost = float(row["minutes"] or 0) * minute[row["kind"]] + float(row["amount"] or 0)
            found[account_of[row["customer_code"]]]["cost_to_serve"] += cost
    for (account, _), number in lines.items():
        found[account]["cost_to_serve"] += (12 + 3.5 * number) * 0.62
    return {account: figures for account, figures in found.items() if figures["revenue"] > 0}


def test_a_few_customers_bring_most_of_the_revenue(last_year: dict[str, dict[str, float]]) -> None:
    revenue = np.sort([figures["revenue"] for figures in last_year.values()])
    gini = (2 * np.arange(1, revenue.size + 1) - revenue.size - 1) @ revenue / (revenue.size * revenue.sum())
    assert 0.5 < gini < 0.75
    assert 0.45 < revenue[-20:].sum() / revenue.sum() < 0.65
    assert revenue[-1] / revenue.sum() < 0.12


def test_contribution_is_a_fifth_to_a_third_of_revenue(last_year: dict[str, dict[str, float]]) -> None:
    totals = {name: sum(figures[name] for figures in last_year.values()) for name in ("revenue", "contribution")}
    assert 0.20 < totals["contribution"] / totals["revenue"] < 0.35


def test_the_whale_curve_peaks_between_120_and_160_percent(last_year: dict[str, dict[str, float]]) -> None:
    profit = np.sort([figures["contribution"] - figures["cost_to_serve"] for figures in last_year.values()])[::-1]
    curve = np.cumsum(profit) / profit.sum()
    assert 1.2 < curve.max() < 1.6


def test_some_of_the_largest_lose_money_once_served(last_year: dict[str, dict[str, float]]) -> None:
    largest = sorted(last_year.values(), key=lambda figures: -figures["revenue"])[:20]
    losing = [figures for figures in largest if figures["contribution"] < figures["cost_to_serve"]]
    assert 2 <= len(losing) <= 7


def test_nine_in_ten_deliveries_are_on_time(rows: Rows) -> None:
    late: dict[str, bool] = defaultdict(bool)
    for row in rows["orders"]:
        if row["status"] == "invoiced":
            late[row["order_id"]] |= row["delivered_on"] > row["promised_on"]
    assert 0.85 < 1 - sum(late.values()) / len(late) < 0.95


def test_lateness_depends_on_mode_warehouse_and_season(rows: Rows) -> None:
    def late_share(column: str, value: str) -> float:
        mine = [row for row in rows["orders"] if row["status"] == "invoiced" and value in row[column]]
        return sum(row["delivered_on"] > row["promised_on"] for row in mine) / len(mine)

    assert late_share("ship_mode", "express 48 h") > 1.4 * late_share("ship_mode", "parcel")
    assert late_share("site", "WRO") > 1.2 * late_share("site", "ZAZ")
    assert late_share("ordered_on", "-08-") > 1.2 * late_share("ordered_on", "-03-")
    assert late_share("product_group", "Hydraulic hoses") > late_share("product_group", "Nuts")


def test_bigger_customers_get_bigger_discounts(truth: Any) -> None:
    usual = [each for each in truth["customers"] if not each["is_demanding"] and each["to_date"]["revenue_eur"] > 0]
    revenue, discount = zip(*((c["to_date"]["revenue_eur"], c["discount_share"]) for c in usual), strict=True)
    assert np.corrcoef(np.log(revenue), discount)[0, 1] > 0.5


def test_newcomers_come_and_leavers_fall_silent(rows: Rows, truth: Any) -> None:
    days: dict[str, list[str]] = defaultdict(list)
    for row in rows["orders"]:
        if row["status"] != "credit":
            days[row["customer_code"]].append(row["ordered_on"])
    newcomers = [each for each in truth["customers"] if each["is_newcomer"]]
    leavers = [each for each in truth["customers"] if each["ended_on"] and each["customer_code"] in days]
    assert (len(newcomers) > 40, len(leavers) > 40) == (True, True)
    assert all(min(days[c["customer_code"]]) >= c["started_on"] for c in newcomers if c["customer_code"] in days)
    assert all(max(days[c["customer_code"]]) <= c["ended_on"] for c in leavers)


def test_orders_spread_evenly_over_the_working_week(rows: Rows) -> None:
    days = [date.fromisoformat(row["ordered_on"]).weekday() for row in rows["orders"] if row["status"] != "credit"]
    shares = np.bincount(days, minlength=7) / len(days)
    assert shares[5:].sum() == 0
    assert all(0.18 < share < 0.22 for share in shares[:5])


@pytest.mark.parametrize("until", [date(2026, 11, 1), date(2026, 3, 31), date(2028, 2, 29), date(2026, 2, 1)])
def test_any_last_day_will_do(until: date) -> None:
    """Also one at a weekend, at the end of a month, on a leap day, and histories that begin at a weekend."""
    orders = found_company(seed=5, until=until).trade.orders
    assert 20_000 < orders.count < 50_000
    assert (np.diff(orders.day) >= 0).all()
    assert 0 <= orders.day[0] <= 3
    assert until.toordinal() - 3 <= History(until).date(orders.day[-1]).toordinal() <= until.toordinal()
