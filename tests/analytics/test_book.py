"""The book: what must hold for every ledger, and the ledgers that break careless programs."""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.analytics.book import COLUMNS, MONTH_COLUMNS, Book, score
from clave.analytics.book_files import write_book
from clave.analytics.manifest import digest_of
from clave.analytics.refusals import AmountTooLarge, AsOfBeforeData, LedgerEmpty, ParameterOutOfRange
from clave.analytics.sources import open_ledger
from tests.analytics.ledgers import cdnow, ledger_of, line, northwind

START = date(2025, 1, 6)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

amounts = st.decimals(min_value=-500, max_value=5000, places=4)
order_lines = st.builds(
    lambda customer, order, day, net, cost, status: line(
        customer, f"{customer}{order}", START + timedelta(day), net, cost_amount=cost, status=status
    ),
    st.sampled_from("ABCDE"),
    st.integers(1, 30),
    st.integers(0, 500),
    amounts,
    amounts,
    st.sampled_from(["invoiced", "open", "credit", "cancelled"]),
)
ledgers = st.lists(order_lines, min_size=1, max_size=60).filter(
    lambda rows: any(row["status"] != "cancelled" for row in rows)
)


def book_of(rows: list[dict[str, Any]], **more: Any) -> Book:
    with tempfile.TemporaryDirectory() as folder:
        book = score(ledger_of(Path(folder), rows), **more)
        months = book.months(places=4)
    object.__setattr__(book, "months", lambda places=4: months)
    return book


def rows_of(book: Book) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = book.to_arrow().to_pylist()
    return rows


def regular(customer: str, orders: int, every_days: int, **more: Any) -> list[dict[str, Any]]:
    return [line(customer, f"{customer}{n}", START + timedelta(n * every_days), 100, **more) for n in range(orders)]


def assert_sound(book: Book) -> None:
    """Nothing is NaN or infinite, intervals hold their value, shares are shares, ranks are 1 .. n."""
    rows = rows_of(book)
    for row in rows:
        numbers = [value for value in row.values() if isinstance(value, float)]
        assert all(math.isfinite(number) for number in numbers)
        assert row["p_active"] is None or 0 <= row["p_active"] <= 1
        assert row["expected_orders"] is None or row["expected_orders"] >= 0
        if row["lifetime_value"] is not None:
            assert row["lifetime_value_low"] <= row["lifetime_value"] <= row["lifetime_value_high"]
    assert sorted(row["rank"] for row in rows) == list(range(1, len(rows) + 1))
    known = [row for row in sorted(rows, key=lambda row: row["rank"]) if row["lifetime_value"] is not None]
    order = [(-row["lifetime_value"], row["customer_code"]) for row in known]
    assert order == sorted(order)
    assert [row["rank"] for row in known] == list(range(1, len(known) + 1))


@QUICK
@given(ledgers)
def test_every_ledger_gives_a_sound_book_whose_customers_and_months_add_up_to_the_totals(
    rows: list[dict[str, Any]],
) -> None:
    book = book_of(rows)
    assert_sound(book)
    counted = [row for row in rows if row["status"] != "cancelled"]
    exact, months = book.exact.to_pylist(), book.months().to_pylist()
    assert sum(row["revenue"] for row in exact) == sum(row["net_amount"] for row in counted)
    for name in ("revenue", "product_cost", "contribution", "returns_amount", "orders"):
        for customer in exact:
            own = [row[name] for row in months if row["customer_code"] == customer["customer_code"]]
            assert sum(own) == customer[name]
    assert abs(book.totals["revenue"] - sum(row["revenue"] for row in exact)) <= Decimal("0.005")


@QUICK
@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_number_of_threads_change_nothing(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    assert book_of(rows, threads=1).digest == book_of(shuffled, threads=4).digest


@QUICK
@given(ledgers, st.integers(1, 300))
def test_more_silence_never_raises_the_chance_of_being_active(rows: list[dict[str, Any]], days: int) -> None:
    book = book_of(rows)
    found = book.valuation
    if found.choice.model is None:
        return
    histories = histories_of_book(book)
    later = replace(histories, age_days=histories.age_days + days)
    model = found.choice.model
    assert model is not None
    assert np.all(model.p_active(later) <= model.p_active(histories) + 1e-12)


def histories_of_book(book: Book) -> Any:
    from clave.analytics.lifetime.histories import Histories

    rows = [row for row in rows_of(book) if row["orders"]]
    last = [(row["last_ordered_on"] - row["first_ordered_on"]).days for row in rows]
    age = [(book.holdings.as_of - row["first_ordered_on"]).days for row in rows]
    return Histories.of(*(np.array(each) for each in ([row["orders"] - 1 for row in rows], last, age)))


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_northwind_and_cdnow_have_one_digest_for_any_number_of_threads(tmp_path: Path, threads: int) -> None:
    for data in (northwind, cdnow):
        ledger = ledger_of(tmp_path, data())
        assert score(ledger, threads=threads).digest == score(ledger).digest


def test_cdnow_is_fitted_by_mbg_nbd_and_sound(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, cdnow()))
    assert_sound(book)
    assert book.manifest["model"]["reason"] == "fitted"
    assert book.totals["revenue"] == Decimal("2500315.63")


