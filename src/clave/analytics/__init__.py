"""Clave's analytics, a library of its own (`import clave.analytics as ca`); nothing heavy loads before its first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clave.analytics.backtests import backtest, choice_record
    from clave.analytics.book import Book, score
    from clave.analytics.ledger import Ledger
    from clave.analytics.refusals import CannotCompute
    from clave.analytics.sources import open_ledger
    from clave.analytics.whale import whale_curve

__all__ = ["Book", "CannotCompute", "Ledger", "backtest", "choice_record", "open_ledger", "score", "whale_curve"]

_HOMES = {
    "Book": "book",
    "CannotCompute": "refusals",
    "Ledger": "ledger",
    "backtest": "backtests",
    "choice_record": "backtests",
    "open_ledger": "sources",
    "score": "book",
    "whale_curve": "whale",
}


def __getattr__(name: str) -> Any:
    """Load a name of the library when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
