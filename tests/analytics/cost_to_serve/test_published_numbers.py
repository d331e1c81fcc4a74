"""Every printed number of time-driven costing, through the same engine as a customer's book."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clave.analytics.book import score
from clave.analytics.cost_to_serve.capacity import traditional_unit_costs, use_of
from clave.analytics.cost_to_serve.drivers import Driver, DriverSet, Each, Group, Period
from clave.analytics.cost_to_serve.reconciling import DriverTotal, Reconciliation
from clave.analytics.whale import whale_curve
from tests.analytics.cost_to_serve.companies import activity, company, drivers
from tests.analytics.ledgers import line, oracles

QUARTER = (date(2025, 1, 1), date(2025, 3, 31))
FIRST, LAST = QUARTER


def days(count: int) -> list[date]:
    """So many days, spread over the quarter, its first and last day among them."""
    return [FIRST + timedelta(n * 89 // max(count - 1, 1)) for n in range(count)]


def department(folder: Path, case: dict[str, Any], volume: list[int]) -> Reconciliation:
    """A customer department with its orders, inquiries and credit checks, reconciled by Clave."""
    minutes = case["unit_minutes"]
    cost = case.get("cost") or case["rate"] * case["practical_capacity_min"]
    found = drivers(
        f"""
        [[groups]]
        name = "customer department"
        cost = {cost:.2f}
        capacity = {case["practical_capacity_min"]}
        [[drivers]]
        name = "orders"
        each = "order"
        group = "customer department"
        minutes = {minutes[0]}
        [[drivers]]
        name = "inquiries"
        each = "activity"
        kinds = ["inquiry"]
        group = "customer department"
        minutes = {minutes[1]}
        [[drivers]]
        name = "credit checks"
        each = "activity"
        kinds = ["credit check"]
        group = "customer department"
        minutes = {minutes[2]}
        """,
        QUARTER,
    )
    lines = [line(f"C{n % 97}", f"O{n}", day, 100) for n, day in enumerate(days(volume[0]))]
    others = [
        activity(f"C{n % 97}", kind, day)
        for kind, count in (("inquiry", volume[1]), ("credit check", volume[2]))
        for n, day in enumerate(days(count))
    ]
    book = score(company(folder, lines, others), costs=found)
    assert book.reconciliation is not None
    return book.reconciliation


def test_a_minute_of_the_department_costs_eighty_cents(tmp_path: Path) -> None:
    case = oracles()["tdabc.hbr2004.capacity_cost_rate"]
    found = department(tmp_path, case["inputs"], [500, 20, 30])
    (group, _) = found.groups
    assert group.group is not None
    assert group.group.rate == Decimal(str(case["expected"]["rate"]))
    assert [total.unit_cost for total in found.drivers] == [Decimal(str(c)) for c in case["expected"]["unit_cost"]]


def test_capacity_that_nobody_used_is_charged_to_nobody(tmp_path: Path) -> None:
    case = oracles()["tdabc.hbr2004.unused_capacity"]
    (group, _) = department(tmp_path, case["inputs"], case["inputs"]["volume"]).groups
    expected = case["expected"]
    assert group.used_minutes == expected["used_min"]
    assert group.traced == expected["used_cost"]
    assert group.capacity_minutes is not None
    assert group.capacity_minutes - group.used_minutes == expected["unused_min"]
    assert group.unused == expected["unused_cost"]
    assert float(group.utilisation or 0) == pytest.approx(expected["utilisation"], abs=case["tolerance"])


def test_the_second_quarter_is_charged_by_its_own_volumes(tmp_path: Path) -> None:
    case = oracles()["tdabc.hbr2004.second_quarter"]
    (group, _) = department(tmp_path, case["inputs"], case["inputs"]["volume"]).groups
    expected = case["expected"]
    assert (group.used_minutes, group.traced) == (expected["used_min"], expected["used_cost"])
    assert group.unused == expected["unused_cost"]


def test_traditional_costing_charges_idle_time(tmp_path: Path) -> None:
    case = oracles()["tdabc.hbr2004.traditional_abc"]
    shares = [Decimal(str(share)) for share in case["inputs"]["time_share"]]
    volumes = [Decimal(volume) for volume in case["inputs"]["volume"]]
    charged = traditional_unit_costs(Decimal(case["inputs"]["cost"]), shares, volumes)
    assert charged == [Decimal(str(cost)) for cost in case["expected"]]


def test_the_two_person_desk_stands_idle_for_1050() -> None:
    case = oracles()["tdabc.icx.idle"]
    given, expected = case["inputs"], case["expected"]
    used = use_of(Decimal(given["cost"]), Decimal(given["minutes"]), Decimal(given["calls"] * given["min_per_call"]))
    assert used.rate == Decimal(str(expected["rate"]))
    assert (used.used_cost, used.unused_cost) == (expected["calls_cost"], expected["idle_cost"])


def test_the_two_person_desk_comes_out_of_a_ledger_alike(tmp_path: Path) -> None:
    case = oracles()["tdabc.icx.idle"]
    given, expected = case["inputs"], case["expected"]
    found = drivers(
        f"""
        [[groups]]
        name = "desk"
        cost = {given["cost"]}
        capacity = {given["minutes"]}
        [[drivers]]
        name = "calls"
        each = "activity"
        group = "desk"
        minutes = {given["min_per_call"]}
        """,
        QUARTER,
    )
    calls = [activity("C", "call", day) for day in days(given["calls"])]
    book = score(company(tmp_path, [line("C", str(day), day, 10) for day in QUARTER], calls), costs=found)
    assert book.reconciliation is not None
    (desk, _) = book.reconciliation.groups
    assert (desk.traced, desk.unused) == (expected["calls_cost"], expected["idle_cost"])


def test_picking_takes_the_minutes_of_its_time_equation(tmp_path: Path) -> None:
    case = oracles()["tdabc.time_equation.picking"]
    given = case["inputs"]
    equation = (
        f"{given['b0']} + {given['per_line']} * lines "
        f"+ {given['refrigerated']} * any(product_group = 'cold') + {given['export']} * any(site = 'EXPORT')"
    )
    found = drivers(
        f"""
        [[groups]]
        name = "warehouse"
        minute_rate = 1
        [[drivers]]
        name = "picking"
        each = "order"
        group = "warehouse"
        minutes = "{equation}"
        """
    )
    lines = [
        line(
            "C",
            f"O{place}",
            FIRST + timedelta(place),
            10,
            line_no=n,
            product_group="cold" if cold and n == 0 else "dry",
            site="EXPORT" if export else "HOME",
        )
        for place, (count, cold, export) in enumerate(given["cases"])
        for n in range(count)
    ]
    rows = score(company(tmp_path, lines), costs=found).cost_to_serve_by("order").to_pylist()
    assert [row["minutes"] for row in sorted(rows, key=lambda row: row["order_id"])] == case["expected"]


def test_the_whale_of_kanthal_peaks_at_225() -> None:
    case = oracles()["whale.kanthal_like"]
    profits = [(f"C{n}", Decimal(str(profit))) for n, profit in enumerate(case["inputs"]["profits"])]
    curve = whale_curve(profits)
    assert [point.cumulative_percent for point in curve.points] == case["expected"]["cum_pct"]
    assert curve.peak_percent == case["expected"]["peak_pct"]
    assert curve.erosion_percent == case["expected"]["loss_destroyed_pct"]


def test_a_customer_can_lose_28_cents_on_every_dollar(tmp_path: Path) -> None:
    case = oracles()["cts.elkay_westmid"]
    sales, loss = case["inputs"]["sales"], case["inputs"]["loss_per_dollar_sales"]
    found = drivers(
        """
        [[drivers]]
        name = "special handling"
        each = "order"
        amount = 380000
        """
    )
    lines = [line("WestMid", "1", FIRST, sales, cost_amount=900_000)]
    (loser,) = score(company(tmp_path, lines), costs=found).right_hand_side()
    assert loser.facts.contribution == case["expected"]
    (price, *_) = [remedy for remedy in loser.remedies if remedy.lever == "price"]
    assert price.needed == Decimal(str(loss))


def test_unit_costs_need_no_database() -> None:
    total = DriverTotal(Driver("orders", Each.ORDER, minutes="8"), 4, Decimal(32), Decimal("25.60"), Decimal(0), 0)
    assert total.unit_cost == Decimal("6.4")
    group = Group("desk", cost=Decimal(560_000), capacity=Decimal(14_000), unit="hours", practical_share=Decimal("0.8"))
    assert group.practical_minutes == 672_000
    assert DriverSet("EUR", (), (group,), Period(*QUARTER)).groups[0].rate == Decimal("0.833333333333")
