"""Money: an exact amount and its currency, written as the reader writes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_compact_currency, format_currency, format_decimal, get_currency_precision

from clave.kit.dates import locale_of

COMPACT_FROM = Decimal(10_000)
ENGLISH_SHORT = str.maketrans({"M": "m", "K": "k", "B": "bn"})


@dataclass(frozen=True, order=False)
class Money:
    """An amount in one currency; two amounts add up only in the same currency."""

    amount: Decimal
    currency: str

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """The money that the database keeps as whole minor units (cents)."""
        return cls(Decimal(minor).scaleb(-minor_digits(currency)), currency)

    def to_minor(self) -> int:
        """Whole minor units, rounded half away from zero."""
        scaled = self.amount.scaleb(minor_digits(self.currency))
        return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up without a rate")
        return Money(self.amount + other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)


def minor_digits(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for JPY."""
    return get_currency_precision(currency)


def written(money: Money, language: str) -> str:
    """The full amount: €1,234.50 or 1.234,50 €."""
    return minus_sign(format_currency(money.amount, money.currency, locale=locale_of(language)))


def whole(money: Money, language: str) -> str:
    """The amount without decimals: €1,234 or 1234 €."""
    pattern = "#,##0\xa0¤" if language == "es" else "¤#,##0"
    rounded = money.amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    text = format_currency(rounded, money.currency, pattern, locale=locale_of(language), currency_digits=False)
    return minus_sign(text)


def short(money: Money, language: str) -> str:
    """The amount at a glance, in three figures: €1.92m, €318k; small amounts in full units."""
    if abs(money.amount) < COMPACT_FROM:
        return whole(money, language)
    rounded = Money(_three_figures(money.amount), money.currency)
    size = abs(rounded.amount)
    thousands = size < 1_000_000
    digits = 0 if thousands and size >= 100_000 else 1 if thousands else 2
    if language == "es":
        return minus_sign(_spanish_short(rounded, thousands, digits))
    text = format_compact_currency(rounded.amount, money.currency, locale=locale_of(language), fraction_digits=digits)
    return minus_sign(text[:-1] + text[-1].translate(ENGLISH_SHORT))


def _three_figures(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - 2), rounding=ROUND_HALF_UP)


def _spanish_short(money: Money, thousands: bool, digits: int) -> str:
    scaled = money.amount / (1_000 if thousands else 1_000_000)
    number = format_decimal(round(scaled, digits), format=f"#,##0.{'#' * digits}" if digits else "#,##0", locale="es")
    symbol = format_currency(0, money.currency, "¤", locale="es", currency_digits=False).strip("0 \xa0")
    return f"{number}\xa0{'mil' if thousands else 'M'}\xa0{symbol}"


def minus_sign(text: str) -> str:
    """A hyphen before a number becomes a true minus sign."""
    return text.replace("-", "\u2212")
