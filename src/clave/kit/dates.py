"""Dates, moments, numbers and shares as the reader writes them; Babel is the only source of formats."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import NumberPattern, format_decimal, format_percent, parse_pattern

LOCALES = {"en": "en_GB", "es": "es"}
"""Language -> the locale whose habits we follow; a language without a row is its own locale."""
MINUS = "\u2212"
REMEMBERED = 8_192
"""A long list writes few numbers many times, and Babel takes its time for each."""


def locale_of(language: str) -> str:
    """The Babel locale of a language code."""
    return LOCALES.get(language, language.replace("-", "_"))


def year_on(day: date, years: int) -> date:
    """The same day so many years later (or before); the 28th for a leap day."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def day(on: date, language: str) -> str:
    """A day: 2 Mar 2026."""
    return _day(on.year, on.month, on.day, language)


@lru_cache(maxsize=REMEMBERED)
def _day(year: int, month: int, day: int, language: str) -> str:
    on = date(year, month, day)
    return format_date(on, "d MMM y", locale=locale_of(language))


def month(on: date, language: str) -> str:
    """A month: Mar 2026."""
    return format_skeleton("yMMM", on, locale=locale_of(language))


def moment(at: datetime, language: str) -> str:
    """A moment to the minute: 2 Mar 2026, 10:02."""
    return format_datetime(at, "d MMM y, HH:mm", locale=locale_of(language))


def number(value: Decimal | float | int, language: str, digits: int = 0) -> str:
    """A number with as many decimals as asked for."""
    return _number(value + 0, language, digits)  # a zero without a sign


@lru_cache(maxsize=REMEMBERED)
def _number(value: Decimal | float | int, language: str, digits: int) -> str:
    return format_decimal(value, format=pattern("number", language, digits), locale=spoken(language)).replace(
        "-", MINUS
    )


def percent(share: Decimal | float, language: str, digits: int = 0) -> str:
    """A share of one as a percentage: 31% or 31 %."""
    return _percent(share + 0, language, digits)  # a zero without a sign


@lru_cache(maxsize=REMEMBERED)
def _percent(share: Decimal | float, language: str, digits: int) -> str:
    return format_percent(share, format=pattern("percent", language, digits), locale=spoken(language)).replace(
        "-", MINUS
    )


@cache
def spoken(language: str) -> Locale:
    """The Babel locale of a language, read once."""
    return Locale.parse(locale_of(language))


@cache
def pattern(kind: str, language: str, digits: int) -> NumberPattern:
    """How numbers of a kind (number, percent, currency) are written with so many decimals, parsed once."""
    locale = spoken(language)
    given = {
        "number": "#,##0",
        "percent": locale.percent_formats[None].pattern,
        "currency": locale.currency_formats["standard"].pattern,
    }
    return parse_pattern(with_digits(given[kind], digits))


def with_digits(written: str, digits: int) -> str:
    """A number pattern with exactly this many decimals."""
    return re.sub(r"0(\.[0#]+)?", f"0.{'0' * digits}" if digits else "0", written.split(";")[0])
