"""What drivers trace adds up, charges nobody for idle time, and never takes unknown as nothing."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.analytics.backtests.looking_back import backtest
from clave.analytics.book import Book, score
from clave.analytics.cost_to_serve.capacity import in_cents
from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.analytics.cost_to_serve.refusals import CostsColumnMissing, CostsCurrencyDiffers, CostsNeedActivities
from clave.analytics.refusals import CostsUnknown, RateMissing
from tests.analytics.cost_to_serve.companies import activity, company, drivers
from tests.analytics.ledgers import RATES_SCHEMA, ledger_of, line, northwind, written

START = date(2025, 1, 6)
SOME = """
[attributes.payment_days]
default = 30
customers = { A = 75, "O'Brien \\\\ Co" = 10 }
[[groups]]
name = "desk"
cost = 10000
capacity = 29999
[[groups]]
name = "engineers"
cost = 12345.67
capacity = 700
unit = "hours"
[[groups]]
name = "claims budget"
cost = 2000
[[groups]]
name = "overhead"
cost = 777.77
[[drivers]]
name = "orders"
each = "order"
group = "desk"
minutes = "7 + 1.3 * lines + 6 * any(product_group = 'cold') * (revenue > 500)"
[[drivers]]
name = "small orders"
each = "order"
where = "revenue < 100"
amount = 4.333333
[[drivers]]
name = "returns"
each = "return"
group = "desk"
minutes = "20 - 2 * quantity"
[[drivers]]
name = "visits"
each = "activity"
kinds = ["visit"]
group = "engineers"
minutes = "minutes"
[[drivers]]
name = "claims"
each = "activity"
kinds = ["claim"]
group = "claims budget"
amount = "amount"
[[drivers]]
name = "credit"
each = "order"
amount = "revenue * payment_days / 365 * 0.08"
by_revenue = "credit"
[[drivers]]
name = "portal"
each = "month"
amount = 3
"""
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CUSTOMERS = ("A", "B", "O'Brien \\ Co")
order_lines = st.builds(
    lambda customer, order, day, net, quantity, cold, no: line(
        customer,
        f"{customer}{order}",
        START + timedelta(day),
        net if quantity > 0 else -abs(net),
        line_no=no,
        quantity=quantity,
        cost_amount=net / 2,
        freight_amount=1,
        product_group="cold" if cold else "dry",
        status="invoiced" if quantity > 0 else "credit",
    ),
    st.sampled_from(CUSTOMERS),
    st.integers(1, 9),
    st.integers(0, 300),
    st.decimals(0, 2000, places=3),
    st.sampled_from([1, 2, 3, -1]),
    st.booleans(),
    st.integers(1, 10**6),
)
activities = st.builds(
    lambda customer, kind, day, minutes, amount: activity(
        customer, kind, START + timedelta(day), minutes=minutes, amount=amount
    ),
    st.sampled_from((*CUSTOMERS, "nobody")),
    st.sampled_from(["visit", "claim", "other"]),
    st.integers(0, 300),
    st.decimals(0, 500, places=3),
    st.decimals(0, 500, places=4),
)
days_known = [activity("A", "visit", START, minutes=1, amount=1)]


def book_of(lines: list[Any], others: list[Any], found: DriverSet, **more: Any) -> Book:
    with tempfile.TemporaryDirectory() as folder:
        book = score(company(Path(folder), lines, others), costs=found, **more)
        tables = {grain: book.cost_to_serve_by(grain) for grain in ("month", "order")}
    object.__setattr__(book, "cost_to_serve_by", tables.__getitem__)
    return book


def desk(cost: int, capacity: int, minutes: float) -> str:
    """A desk whose minutes go into orders."""
    return (
        f'[[groups]]\nname = "desk"\ncost = {cost}\ncapacity = {capacity}\n'
        f'[[drivers]]\nname = "o"\neach = "order"\ngroup = "desk"\nminutes = {minutes}\n'
    )


def sums(rows: list[dict[str, Any]], *keys: str) -> dict[Any, Decimal]:
    found: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[tuple(row[key] for key in keys)] += row["amount"]
    return {key: total for key, total in found.items() if total}


@given(st.lists(order_lines, min_size=1, max_size=40), st.lists(activities, max_size=20))
@QUICK
def test_everything_adds_up_at_every_grain(lines: list[Any], others: list[Any]) -> None:
    book = book_of(lines, others + days_known, drivers(SOME))
    per_customer = book.cost_to_serve.to_pylist()
    totals = {(row["customer_code"],): row["cost_to_serve"] for row in book.exact.to_pylist() if row["cost_to_serve"]}
    assert sums(per_customer, "customer_code") == totals
    by_driver = sums(per_customer, "customer_code", "driver")
    for grain in ("month", "order"):
        assert sums(book.cost_to_serve_by(grain).to_pylist(), "customer_code", "driver") == by_driver
    for row in book.exact.to_pylist():
        assert row["contribution"] == row["revenue"] - row["product_cost"] - row["cost_to_serve"]


@given(st.lists(order_lines, min_size=1, max_size=40), st.lists(activities, max_size=20))
@QUICK
def test_traced_unused_and_untraced_are_the_total_to_the_cent(lines: list[Any], others: list[Any]) -> None:
    book = book_of(lines, others + days_known, drivers(SOME))
    found = book.reconciliation
    assert found is not None
    for group in found.groups:
        assert group.traced + group.unused + group.untraced == group.cost
        assert all(amount == amount.quantize(Decimal("0.01")) for amount in (group.cost, group.traced, group.unused))
    assert found.sum_of("traced") + found.sum_of("unused") + found.sum_of("untraced") == found.sum_of("cost")
    charged = sum((amount for amount in book.exact["cost_to_serve"].to_pylist()), Decimal(0))
    assert abs(found.sum_of("traced") - charged) <= Decimal("0.005") * (len(found.drivers) + 1)


@given(st.lists(order_lines, min_size=1, max_size=30), st.integers(0, 300))
@QUICK
def test_more_minutes_never_cost_less(lines: list[Any], more: int) -> None:
    visits = [activity(row["customer_code"], "visit", row["ordered_on"], minutes=60) for row in lines]
    longer = [replace_minutes(visit, more) for visit in visits]
    found = drivers(
        SOME.replace(
            '[[drivers]]\nname = "claims"\neach = "activity"\nkinds = ["claim"]\ngroup = "claims budget"\namount = "amount"\n',
            "",
        )
    )
    before, after = (book_of(lines, each, found).exact.to_pylist() for each in (visits, longer))
    for one, other in zip(before, after, strict=True):
        assert other["cost_to_serve"] >= one["cost_to_serve"]


def replace_minutes(visit: dict[str, Any], more: int) -> dict[str, Any]:
    return {**visit, "minutes": visit["minutes"] + more}


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_threads_change_no_figure(tmp_path: Path, threads: int) -> None:
    found = drivers(
        """
        [[groups]]
        name = "desk"
        cost = 10000
        capacity = 7
        [[drivers]]
        name = "orders"
        each = "order"
        group = "desk"
        minutes = "7 / 3 + lines / 7"
        """,
        (date(1997, 1, 1), date(1997, 12, 31)),
    )
    found = replace(found, currency="USD")
    ledger = ledger_of(tmp_path, northwind())
    book, alone = (score(ledger, costs=found, threads=count) for count in (threads, 1))
    assert book.digest == alone.digest
    assert book.cost_to_serve.equals(alone.cost_to_serve)
    assert book.reconciliation == alone.reconciliation


def test_idle_time_is_charged_to_nobody(tmp_path: Path) -> None:
    lines = [line("A", str(n), START + timedelta(n), 100) for n in range(10)]
    year = [line("A", "last", date(2025, 12, 31), 100), line("A", "first", date(2025, 1, 1), 100)]
    found = score(company(tmp_path, lines + year), costs=drivers(desk(1000, 1000, 10)))
    assert found.reconciliation is not None
    group = found.reconciliation.groups[0]
    assert (group.traced, group.unused, group.used_minutes) == (120, 880, 120)
    assert found.exact["cost_to_serve"].to_pylist() == [120]


def test_more_minutes_than_there_are_is_said_not_hidden(tmp_path: Path) -> None:
    lines = [line("A", str(n), date(2025, 1, 1) + timedelta(n), 100) for n in range(365)]
    text = desk(1000, 1000, 10)
    book = score(company(tmp_path, lines), costs=drivers(text))
    assert book.reconciliation is not None
    group = book.reconciliation.groups[0]
    assert group.is_exceeded
    assert (group.traced, group.unused) == (3650, -2650)
    told = {warning["code"]: warning for warning in book.manifest["warnings"]}
    assert told["CAPACITY_EXCEEDED"]["facts"] == {"group": "desk", "used": "3650", "capacity": "1000"}


def test_a_rate_without_end_leaves_no_rounding_behind(tmp_path: Path) -> None:
    """A thirtieth of a cent, ten thousand times: rounded one by one, the orders would lose a tenth of their cost."""
    lines = [line("A", str(n), date(2025, 1, 1) + timedelta(n % 365), 1) for n in range(10_000)]
    text = desk(10000, 300000, 0.01)
    book = score(company(tmp_path, lines), costs=drivers(text))
    assert book.exact["cost_to_serve"].to_pylist() == [Decimal("3.3333")]


def test_without_drivers_nothing_changes(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, northwind()))
    assert book.exact["cost_to_serve"].equals(book.exact["freight"])
    assert set(book.cost_to_serve["driver"].to_pylist()) == {"freight"}
    assert book.reconciliation is None
    assert book.manifest["costs"] is None


def test_freight_can_be_left_out(tmp_path: Path) -> None:
    lines = [line("A", "1", START, 100, freight_amount=7)]
    found = drivers('[[drivers]]\nname = "lorry"\neach = "order"\namount = 3\n')
    with_it, without = (
        score(company(tmp_path, lines), costs=replace(found, ledger_freight=counts)).exact["cost_to_serve"].to_pylist()
        for counts in (True, False)
    )
    assert (with_it, without) == ([10], [3])


def test_what_is_missing_makes_the_cost_unknown_and_is_told(tmp_path: Path) -> None:
    lines = [line(code, code, START, 100) for code in "AB"]
    others = [activity("A", "visit", START), activity("B", "visit", START, minutes=60)]
    text = '[[groups]]\nname = "e"\nminute_rate = 1\n[[drivers]]\nname = "visits"\neach = "activity"\ngroup = "e"\nminutes = "{}"\n'
    ledger = company(tmp_path, lines, others)
    strict, mild = (score(ledger, costs=drivers(text.format(minutes))) for minutes in ("minutes", "known(minutes, 15)"))
    assert strict.exact["cost_to_serve"].to_pylist() == [None, 60]
    assert strict.exact["contribution"].to_pylist() == [None, 40]
    assert "DRIVER_INPUT_MISSING" in {warning["code"] for warning in strict.manifest["warnings"]}
    assert mild.exact["cost_to_serve"].to_pylist() == [15, 60]


def test_activities_of_customers_without_orders_stay_untraced(tmp_path: Path) -> None:
    lines = [line("A", str(day), day, 100) for day in (date(2025, 1, 1), date(2025, 12, 31))]
    others = [activity(code, "claim", START, amount=30, minutes=1) for code in ("A", "prospect")]
    text = '[[groups]]\nname = "claims"\ncost = 100\n[[drivers]]\nname = "claims"\neach = "activity"\ngroup = "claims"\namount = "amount"\n'
    book = score(company(tmp_path, lines, others), costs=drivers(text))
    assert book.exact["customer_code"].to_pylist() == ["A"]
    assert book.reconciliation is not None
    group = book.reconciliation.groups[0]
    assert (group.traced, group.untraced, group.cost) == (30, 70, 100)
    assert book.reconciliation.drivers[0].elsewhere == 30


def test_half_a_period_bears_half_its_cost(tmp_path: Path) -> None:
    lines = [line("A", str(day), day, 100) for day in (date(2025, 1, 1), date(2025, 7, 2))]
    text = desk(36500, 365, 1)
    book = score(company(tmp_path, lines), costs=drivers(text))
    found = book.reconciliation
    assert found is not None
    assert found.observed is not None
    assert found.observed.days == 183
    assert (found.groups[0].cost, found.groups[0].traced, found.groups[0].unused) == (18_300, 200, 18_100)
    assert found.a_year(Decimal("18300")) == Decimal("36525.00")
    early = score(company(tmp_path, lines), costs=drivers(text), as_of=date(2025, 3, 31)).reconciliation
    assert early is not None
    assert early.a_year(Decimal(100)) is None


def test_drivers_can_end_and_others_begin(tmp_path: Path) -> None:
    lines = [line("A", str(month), date(2025, month, 1), 100) for month in range(1, 13)]
    text = (
        '[[drivers]]\nname = "old"\neach = "order"\namount = 1\nlast = 2025-06-30\n'
        '[[drivers]]\nname = "new"\neach = "order"\namount = 2\nfirst = 2025-07-01\n'
    )
    rows = score(company(tmp_path, lines), costs=drivers(text)).cost_to_serve.to_pylist()
    assert {row["driver"]: row["amount"] for row in rows} == {"new": 12, "old": 6}


def test_amounts_of_activities_are_converted_at_their_day(tmp_path: Path) -> None:
    lines = [line("A", "1", START, 100)]
    others = [activity("A", "claim", START, amount=30, currency="USD"), activity("A", "claim", START, amount=1)]
    text = '[[drivers]]\nname = "claims"\neach = "activity"\namount = "amount"\n'
    ledger = company(tmp_path, lines, others)
    with pytest.raises(RateMissing):
        score(ledger, costs=drivers(text))
    rate = {"rate_date": START, "base": "USD", "quote": "EUR", "rate": Decimal("0.5")}
    rated = replace(ledger, rates=(written(tmp_path / "rates.parquet", [rate], RATES_SCHEMA),))
    assert score(rated, costs=drivers(text)).exact["cost_to_serve"].to_pylist() == [16]


def test_what_the_ledger_does_not_hold_is_refused_by_name(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, [line("A", "1", START, 100)])
    with pytest.raises(CostsColumnMissing, match=r"“cold”.*product_group"):
        score(
            ledger,
            costs=drivers('[[drivers]]\nname = "cold"\neach = "line"\nwhere = "product_group = \'c\'"\namount = 1\n'),
        )
    with pytest.raises(CostsNeedActivities, match="visits"):
        score(ledger, costs=drivers('[[drivers]]\nname = "visits"\neach = "activity"\namount = 1\n'))
    with pytest.raises(CostsCurrencyDiffers, match="USD"):
        score(ledger, costs=replace(drivers('[[drivers]]\nname = "o"\neach = "order"\namount = 1\n'), currency="USD"))


def test_a_backtest_by_contribution_takes_drivers(tmp_path: Path) -> None:
    lines = [
        line(code, f"{code}{n}", START + timedelta(7 * n), 100 + place)
        for place, code in enumerate("ABCDE")
        for n in range(60)
    ]
    visits = [activity("E", "visit", row["ordered_on"], amount=50) for row in lines if row["customer_code"] == "E"]
    ledger = company(tmp_path, lines, visits)
    cut = START + timedelta(300)
    with pytest.raises(CostsUnknown):
        backtest(ledger, cut=cut, by="contribution", top=(1,))
    costs = drivers('[[drivers]]\nname = "visits"\neach = "activity"\namount = "amount"\n')
    result = backtest(replace(ledger, drivers=costs), cut=cut, by="contribution", top=(1,))
    total = next(method for method in result.methods if method.name == "total_to_date")
    assert total.hits[1] == 1
    by_revenue = backtest(ledger, cut=cut, by="revenue", top=(1,))
    assert by_revenue.customers == result.customers == 5


@given(st.lists(st.decimals(-1000, 1000, places=4), min_size=1, max_size=20))
def test_cents_are_spread_by_the_largest_remainders(amounts: list[Decimal]) -> None:
    total = sum(amounts, Decimal(0)).quantize(Decimal("0.01"))
    spread = in_cents(amounts, total)
    assert sum(spread) == total
    assert all(abs(one - other) < Decimal("0.01") for one, other in zip(spread, amounts, strict=True))
