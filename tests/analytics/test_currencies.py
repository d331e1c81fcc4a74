"""Currencies never mix without a dated rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clave.analytics.book import score
from clave.analytics.currencies import DatedRates
from clave.analytics.ledger import Ledger
from clave.analytics.refusals import CurrenciesMixed, RateMissing
from tests.analytics.ledgers import RATES_SCHEMA, ledger_of, line, written

DAY = date(2026, 3, 10)


def with_rates(folder: Path, lines: list[dict[str, Any]], *rates: tuple[date, str, str, str]) -> Ledger:
    rows = [{"rate_date": day, "base": base, "quote": quote, "rate": Decimal(rate)} for day, base, quote, rate in rates]
    file = written(folder / "rates.parquet", rows, RATES_SCHEMA)
    return ledger_of(folder, lines, rates=(file,), reporting_currency="EUR")


def dollars(amount: Any, day: date = DAY) -> list[dict[str, Any]]:
    return [line("A", "1", day, amount, currency="USD", cost_amount=amount)]


def test_two_currencies_without_a_reporting_currency_are_refused(tmp_path: Path) -> None:
    lines = [line("A", "1", DAY, 1), line("B", "2", DAY, 1, currency="USD")]
    with pytest.raises(CurrenciesMixed, match="EUR, USD"):
        score(ledger_of(tmp_path, lines))


def test_one_currency_needs_no_rates(tmp_path: Path) -> None:
    assert score(ledger_of(tmp_path, dollars(5))).totals["currency"] == "USD"


def test_a_cancelled_line_in_another_currency_does_not_mix(tmp_path: Path) -> None:
    lines = [line("A", "1", DAY, 1), line("B", "2", DAY, 1, currency="USD", status="cancelled")]
    assert score(ledger_of(tmp_path, lines)).totals["currency"] == "EUR"


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ([(DAY, "USD", "EUR", "0.9")], "90.00"),
        ([(DAY, "EUR", "USD", "1.25")], "80.00"),
        ([(date(2026, 3, 4), "USD", "EUR", "0.5"), (date(2026, 3, 9), "USD", "EUR", "0.9")], "90.00"),
        ([(DAY, "USD", "EUR", "0.9"), (date(2026, 3, 11), "USD", "EUR", "0.1")], "90.00"),
        ([(date(2026, 3, 9), "USD", "EUR", "0.5"), (DAY, "EUR", "USD", "1.25")], "80.00"),
        ([(DAY, "USD", "EUR", "0.9"), (DAY, "EUR", "USD", "1.25")], "90.00"),
    ],
    ids=["direct", "inverse", "latest before", "not from the future", "newer inverse", "direct on a tie"],
)
def test_amounts_are_converted_at_the_rate_of_their_day(
    tmp_path: Path, rates: list[tuple[date, str, str, str]], expected: str
) -> None:
    totals = score(with_rates(tmp_path, dollars(100), *rates)).totals
    assert (totals["currency"], totals["revenue"], totals["contribution"]) == ("EUR", Decimal(expected), 0)


@pytest.mark.parametrize(
    "rate",
    [(date(2026, 3, 2), "USD", "EUR", "0.9"), (date(2026, 3, 11), "USD", "EUR", "0.9"), (DAY, "USD", "GBP", "0.8")],
    ids=["eight days old", "of the next day", "of another pair"],
)
def test_a_missing_rate_is_refused_by_name_and_day(tmp_path: Path, rate: tuple[date, str, str, str]) -> None:
    cross = (DAY, "GBP", "EUR", "1.2")
    with pytest.raises(RateMissing, match="from USD to EUR for 2026-03-10") as refused:
        score(with_rates(tmp_path, dollars(100), rate, cross))
    assert refused.value.code == "RATE_MISSING"


def test_many_missing_days_are_counted(tmp_path: Path) -> None:
    lines = [line("A", str(day), date(2026, 3, day), 1, currency="USD") for day in range(1, 9)]
    with pytest.raises(RateMissing, match=r"2026-03-05 … \(8\)"):
        score(with_rates(tmp_path, lines, (date(2025, 1, 1), "USD", "EUR", "1")))


def test_euros_and_dollars_add_up_in_euros(tmp_path: Path) -> None:
    lines = [*dollars("100.10"), line("A", "2", DAY, "0.05", cost_amount=0)]
    assert score(with_rates(tmp_path, lines, (DAY, "USD", "EUR", "0.5"))).totals["revenue"] == Decimal("50.10")


def test_a_later_rate_of_the_same_day_replaces_the_earlier() -> None:
    rates = DatedRates.of([(DAY, "USD", "EUR", Decimal("0.9")), (DAY, "USD", "EUR", Decimal("0.8"))])
    assert rates.rate("USD", "EUR", DAY) == Decimal("0.8")
