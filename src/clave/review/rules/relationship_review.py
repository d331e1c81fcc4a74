"""Relationship reviews: what matters to the customer, how we stand against the best rival, what changed, whether one is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clave.kit.refusals import gettext_noop

LOWEST, HIGHEST = 1, 5
MOST_MATTERS = 10
USUAL_MONTHS = 6
SOON_DAYS = 21
LINK_DAYS = 30
"""How long a link to the questionnaire lives."""


class Standing(StrEnum):
    """How we stand against the best rival on one thing that matters."""

    AHEAD = "ahead"
    LEVEL = "level"
    BEHIND = "behind"
    UNKNOWN = "unknown"


STANDING_NAMES: dict[str, str] = {
    Standing.AHEAD: gettext_noop("ahead"),
    Standing.LEVEL: gettext_noop("level"),
    Standing.BEHIND: gettext_noop("behind them"),
    Standing.UNKNOWN: gettext_noop("not known"),
}
STANDING_MARKS: dict[str, str] = {
    Standing.AHEAD: "good",
    Standing.LEVEL: "none",
    Standing.BEHIND: "bad",
    Standing.UNKNOWN: "none",
}


def standing(ours: int | None, rivals: int | None) -> Standing:
    """How we stand, by our points and those of the best rival."""
    if ours is None or rivals is None:
        return Standing.UNKNOWN
    return Standing.AHEAD if ours > rivals else Standing.BEHIND if ours < rivals else Standing.LEVEL


@dataclass(frozen=True)
class Matter:
    """One thing that matters, at its rank, with our points and the best rival's."""

    what: str
    rank: int
    ours: int | None = None
    rivals: int | None = None

    @property
    def key(self) -> str:
        """By what the same thing is found again in another review."""
        return " ".join(self.what.casefold().split())

    @property
    def standing(self) -> Standing:
        """How we stand on it."""
        return standing(self.ours, self.rivals)


class Change(StrEnum):
    """What is different from the review before."""

    NEW = "new"
    GONE = "gone"
    UP = "up"
    DOWN = "down"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True)
class Changed:
    """One difference between two reviews: what it is about, and where it was and is."""

    kind: Change
    what: str
    was: str = ""
    now: str = ""


CHANGE_WORDS: dict[str, str] = {
    Change.NEW: gettext_noop("%(what)s matters now and did not before: rank %(now)s."),
    Change.GONE: gettext_noop("%(what)s no longer matters: it was at rank %(was)s."),
    Change.UP: gettext_noop("%(what)s matters more: rank %(was)s before, now %(now)s."),
    Change.DOWN: gettext_noop("%(what)s matters less: rank %(was)s before, now %(now)s."),
    Change.BETTER: gettext_noop("On %(what)s we stand better: %(was)s before, now %(now)s."),
    Change.WORSE: gettext_noop("On %(what)s we stand worse: %(was)s before, now %(now)s."),
}
_ORDER = {Standing.BEHIND: 0, Standing.LEVEL: 1, Standing.AHEAD: 2}


def changes(before: Sequence[Matter], now: Sequence[Matter]) -> list[Changed]:
    """What changed since the review before, the weightiest matter of now first, what is gone last."""
    earlier = {each.key: each for each in before}
    found: list[Changed] = []
    for each in sorted(now, key=lambda one: one.rank):
        found += _differences(earlier.get(each.key), each)
    kept = {each.key for each in now}
    gone = [each for each in sorted(before, key=lambda one: one.rank) if each.key not in kept]
    return [*found, *(Changed(Change.GONE, each.what, was=str(each.rank)) for each in gone)]


def _differences(was: Matter | None, now: Matter) -> list[Changed]:
    if was is None:
        return [Changed(Change.NEW, now.what, now=str(now.rank))]
    found: list[Changed] = []
    if was.rank != now.rank:
        kind = Change.UP if now.rank < was.rank else Change.DOWN
        found.append(Changed(kind, now.what, str(was.rank), str(now.rank)))
    if was.standing != now.standing and {was.standing, now.standing} <= _ORDER.keys():
        kind = Change.BETTER if _ORDER[now.standing] > _ORDER[was.standing] else Change.WORSE
        found.append(Changed(kind, now.what, was.standing.value, now.standing.value))
    return found


@dataclass(frozen=True)
class Gap:
    """Our points beside the customer's on one thing; positive where we think better of ourselves than they do."""

    ours: int | None
    theirs: float | None

    @property
    def points(self) -> float | None:
        """The gap in points; None where one side said nothing."""
        return None if self.ours is None or self.theirs is None else round(self.ours - self.theirs, 1)


def average(given: Sequence[int]) -> float | None:
    """The mean of the points that were given; None for none."""
    return round(sum(given) / len(given), 1) if given else None


class Due(StrEnum):
    """How a key account stands with its next review."""

    NEVER = "never"
    OVERDUE = "overdue"
    SOON = "soon"
    FINE = "fine"


def due(next_on: date | None, today: date) -> Due:
    """Whether the next review is due; None where there was none yet."""
    if next_on is None:
        return Due.NEVER
    if next_on < today:
        return Due.OVERDUE
    return Due.SOON if next_on <= today + timedelta(days=SOON_DAYS) else Due.FINE


def points_fit(given: Mapping[int, int], asked: Sequence[int]) -> bool:
    """Whether every thing that was asked about, and nothing else, has points in range."""
    return set(given) == set(asked) and all(LOWEST <= each <= HIGHEST for each in given.values())
