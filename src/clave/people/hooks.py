"""A place that apps further up fill: how promises to key accounts were kept, and what was done about them inside our company."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.access.models import User
from clave.analytics.promise_check import KeptRate


@dataclass(frozen=True)
class Stretch:
    """The days after one day up to another, as one reader sees them; None where a figure is the same for all its readers."""

    reader: User | None
    after: date
    until: date


@dataclass(frozen=True)
class Work:
    """Something done inside our own company for key accounts, counted and never weighed."""

    label: Any
    count: int


@dataclass(frozen=True)
class Promises:
    """What an app of promises can tell of key accounts and of people."""

    kept: Callable[[Collection[int], Stretch], Mapping[int, KeptRate]]
    """Customer -> how many occasions were kept."""
    work: Callable[[int, Collection[int], Stretch], Sequence[Work]]
    """What one login did for these customers."""


_TOLD: dict[str, Promises] = {}


def tell_of_promises(promises: Promises) -> None:
    """Say from where promises are told."""
    _TOLD["promises"] = promises


def kept_rates(customers: Collection[int], stretch: Stretch) -> Mapping[int, KeptRate]:
    """Customer -> how many occasions were kept; empty where nothing tells of promises."""
    return _TOLD["promises"].kept(customers, stretch) if _TOLD else {}


def work_of(login: int, customers: Collection[int], stretch: Stretch) -> Sequence[Work]:
    """What one login did about promises to these customers."""
    return _TOLD["promises"].work(login, customers, stretch) if _TOLD else ()
