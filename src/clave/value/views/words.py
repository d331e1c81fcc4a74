"""Amounts and counts as sentences and charts write them, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.templatetags import figures


def at_a_glance(minor: int | None, currency: str) -> str:
    """Minor units as a short amount; empty where not known."""
    return "" if minor is None else figures.money(Money.from_minor(minor, currency))


def in_full(minor: int | None, currency: str) -> str:
    """Minor units as an amount of a table."""
    return gettext("not known") if minor is None else figures.money_whole(Money.from_minor(minor, currency))


def change(minor: int, currency: str) -> str:
    """A difference, with its sign."""
    words = at_a_glance(minor, currency)
    return f"+{words}" if minor > 0 else words


def counted(value: int | None) -> str:
    """A count as a table writes it."""
    return gettext("not known") if value is None else figures.number(value)


def major(minor: int, currency: str) -> Decimal:
    """Minor units in the unit of the currency, as charts measure."""
    return Money.from_minor(minor, currency).amount


def writer(currency: str) -> Callable[[float | Decimal], str]:
    """How a chart writes amounts of this currency."""
    return lambda value: figures.money(Money(Decimal(value), currency))