def test_the_columns_are_those_of_the_contract(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, regular("A", 3, 7)))
    assert tuple(book.to_arrow().column_names) == COLUMNS
    assert book.to_arrow().schema.field("lifetime_value").type == pa.decimal128(38, 2)
    assert tuple(book.months().column_names) == MONTH_COLUMNS
    assert list(book.to_pandas().columns) == list(COLUMNS)


def test_the_digest_can_be_computed_again_from_the_file(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, northwind()))
    write_book(book, tmp_path / "again.parquet")
    again = pq.read_table(tmp_path / "again.parquet")
    cut = pa.concat_tables([again.slice(0, 7), again.slice(7, 30), again.slice(37)])
    assert digest_of(again) == digest_of(cut) == book.digest


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """The book of Northwind."""
    return score(ledger_of(tmp_path_factory.mktemp("northwind"), northwind())).to_arrow()


@pytest.mark.parametrize(
    "column", ["customer_code", "last_ordered_on", "orders", "revenue", "p_active", "lifetime_value"]
)
def test_the_digest_meets_every_single_figure(table: pa.Table, column: str) -> None:
    values = table[column].to_pylist()
    place = table.column_names.index(column)
    forgotten = pa.array([None, *values[1:]], table.schema.field(column).type)
    swapped = pa.array([values[1], values[0], *values[2:]], table.schema.field(column).type)
    changed = [table.set_column(place, column, each) for each in (forgotten, swapped)]
    assert len({digest_of(each) for each in (table, *changed)}) == (3 if values[0] != values[1] else 2)


def test_a_day_beyond_what_can_be_kept_is_refused_with_a_sentence(tmp_path: Path) -> None:
    lines = [f"A,{number},2026-01-05,99999999999999,EUR" for number in range(3)]
    path = tmp_path / "large.csv"
    path.write_text("\n".join(["customer_code,order_id,ordered_on,net_amount,currency", *lines]))
    with pytest.raises(AmountTooLarge, match="more than can be kept"):
        score(open_ledger(path))


def test_a_score_from_the_command_line_leaves_pandas_asleep(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "customer_code,order_id,ordered_on,net_amount,currency\nA,1,2026-01-05,10,EUR\nA,2,2026-02-05,9,EUR"
    )
    program = (
        "import sys; from clave.cli import main\n"
        f"main(['score', {str(path)!r}, '--out', {str(tmp_path / 'book.parquet')!r}], standalone_mode=False)\n"
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0


def test_the_manifest_says_where_the_figures_come_from(tmp_path: Path) -> None:
    manifest = score(ledger_of(tmp_path, northwind()), horizon_months=12, seed=9).manifest
    assert manifest["parameters"]["as_of"] == "1998-05-06"
    assert manifest["parameters"]["as_of_is_last_order"] is True
    assert (manifest["parameters"]["horizon_months"], manifest["parameters"]["seed"]) == (12, 9)
    assert manifest["rows"] == {
        "lines": 2155,
        "counted": 2155,
        "cancelled": 0,
        "after_as_of": 0,
        "orders": 830,
        "customers": 89,
    }
    assert manifest["contribution_lacks"] == ["product_cost"]


def test_another_seed_moves_the_interval_and_nothing_else(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, northwind())
    one, other = (score(ledger, seed=seed).to_arrow() for seed in (1, 2))
    moved = [name for name in COLUMNS if one[name] != other[name]]
    assert moved == ["lifetime_value_low", "lifetime_value_high"]


def test_a_day_of_computation_in_the_past_sees_nothing_later(tmp_path: Path) -> None:
    rows = regular("A", 10, 30)
    day = START + timedelta(100)
    then = [row for row in rows if row["ordered_on"] <= day]
    found = score(ledger_of(tmp_path, rows), as_of=day)
    assert found.manifest["rows"]["after_as_of"] == len(rows) - len(then)
    assert found.digest == score(ledger_of(tmp_path, then), as_of=day).digest


def test_one_customer_goes_on_at_its_own_rate(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, regular("A", 20, 7, cost_amount=60)))
    found = rows_of(book)[0]
    assert_sound(book)
    assert (found["method"], found["rank"]) == ("own_rate", 1)
    assert 100 < found["expected_orders"] < 160
    assert float(found["expected_contribution"]) == pytest.approx(40 * found["expected_orders"], rel=1e-4)


