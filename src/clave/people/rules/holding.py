"""Whose days a key account had: of its manager, of several, of who stood in while there was none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

MANAGER = "manager"


@dataclass(frozen=True)
class Holding:
    """Somebody managed a key account, or stood in, from one day to another, both included."""

    user: int
    capacity: str
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.first <= day and (self.last is None or self.last >= day)


def days_of(held: Sequence[Holding], after: date, until: date) -> dict[int, Fraction]:
    """User -> the days after `after` up to `until` that count for them.

    A day counts for who managed then, in equal parts where several did; for who stood in only while nobody managed.
    """
    found: dict[int, Fraction] = defaultdict(Fraction)
    for first, end in _stretches(held, after + timedelta(days=1), until + timedelta(days=1)):
        present = [each for each in held if each.covers(first)]
        managing = {each.user for each in present if each.capacity == MANAGER}
        counted = managing or {each.user for each in present}
        for user in counted:
            found[user] += Fraction((end - first).days, len(counted))
    return dict(found)


def _stretches(held: Iterable[Holding], first: date, end: date) -> list[tuple[date, date]]:
    """The days from `first` to before `end`, cut wherever somebody begins or ends."""
    cuts = {each.first for each in held} | {each.last + timedelta(days=1) for each in held if each.last}
    days = [first, *sorted(cut for cut in cuts if first < cut < end), end]
    return [pair for pair in pairwise(days) if pair[0] < pair[1]]
