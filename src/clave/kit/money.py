"""Money: an exact amount and its currency, written as the reader writes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_compact_currency, format_currency, format_decimal, get_currency_precision

from clave.kit.dates import MINUS, REMEMBERED, pattern, spoken

COMPACT_FROM = Decimal(10_000)
ENGLISH_SHORT = str.maketrans({"M": "m", "K": "k", "B": "bn"})


@dataclass(frozen=True)
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
        return int(rounded(self.amount.scaleb(minor_digits(self.currency)), 0))

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up without a rate")
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    @property
    def is_negative(self) -> bool:
        """Whether the amount is below zero."""
        return self.amount < 0


def minor_digits(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for JPY."""
    return get_currency_precision(currency)


def rounded(amount: Decimal, digits: int) -> Decimal:
    """The amount to so many decimals, half away from zero; a negative count rounds to tens, hundreds …"""
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) + 0  # never a minus before a zero


def written(money: Money, language: str) -> str:
    """The full amount: €1,234.50 or 1.234,50 €."""
    return _written(money, language, minor_digits(money.currency))


def whole(money: Money, language: str) -> str:
    """The amount without decimals: €1,234 or 1.234 €."""
    return _written(money, language, 0)


@lru_cache(maxsize=REMEMBERED)
def short(money: Money, language: str) -> str:
    """The amount at a glance, in three figures: €1.92m, €318k; small amounts in full units."""
    if abs(money.amount) < COMPACT_FROM:
        return whole(money, language)
    at_a_glance = Money(rounded(money.amount, 2 - money.amount.adjusted()), money.currency)
    if language == "es":
        return _spanish_short(at_a_glance)
    text = format_compact_currency(
        at_a_glance.amount, money.currency, locale=spoken(language), fraction_digits=_decimals(at_a_glance.amount)
    ).replace("-", MINUS)
    return text[:-1] + text[-1].translate(ENGLISH_SHORT) if language == "en" else text


def _written(money: Money, language: str, digits: int) -> str:
    return _in_currency(rounded(money.amount, digits), money.currency, language, digits)


@lru_cache(maxsize=REMEMBERED)
def _in_currency(amount: Decimal, currency: str, language: str, digits: int) -> str:
    form = pattern("currency", language, digits)
    return format_currency(amount, currency, form, spoken(language), currency_digits=False).replace("-", MINUS)


def _decimals(amount: Decimal) -> int:
    """How many decimals three figures leave behind the unit (thousand, million …)."""
    return 2 - amount.adjusted() % 3


def _spanish_short(money: Money) -> str:
    """1,92 M €, 318 mil €: Spanish keeps counting in millions."""
    unit, size = ("mil", 3) if abs(money.amount) < 1_000_000 else ("M", 6)
    number = format_decimal(money.amount.scaleb(-size), format="#,##0.##", locale="es")
    symbol = format_currency(0, money.currency, "¤", locale="es", currency_digits=False).strip("0 \xa0")
    return f"{number}\xa0{unit}\xa0{symbol}".replace("-", MINUS)
