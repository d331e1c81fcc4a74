"""Amounts, numbers and days as a reader of each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.kit import dates
from clave.kit.money import Money, rounded, short, whole, written


def euro(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("amount", "english", "spanish"),
    [
        ("1234.5", "€1,234.50", "1.234,50\xa0€"),
        ("12345.5", "€12,345.50", "12.345,50\xa0€"),
        ("-0.004", "€0.00", "0,00\xa0€"),
        ("-7.5", "\u2212€7.50", "\u22127,50\xa0€"),
    ],
)
def test_an_amount_is_written_in_full(amount: str, english: str, spanish: str) -> None:
    assert (written(euro(amount), "en"), written(euro(amount), "es")) == (english, spanish)


@pytest.mark.parametrize(
    ("amount", "english", "spanish"),
    [
        ("1918000", "€1.92m", "1,92\xa0M\xa0€"),
        ("317900", "€318k", "318\xa0mil\xa0€"),
        ("9999", "€9,999", "9.999\xa0€"),
        ("-28400000", "\u2212€28.4m", "\u221228,4\xa0M\xa0€"),
    ],
)
def test_an_amount_at_a_glance_has_three_figures(amount: str, english: str, spanish: str) -> None:
    assert (short(euro(amount), "en"), short(euro(amount), "es")) == (english, spanish)


def test_a_currency_without_cents_has_none() -> None:
    assert Money.from_minor(1234, "JPY").amount == 1234
    assert written(Money.from_minor(1234, "JPY"), "en") in {"¥1,234", "JP¥1,234"}
    assert Money.from_minor(1234, "EUR").amount == Decimal("12.34")


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "USD", "JPY", "GBP"]))
def test_minor_units_come_back_as_they_were(minor: int, currency: str) -> None:
    assert Money.from_minor(minor, currency).to_minor() == minor


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="without a rate"):
        euro("1") + Money(Decimal(1), "USD")
    assert (euro("1") - euro("3")).is_negative


@pytest.mark.parametrize(
    ("amount", "digits", "found"), [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("2.345", 2, "2.35"), ("1250", -2, "1300")]
)
def test_halves_are_rounded_away_from_zero(amount: str, digits: int, found: str) -> None:
    assert rounded(Decimal(amount), digits) == Decimal(found)


def test_no_minus_stands_before_a_zero() -> None:
    assert whole(euro("-0.3"), "en") == "€0"


def test_days_months_moments_numbers_and_shares() -> None:
    day = date(2026, 3, 2)
    assert [dates.day(day, language) for language in ("en", "es")] == ["2 Mar 2026", "2 mar 2026"]
    assert [dates.month(day, language) for language in ("en", "es")] == ["Mar 2026", "mar 2026"]
    assert dates.moment(datetime(2026, 3, 2, 10, 2, tzinfo=UTC), "en") == "2 Mar 2026, 10:02"
    assert [dates.number(Decimal("-12345.678"), language, 1) for language in ("en", "es")] == [
        "\u221212,345.7",
        "\u221212.345,7",
    ]
    assert [dates.percent(Decimal("0.314"), language, 1) for language in ("en", "es")] == ["31.4%", "31,4\xa0%"]


def test_a_language_of_its_own_catalogue_writes_by_its_own_habits() -> None:
    assert dates.number(12345, "de") == "12.345"
