"""Who of the top team fits which key account as its sponsor: a table of reasons, added up, and a person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clave.kit.refusals import gettext_noop


class Ground(StrEnum):
    """A reason for or against somebody as the sponsor of a key account."""

    INDUSTRY = "industry"
    COUNTRY = "country"
    LOAD = "load"
    FULL = "full"
    BOSS = "boss"


POINTS = {Ground.INDUSTRY: 3, Ground.COUNTRY: 2, Ground.LOAD: -1, Ground.FULL: -20, Ground.BOSS: -10}
"""What each reason counts; the load counts once for each key account held."""
GROUND_WORDS = {
    Ground.INDUSTRY: gettext_noop("sponsors another key account of this industry"),
    Ground.COUNTRY: gettext_noop("sponsors another key account in this country"),
    Ground.LOAD: gettext_noop("holds others already"),
    Ground.FULL: gettext_noop("holds as many as the guidance allows"),
    Ground.BOSS: gettext_noop("is the boss of its account manager: would hear what the manager tells already"),
}


@dataclass(frozen=True)
class Account:
    """A key account that a sponsor is sought for."""

    key: int
    country: str
    segment: str
    bosses: frozenset[int]
    """The persons to whom its managers report."""
    managers: frozenset[int] = frozenset()


@dataclass
class Candidate:
    """Somebody of the top team, with what the accounts held so far say."""

    key: int
    held: int
    countries: set[str]
    segments: set[str]

    def take(self, account: Account) -> None:
        """Hold one more."""
        self.held += 1
        self.countries.add(account.country)
        self.segments.add(account.segment)


@dataclass(frozen=True)
class Fit:
    """How well somebody fits one key account, and why."""

    candidate: int
    points: int
    grounds: tuple[Ground, ...]
    held: int


def fit(account: Account, candidate: Candidate, most: int) -> Fit:
    """The reasons for and against one person, added up."""
    holds = {
        Ground.INDUSTRY: bool(account.segment) and account.segment in candidate.segments,
        Ground.COUNTRY: bool(account.country) and account.country in candidate.countries,
        Ground.LOAD: candidate.held > 0,
        Ground.FULL: candidate.held >= most,
        Ground.BOSS: candidate.key in account.bosses,
    }
    grounds = tuple(ground for ground, is_so in holds.items() if is_so)
    points = sum(POINTS[ground] * (candidate.held if ground is Ground.LOAD else 1) for ground in grounds)
    return Fit(candidate.key, points, grounds, candidate.held)


def propose(accounts: Sequence[Account], candidates: Sequence[Candidate], most: int) -> Mapping[int, list[Fit]]:
    """Account -> everybody who could sponsor it, the best first; account after account, each adding to the load of its best."""
    found: dict[int, list[Fit]] = {}
    for account in accounts:
        able = [each for each in candidates if each.key not in account.managers]
        fits = sorted(
            (fit(account, each, most) for each in able), key=lambda one: (-one.points, one.held, one.candidate)
        )
        found[account.key] = fits
        if fits:
            next(each for each in able if each.key == fits[0].candidate).take(account)
    return found
