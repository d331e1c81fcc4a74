"""What each measure counts: on a few lines written by hand, and on Northwind computed a second way."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from clave.analytics.book import Book, score
from tests.analytics.ledgers import cdnow, ledger_of, line, northwind, written

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)


def row_of(book: Book, customer: str = "A") -> dict[str, Any]:
    return next(row for row in book.to_arrow().to_pylist() if row["customer_code"] == customer)


def scored(folder: Path, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return row_of(score(ledger_of(folder, lines), **more))


def test_orders_are_counted_not_lines(tmp_path: Path) -> None:
    found = scored(
        tmp_path, line("A", "1", MONDAY, 10), line("A", "1", MONDAY, 5, line_no=2), line("A", "2", FRIDAY, 1)
    )
    assert (found["orders"], found["revenue"]) == (2, Decimal("16.00"))
    assert (found["first_ordered_on"], found["last_ordered_on"]) == (MONDAY, FRIDAY)


def test_the_same_order_number_of_two_customers_is_two_orders(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, [line("A", "1", MONDAY, 10), line("B", "1", MONDAY, 5)]))
    assert book.totals["orders"] == 2


def test_cancelled_lines_never_count(tmp_path: Path) -> None:
    found = scored(
        tmp_path,
        line("A", "1", MONDAY, 10),
        line("A", "1", MONDAY, 90, line_no=2, status="cancelled"),
        line("A", "2", FRIDAY, 1000, status="cancelled"),
    )
    assert (found["orders"], found["revenue"], found["last_ordered_on"]) == (1, Decimal("10.00"), MONDAY)


@pytest.mark.parametrize("mark", [{"status": "credit"}, {"quantity": -1}, {}])
def test_a_pure_credit_note_lowers_revenue_and_is_no_order(tmp_path: Path, mark: dict[str, Any]) -> None:
    found = scored(tmp_path, line("A", "1", MONDAY, 100), line("A", "2", FRIDAY, -30, **mark))
    assert (found["orders"], found["revenue"], found["returns_amount"]) == (1, Decimal("70.00"), Decimal("30.00"))
    assert found["last_ordered_on"] == MONDAY


def test_lines_without_status_or_quantity_count(tmp_path: Path) -> None:
    assert scored(tmp_path, line("A", "1", MONDAY, 7, status=None) | {"quantity": None})["orders"] == 1


def test_contribution_is_revenue_less_product_cost_and_freight(tmp_path: Path) -> None:
    found = scored(tmp_path, line("A", "1", MONDAY, 100, cost_amount=70, freight_amount=12))
    assert (found["product_cost"], found["cost_to_serve"], found["contribution"]) == (70, 12, Decimal("18.00"))


def test_a_loss_is_shown_as_a_loss(tmp_path: Path) -> None:
    assert scored(tmp_path, line("A", "1", MONDAY, 100, cost_amount=170))["contribution"] == Decimal("-70.00")


def test_one_order_without_its_cost_makes_the_contribution_unknown(tmp_path: Path) -> None:
    lines = [
        line("A", "1", MONDAY, 100, cost_amount=70),
        line("A", "2", FRIDAY, 50),
        line("B", "3", FRIDAY, 9, cost_amount=4),
    ]
    book = score(ledger_of(tmp_path, lines))
    assert (row_of(book)["product_cost"], row_of(book)["contribution"]) == (None, None)
    assert row_of(book, "B")["contribution"] == Decimal("5.00")
    assert "CONTRIBUTION_UNKNOWN" in [warning["code"] for warning in book.manifest["warnings"]]


def test_without_any_cost_contribution_is_unknown_and_value_is_revenue(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, [line("A", "1", MONDAY, 100), line("A", "2", FRIDAY, 100)]))
    found = row_of(book)
    unknown = ("product_cost", "cost_to_serve", "contribution", "expected_contribution", "list_revenue", "discount")
    assert [found[name] for name in (*unknown, "due_orders", "on_time_share")] == [None] * 8
    assert book.manifest["value_basis"] == "revenue"
    assert book.manifest["contribution_lacks"] == ["product_cost", "freight"]


def test_freight_of_the_order_may_stand_on_one_line(tmp_path: Path) -> None:
    found = scored(tmp_path, line("A", "1", MONDAY, 10, freight_amount=3), line("A", "1", MONDAY, 5, line_no=2))
    assert (found["freight"], found["contribution"]) == (3, 12)


def test_discount_is_list_less_net(tmp_path: Path) -> None:
    found = scored(tmp_path, line("A", "1", MONDAY, 90, list_amount=100))
    assert (found["list_revenue"], found["discount"]) == (Decimal("100.00"), Decimal("10.00"))


@pytest.mark.parametrize(
    ("promised", "delivered", "due", "on_time"),
    [
        (FRIDAY, FRIDAY, 1, 1),
        (MONDAY, TUESDAY, 1, 0),
        (FRIDAY, None, 0, 0),
        (MONDAY, None, 1, 0),
        (TUESDAY, date(2026, 4, 1), 1, 0),
    ],
    ids=["on the day", "late", "not yet due", "overdue", "delivered after the day of the computation"],
)
def test_an_order_is_judged_by_its_promise(
    tmp_path: Path, promised: date, delivered: date | None, due: int, on_time: int
) -> None:
    found = scored(tmp_path, line("A", "1", MONDAY, 1, promised_on=promised, delivered_on=delivered), as_of=FRIDAY)
    assert (found["due_orders"], found["on_time_orders"]) == (due, on_time)
    assert found["on_time_share"] == (on_time if due else None)


def test_one_late_line_makes_the_order_late(tmp_path: Path) -> None:
    lines = [
        line("A", "1", MONDAY, 1, line_no=n, promised_on=TUESDAY, delivered_on=d) for n, d in ((1, MONDAY), (2, FRIDAY))
    ]
    found = scored(tmp_path, *lines, as_of=FRIDAY)
    assert (found["due_orders"], found["on_time_orders"]) == (1, 0)


def test_amounts_are_rounded_half_away_from_zero_at_the_last_step(tmp_path: Path) -> None:
    lines = [line("A", "1", MONDAY, "0.0025"), line("A", "2", MONDAY, "0.0025"), line("B", "3", MONDAY, "-0.0050")]
    book = score(ledger_of(tmp_path, lines))
    assert (row_of(book)["revenue"], row_of(book, "B")["revenue"]) == (Decimal("0.01"), Decimal("-0.01"))


def test_a_corrected_line_replaces_the_earlier_one(tmp_path: Path) -> None:
    first = written(tmp_path / "1.parquet", [line("A", "1", MONDAY, 10), line("A", "1", MONDAY, 20, line_no=2)])
    later = written(tmp_path / "2.parquet", [line("A", "1", MONDAY, 99)])
    kept = ledger_of(tmp_path, []).__class__(orders=(first, later), digest="d", has_corrections=True)
    assert row_of(score(kept))["revenue"] == Decimal("119.00")
    added = kept.__class__(orders=(first, later), digest="d")
    assert row_of(score(added))["revenue"] == Decimal("129.00")


def test_northwind_has_the_known_totals(tmp_path: Path) -> None:
    totals = score(ledger_of(tmp_path, northwind())).totals
    assert (totals["customers"], totals["orders"]) == (89, 830)
    assert totals["revenue"] == Decimal("1265793.04")
    assert totals["list_revenue"] == Decimal("1354458.59")
    assert totals["contribution"] == Decimal("1200850.35")
    assert (totals["due_orders"], totals["due_orders"] - totals["on_time_orders"]) == (809, 37)
    assert 100 * totals["on_time_share"] == pytest.approx(95.43, abs=0.005)


def test_northwind_has_the_known_leaders_and_concentration(tmp_path: Path) -> None:
    rows = score(ledger_of(tmp_path, northwind())).to_arrow().to_pylist()
    revenue = {row["customer_code"]: row["revenue"] for row in rows}
    leaders = sorted(revenue, key=lambda code: -revenue[code])
    known = {"QUICK": Decimal("110277.31"), "ERNSH": Decimal("104874.98"), "SAVEA": Decimal("104361.95")}
    assert {code: revenue[code] for code in leaders[:3]} == known
    total, n = sum(revenue.values()), len(revenue)
    assert float(sum(revenue[code] for code in leaders[:10]) / total) == pytest.approx(0.450, abs=0.0005)
    ranked = sorted(revenue.values())
    gini = 2 * sum(place * amount for place, amount in enumerate(ranked, start=1)) / (n * total) - Decimal(n + 1) / n
    assert float(gini) == pytest.approx(0.576, abs=0.001)


def in_plain_python(rows: list[dict[str, Any]], *columns: str) -> dict[str, dict[str, Any]]:
    """Revenue, orders and days of every customer with nothing but dictionaries and decimals."""
    found: dict[str, dict[str, Any]] = defaultdict(
        lambda: {"orders": set(), "days": [], **dict.fromkeys(columns, Decimal(0))}
    )
    for row in rows:
        customer = found[row["customer_code"]]
        customer["orders"].add(row["order_id"])
        customer["days"].append(row["ordered_on"])
        for name in columns:
            customer[name] += row[name].quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    return found


@pytest.mark.parametrize(
    ("data", "columns"), [(northwind, ("net_amount", "list_amount", "freight_amount")), (cdnow, ("net_amount",))]
)
def test_plain_python_finds_the_same_figures(tmp_path: Path, data: Any, columns: tuple[str, ...]) -> None:
    measures = {"net_amount": "revenue", "list_amount": "list_revenue", "freight_amount": "freight"}
    again = in_plain_python(data(), *columns)
    rows = score(ledger_of(tmp_path, data())).exact.to_pylist()
    assert len(rows) == len(again)
    for row in rows:
        other = again[row["customer_code"]]
        assert row["orders"] == len(other["orders"])
        assert (row["first_ordered_on"], row["last_ordered_on"]) == (min(other["days"]), max(other["days"]))
        assert [row[measures[name]] for name in columns] == [other[name] for name in columns]
