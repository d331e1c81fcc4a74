"""A choice of its own for a segment of customers: only where it steadily found more there; else that of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from clave.analytics.backtests.choosing import FEWEST_TRIALS, LEAD_NEEDED, tops_of
from clave.analytics.backtests.field import METHODS, Prediction
from clave.analytics.backtests.scoring import captured
from clave.analytics.backtests.takings import Integers, Takings
from clave.analytics.backtests.trials import Trial
from clave.analytics.decimals import Floats

FEWEST_CUSTOMERS, FEWEST_PURCHASES = 75, 300
"""What a segment must hold for its top 25 to mean something: three times as many customers, four purchases each."""
FEWEST_AT_A_CUT = 50
"""Customers of the segment that stand high at an earlier cut; a cut with fewer says nothing about the segment."""
WON_NEEDED = 0.75
"""Share of the cuts at which the winner of the other cuts must have found more than the choice of the whole."""

OWN, SAME, UNSTEADY, FEW, YOUNG = "own", "same", "unsteady", "few", "young"


@dataclass(frozen=True)
class Segments:
    """The segment of every customer of the takings: `number` is its place among `names`, -1 for none."""

    names: tuple[str, ...]
    number: Integers

    @classmethod
    def of(cls, codes: Sequence[str], named: Mapping[str, str]) -> Segments:
        """Of the customers with these codes, in this order."""
        found = [named.get(code, "") for code in codes]
        names = tuple(sorted(set(found) - {""}))
        places = {name: place for place, name in enumerate(names)} | {"": -1}
        return cls(names, np.array([places[name] for name in found], dtype=np.int64))

    def sizes(self, takings: Takings, cut: int) -> list[tuple[int, int]]:
        """Customers of every segment known by day `cut`, and the days on which they bought."""
        if not self.names:
            return []
        past = takings.until(cut)
        known, bought = (self.number[places] for places in (np.unique(past.place), past.place[past.bought]))
        columns = (np.bincount(found[found >= 0], minlength=len(self.names)) for found in (known, bought))
        return list(zip(*(column.tolist() for column in columns), strict=True))


@dataclass(frozen=True)
class SegmentChoice:
    """Which method orders the customers of a segment (`chosen`; `whole` is the choice of the whole), and why.

    `best` found most of the segment's value over the `cuts` that say something about it. `won` counts the cuts at which
    the winner of the other cuts found more than the choice of the whole; `lead` is its mean lead in captured share.
    """

    segment: str
    customers: int
    purchases: int
    case: str
    whole: str
    chosen: str
    best: str | None = None
    cuts: int = 0
    won: int = 0
    lead: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {**self.__dict__, "lead": None if self.lead is None else round(self.lead, 6)}


def segment_choices(
    trials: Sequence[Trial],
    tried: Sequence[Sequence[Prediction]],
    whole: str,
    segments: Segments,
    sizes: Sequence[tuple[int, int]],
) -> list[SegmentChoice]:
    """The choice of every segment, in order of the name: from what all methods foresaw at the trials (`tried`)."""
    plain = (SegmentChoice(name, *size, FEW, whole, whole) for name, size in zip(segments.names, sizes, strict=True))
    return [segment_choice(each, trials, tried, segments, place) for place, each in enumerate(plain) if each.customers]


def segment_choice(
    plain: SegmentChoice,
    trials: Sequence[Trial],
    tried: Sequence[Sequence[Prediction]],
    segments: Segments,
    place: int,
) -> SegmentChoice:
    """The choice of one segment; `plain` is that of the whole."""
    if plain.customers < FEWEST_CUSTOMERS or plain.purchases < FEWEST_PURCHASES:
        return plain
    slices = [np.flatnonzero(segments.number[trial.places] == place) for trial in trials]
    shares = np.array(
        [
            shares_of(predictions, trial.actual, inside)
            for trial, predictions, inside in zip(trials, tried, slices, strict=True)
            if len(inside) >= FEWEST_AT_A_CUT
        ]
    )
    if len(shares) < FEWEST_TRIALS:
        return replace(plain, case=YOUNG, cuts=len(shares))
    return settled(plain, shares - shares[:, [METHODS.index(plain.whole)]])


def settled(plain: SegmentChoice, leads: Floats) -> SegmentChoice:
    """The choice from the leads (cuts, methods) in captured share over the choice of the whole."""
    best, left_out = int(np.argmax(leads.mean(axis=0))), leads_left_out(leads)
    lead, cuts, won = float(left_out.mean()), len(leads), int((left_out > 0).sum())
    found = replace(plain, best=METHODS[best], cuts=cuts, won=won, lead=lead)
    if METHODS[best] == plain.whole:
        return replace(found, case=SAME)
    doubt = float(left_out.std(ddof=1)) / np.sqrt(cuts)
    steady = won >= WON_NEEDED * cuts and lead > LEAD_NEEDED + doubt
    return replace(found, case=OWN, chosen=METHODS[best]) if steady else replace(found, case=UNSTEADY)


def leads_left_out(leads: Floats) -> Floats:
    """At every cut the lead of the method that won at the other cuts: a winner by luck does not win where it was not chosen."""
    others = np.argmax(leads.sum(axis=0) - leads, axis=1)
    return np.asarray(leads[np.arange(len(leads)), others])


def shares_of(predictions: Sequence[Prediction], actual: Floats, inside: Integers) -> list[float]:
    """For every method the captured share among the customers at the places `inside`, in the mean over the tops."""
    came = actual[inside]
    return [
        float(np.mean([captured(each.scores[inside], came, k) or 0.0 for k in tops_of(len(inside))]))
        for each in predictions
    ]


def arranged(
    predictions: Sequence[Prediction],
    whole: str,
    choices: Sequence[SegmentChoice],
    segments: Segments,
    places: Integers,
) -> Prediction:
    """The ranking of the whole, in which a segment with a choice of its own orders its customers among its own places.

    A segment keeps the places that the choice of the whole gives it, so that methods on different scales never meet.
    """
    by_name = {each.name: each for each in predictions}
    found, number = by_name[whole], segments.number[places]
    scores, amounts = found.scores.copy(), found.amounts.copy()
    for choice in choices:
        if choice.chosen == whole:
            continue
        inside = np.flatnonzero(number == segments.names.index(choice.segment))
        own = by_name[choice.chosen]
        best_first = inside[np.argsort(-own.scores[inside], kind="stable")]
        scores[best_first] = -np.sort(-found.scores[inside])
        amounts[inside] = own.amounts[inside]
    return Prediction(whole, amounts, scores)
