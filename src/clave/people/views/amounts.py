"""Differences between amounts, as scorecards and rewards write them."""

from __future__ import annotations

from clave.kit.money import Money
from clave.kit.templatetags import figures


def amount(minor: float, currency: str) -> str:
    """Minor units as a short amount."""
    return figures.money(Money.from_minor(round(minor), currency))


def change(minor: float, currency: str) -> str:
    """A difference, with its sign."""
    words = amount(minor, currency)
    return f"+{words}" if round(minor) > 0 else words