def test_without_any_repeat_the_value_is_unknown_not_zero(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, [line(code, code, START, amount) for code, amount in (("A", 5), ("B", 9))]))
    found = rows_of(book)
    assert_sound(book)
    assert [(row["method"], row["lifetime_value"], row["p_active"]) for row in found] == [
        ("no_repeats", None, None)
    ] * 2
    assert [row["rank"] for row in found] == [2, 1]
    assert "NO_REPEATS" in [warning["code"] for warning in book.manifest["warnings"]]


def test_a_customer_with_nothing_but_returns_has_no_orders_and_no_value(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, [*regular("A", 5, 7), line("R", "r", START, -50)]))
    found = rows_of(book)[1]
    assert_sound(book)
    assert (found["orders"], found["first_ordered_on"], found["method"], found["lifetime_value"]) == (
        0,
        None,
        "no_orders",
        None,
    )
    assert (found["revenue"], found["rank"]) == (Decimal("-50.00"), 2)


def test_a_ledger_of_nothing_but_returns_has_a_book(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, [line("R", "r", START, -50, cost_amount=-20)]))
    assert_sound(book)
    assert book.totals["lifetime_value"] is None
    assert book.totals["contribution"] == Decimal("-30.00")


def test_a_customer_that_loses_money_is_worth_less_than_nothing(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, [*regular("A", 20, 7, cost_amount=60), *regular("L", 20, 7, cost_amount=190)]))
    found = rows_of(book)[1]
    assert_sound(book)
    assert found["lifetime_value"] < 0
    assert found["lifetime_value_low"] < 0
    assert found["rank"] == 2


def test_a_margin_of_zero_is_worth_zero(tmp_path: Path) -> None:
    found = rows_of(score(ledger_of(tmp_path, regular("A", 20, 7, cost_amount=100))))[0]
    values = [found[name] for name in ("contribution", "lifetime_value", "lifetime_value_low", "lifetime_value_high")]
    assert values == [Decimal("0.00")] * 4


def test_a_hundred_thousand_orders_of_one_customer_are_no_trouble(tmp_path: Path) -> None:
    rows = [line("A", str(n), START + timedelta(n % 500), 10) for n in range(100_000)]
    book = score(ledger_of(tmp_path, rows + regular("B", 5, 30)))
    assert_sound(book)
    assert rows_of(book)[0]["orders"] == 100_000
    assert rows_of(book)[0]["expected_orders"] > 100_000


def many_customers(customers: int, orders: int, seed: int, shape: float) -> list[dict[str, Any]]:
    generator = np.random.default_rng(seed)
    days = np.cumsum(generator.gamma(shape, 28 / shape, size=(customers, orders)), axis=1).astype(int)
    return [
        line(f"C{c:03}", f"{c}-{n}", START + timedelta(int(day)), 50 + c)
        for c in range(customers)
        for n, day in enumerate(days[c])
    ]


def test_very_regular_customers_are_judged_by_their_intervals(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, many_customers(80, 12, 1, shape=60)))
    assert_sound(book)
    assert book.manifest["model"]["reason"] == "very_regular"
    assert {row["method"] for row in rows_of(book)} == {"interval_rule"}
    assert min(row["regularity"] for row in rows_of(book)) > 2


def test_few_customers_are_not_fitted(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, many_customers(49, 12, 2, shape=1)))
    assert book.manifest["model"]["reason"] == "few_customers"
    sparse = score(ledger_of(tmp_path, many_customers(60, 4, 2, shape=1)))
    assert sparse.manifest["model"]["reason"] == "few_repeats"


def test_customers_that_never_leave_are_not_fitted_in_silence(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, [row for c in range(60) for row in regular(f"C{c:02}", 20, 7)]))
    assert_sound(book)
    assert book.manifest["model"]["reason"] in ("very_regular", "at_bound")


def test_a_horizon_of_nothing_is_worth_nothing(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, northwind()), horizon_months=0)
    assert_sound(book)
    assert book.totals["lifetime_value"] == 0


def test_without_discount_value_is_what_is_expected(tmp_path: Path) -> None:
    for data in (northwind(), many_customers(80, 12, 4, shape=1)):
        for row in rows_of(score(ledger_of(tmp_path, data), discount_rate=0)):
            if row["expected_contribution"] is not None:
                assert float(row["lifetime_value"]) == pytest.approx(float(row["expected_contribution"]), abs=0.02)


