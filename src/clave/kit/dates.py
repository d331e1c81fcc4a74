"""Dates, moments, numbers and shares as the reader writes them; Babel is the only source of formats."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal, format_percent

LOCALES = {"en": "en_GB", "es": "es"}
"""Language -> the locale whose habits we follow; a language without a row is its own locale."""


def locale_of(language: str) -> str:
    """The Babel locale of a language code."""
    return LOCALES.get(language, language.replace("-", "_"))


def day(on: date, language: str) -> str:
    """A day: 2 Mar 2026."""
    return format_date(on, "d MMM y", locale=locale_of(language))


def month(on: date, language: str) -> str:
    """A month: Mar 2026."""
    return format_skeleton("yMMM", on, locale=locale_of(language))


def moment(at: datetime, language: str) -> str:
    """A moment to the minute: 2 Mar 2026, 10:02."""
    return format_datetime(at, "d MMM y, HH:mm", locale=locale_of(language))


def number(value: Decimal | float | int, language: str, digits: int = 0) -> str:
    """A number with as many decimals as asked for."""
    pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
    return format_decimal(value, format=pattern, locale=locale_of(language)).replace("-", "\u2212")


def percent(share: Decimal | float, language: str, digits: int = 0) -> str:
    """A share of one as a percentage: 31% or 31 %."""
    decimals = f".{'0' * digits}" if digits else ""
    pattern = f"#,##0{decimals}\xa0%" if language == "es" else f"#,##0{decimals}%"
    return format_percent(share, format=pattern, locale=locale_of(language)).replace("-", "\u2212")
