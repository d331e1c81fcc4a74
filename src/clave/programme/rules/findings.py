"""What a record shows: a score of 0 to 4 and the fact behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clave.kit.refusals import gettext_noop

NOT_RECORDED = gettext_noop("Not recorded in Clave yet.")
ALL, MOST, HALF = 1.0, 0.8, 0.5
FEWEST, FEW, MANY = 1, 5, 25
"""Key accounts: from 5 to 25 a programme can keep what it promises."""
FRESH_DAYS = ((45, 4), (100, 3), (200, 2))
PLAN_DAYS = 90
"""A plan that nobody touched for longer is stale."""
REVIEW_DAYS = ((200, 4), (380, 3), (550, 2))
"""Up to so many days since -> the score; whatever is older scores 1."""


@dataclass(frozen=True)
class Finding:
    """A score, None where nothing is recorded, and its fact as a sentence with places for figures."""

    score: int | None
    template: str = NOT_RECORDED
    facts: Mapping[str, Any] = field(default_factory=dict)


def of_share(done: int, every: int, template: str, **facts: Any) -> Finding:
    """A count out of a whole: all 4, four in five 3, half 2, less 1, none 0."""
    share = done / every if every else 0.0
    score = 4 if share >= ALL else 3 if share >= MOST else 2 if share >= HALF else 1 if done else 0
    return Finding(score, template, {"done": done, "all": every, **facts})


def of_age(days: int | None, scale: tuple[tuple[int, int], ...]) -> int:
    """How fresh something is; 0 where it never was."""
    if days is None:
        return 0
    return next((score for most, score in scale if days <= most), 1)


def of_number(key_accounts: int) -> int:
    """How well a programme of this many can be kept: 4 between 5 and 25."""
    if key_accounts < FEWEST:
        return 0
    return 2 if key_accounts < FEW else 4 if key_accounts <= MANY else 1
