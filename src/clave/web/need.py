"""One thing that needs a person, as every part of Clave tells it to My day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """The order of consequence: what stops everybody first, what can wait last."""

    STOPPED = 1
    WRONG = 2
    LOSING = 3
    SLIPPING = 4
    STALE = 5
    CARE = 6


@dataclass(frozen=True)
class Need:
    """One thing that needs a person."""

    weight: Weight
    title: str
    fact: str
    to: str
    mark: str
    status: str
