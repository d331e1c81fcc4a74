"""Hard ledgers through `clave score`: an answer or a sentence for each, never a figure that is no number."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

from clave.cli import main

FIRST = date(2025, 1, 6)
HEADER = "customer_code,order_id,ordered_on,net_amount,currency"
Row = tuple[str, int, int, float]
"""Customer, number of the order, days after the first, net amount."""


def spread(customers: int, orders: int, amount: float = 50) -> list[Row]:
    """Orders of some customers in turn, one a day."""
    return [(f"C{place % customers}", place, place % 600, amount) for place in range(orders)]


def scored(folder: Path, rows: Iterable[Row], *words: str, cost: float | None = None) -> Result:
    """`clave score` on a file of these orders."""
    path = folder / "orders.csv"
    more = "" if cost is None else f",{cost}"
    lines = (f"{who},{number},{FIRST + timedelta(day)},{amount},EUR{more}" for who, number, day, amount in rows)
    path.write_text("\n".join((HEADER + (",cost_amount" if more else ""), *lines)))
    return CliRunner().invoke(main, ["score", str(path), "--out", str(folder / "book.parquet"), *words])


def figures(folder: Path, column: str) -> list[float | None]:
    """One column of the book that was written, after a look at all of them: nothing in it may be NaN or endless."""
    table = pyarrow.parquet.read_table(folder / "book.parquet")
    for name in table.column_names:
        assert all(math.isfinite(value) for value in table[name].to_pylist() if isinstance(value, float)), name
    return [None if value is None else float(value) for value in table[column].to_pylist()]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("A", 1, 0, 50)], "No customer has bought on a second day"),
        ([(f"C{place}", place, place, 50) for place in range(60)], "No customer has bought on a second day"),
        (spread(20, 60, -50), "No customer has bought on a second day"),
    ],
    ids=["one line", "one order each", "returns only"],
)
def test_where_nobody_came_back_value_is_unknown_and_a_sentence_says_why(
    tmp_path: Path, rows: list[Row], sentence: str
) -> None:
    found = scored(tmp_path, rows)
    assert found.exit_code == 0, found.output
    assert sentence in found.output
    assert set(figures(tmp_path, "lifetime_value")) == {None}


def test_one_customer_is_judged_by_its_own_rate_and_told_so(tmp_path: Path) -> None:
    found = scored(tmp_path, [("A", place, 14 * place, 100) for place in range(8)])
    assert "each goes on at its own rate" in found.output
    assert "holds no cost, so lifetime value is made of revenue" in found.output
    assert (figures(tmp_path, "lifetime_value")[0] or 0) > 0


@pytest.mark.parametrize(("cost", "sign"), [(80, -1), (50, 0)])
def test_margins_below_or_at_zero_everywhere_give_values_of_their_sign(tmp_path: Path, cost: float, sign: int) -> None:
    assert scored(tmp_path, spread(60, 600), cost=cost).exit_code == 0
    values = figures(tmp_path, "lifetime_value")
    assert {0 if value == 0 else math.copysign(1, value or math.nan) for value in values} == {sign}


def test_a_customer_with_a_hundred_thousand_orders_stands_beside_small_ones(tmp_path: Path) -> None:
    giant: list[Row] = [("BIG", place, place % 600, 10) for place in range(100_000)]
    assert (
        scored(tmp_path, [*giant, *[(who, -number - 1, day, 10) for who, number, day, _ in spread(30, 500)]]).exit_code
        == 0
    )
    assert figures(tmp_path, "rank")[0] == 1


@pytest.mark.parametrize(
    ("words", "least", "most"), [(("--horizon-months", "0"), 0, 0), (("--discount-rate", "0"), 1, 1e9)]
)
def test_no_horizon_is_worth_nothing_and_no_discount_is_no_trouble(
    tmp_path: Path, words: tuple[str, ...], least: float, most: float
) -> None:
    assert scored(tmp_path, spread(20, 60), *words).exit_code == 0
    assert all(least <= (value or 0) <= most for value in figures(tmp_path, "lifetime_value"))


@pytest.mark.parametrize(
    ("rows", "words", "sentence"),
    [
        (spread(20, 60), ("--as-of", "2020-01-01"), "Choose a day from then on"),
        (spread(20, 60), ("--horizon-months", "-1"), "expected 0 .. 600"),
        (spread(20, 60), ("--horizon-months", "nan"), "expected 0 .. 600"),
        (spread(20, 60), ("--discount-rate", "nan"), "expected 0 .. 1"),
        ([*spread(20, 60), ("C1", 99, 27_000, 50)], (), "such dates usually stand for"),
        (spread(60, 600, 99_999_999_999_999), (), "more than can be kept to the cent"),
        ([], (), "no data rows"),
    ],
    ids=[
        "day before the data",
        "horizon below 0",
        "no horizon",
        "no rate",
        "a line of 2098",
        "huge amounts",
        "no line",
    ],
)
def test_what_has_no_answer_is_refused_with_what_to_do(
    tmp_path: Path, rows: list[Row], words: tuple[str, ...], sentence: str
) -> None:
    found = scored(tmp_path, rows, *words)
    assert found.exit_code == 2
    assert sentence in found.output
    assert not (tmp_path / "book.parquet").exists()