def test_a_higher_discount_rate_lowers_every_value(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, northwind())
    low, high = (score(ledger, discount_rate=rate).to_arrow()["lifetime_value"].to_pylist() for rate in (0.05, 0.2))
    assert all(more >= less for more, less in zip(low, high, strict=True))


def test_the_interval_covers_what_came(tmp_path: Path) -> None:
    rows = [row for row in cdnow() if row["customer_code"] < "12000"]
    cut, months = date(1997, 12, 31), 6
    found = rows_of(score(ledger_of(tmp_path, rows), as_of=cut, horizon_months=months, discount_rate=0))
    came: dict[str, Decimal] = {}
    for row in rows:
        if row["ordered_on"] > cut:
            came[row["customer_code"]] = came.get(row["customer_code"], Decimal(0)) + row["net_amount"]
    buyers = [row for row in found if row["lifetime_value_high"] > 0]
    inside = [
        row["lifetime_value_low"] <= came.get(row["customer_code"], Decimal(0)) <= row["lifetime_value_high"]
        for row in buyers
    ]
    assert 0.75 < sum(inside) / len(inside) < 0.97


def test_a_day_before_the_first_order_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AsOfBeforeData, match="the first order is of 2025-01-06"):
        score(ledger_of(tmp_path, regular("A", 3, 7)), as_of=START - timedelta(1))


def test_a_ledger_without_counted_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerEmpty):
        score(ledger_of(tmp_path, [line("A", "1", START, 5, status="cancelled")]))


@pytest.mark.parametrize(
    "bad",
    [
        {"horizon_months": -1},
        {"horizon_months": math.nan},
        {"discount_rate": -0.1},
        {"discount_rate": 1.1},
        {"seed": -1},
    ],
)
def test_parameters_without_meaning_are_refused(tmp_path: Path, bad: dict[str, Any]) -> None:
    with pytest.raises(ParameterOutOfRange, match=next(iter(bad))):
        score(ledger_of(tmp_path, regular("A", 3, 7)), **bad)


def test_losses_everywhere_are_negative_values_with_intervals(tmp_path: Path) -> None:
    rows = many_customers(60, 12, 5, shape=1)
    book = score(ledger_of(tmp_path, [{**row, "cost_amount": 2 * row["net_amount"]} for row in rows]))
    assert_sound(book)
    assert all(row["lifetime_value"] <= 0 for row in rows_of(book))
    assert book.totals["lifetime_value"] < -1000
    assert any(row["lifetime_value_low"] < row["lifetime_value"] < 0 for row in rows_of(book))


def test_a_line_dated_2099_does_not_count_before_its_day_and_the_record_says_so(tmp_path: Path) -> None:
    rows, day = many_customers(60, 12, 6, shape=1), START + timedelta(400)
    late = line("C000", "typo", date(2099, 1, 1), 10)
    plain, with_typo = (score(ledger_of(tmp_path, each), as_of=day) for each in (rows, [*rows, late]))
    assert with_typo.digest == plain.digest
    assert with_typo.manifest["rows"]["after_as_of"] == plain.manifest["rows"]["after_as_of"] + 1


def regular_buyers(customers: int, k: int, seed: int) -> list[dict[str, Any]]:
    """Customers of different rates with Erlang-k gaps, of whom many leave within three years."""
    generator = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        gap, stays = 30 * np.exp(0.7 * generator.standard_normal()), generator.exponential(900)
        days = np.cumsum(generator.gamma(k, gap / k, 400))
        for n, day in enumerate(days[days < min(stays, 1000)]):
            rows.append(line(f"C{customer:03}", f"{customer}-{n}", START + timedelta(int(day)), 50 + customer))
    return rows


def test_regular_buyers_get_the_model_of_regular_gaps(tmp_path: Path) -> None:
    book = score(ledger_of(tmp_path, regular_buyers(200, 3, 7)))
    assert_sound(book)
    model = book.manifest["model"]
    assert (model["reason"], model["method"], model["k"]) == ("fitted_regular", "mbg_cnbd", 3)
    assert not {"FITTED", "FITTED_REGULAR"} & {warning["code"] for warning in book.manifest["warnings"]}


def test_the_record_tells_what_the_past_taught(tmp_path: Path) -> None:
    lesson = score(ledger_of(tmp_path, northwind())).manifest["lesson"]
    assert lesson["looked_back_days"] == 223
    assert lesson["looked_back_customers"] > 80
    assert lesson["orders"] * lesson["value"] > 1.1
    assert lesson["season"] == [1.0] * 12
    assert "FORECAST_CORRECTED" in [
        warning["code"] for warning in score(ledger_of(tmp_path, northwind())).manifest["warnings"]
    ]
