"""Ranking: every candidate scored by the charter, equals on the same place, and what would move a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from clave.analytics.selection import Correlation, Flip, Floats, acceptability, counted_twice, flips, scored
from clave.portfolio.rules.states import SCORE_SCALE

DRAWS, SEED = 2_000, 1
NUDGE = 10.0
"""By how many points of a hundred one weight is moved to see how much a place depends on it."""
FLIPS_SHOWN, SMALLEST_FLIP = 12, 0.005


@dataclass(frozen=True)
class Sheet:
    """What is known of every candidate: candidates × criteria, 0 to 10, NaN where not known.

    `spread` is the standard error between raters, `rivals` the customer's best alternative on its own criteria;
    `weights` sum to one over both sides, `is_theirs` says which criteria take the customer's view.
    """

    scores: Floats
    spread: Floats
    rivals: Floats
    weights: Floats
    is_theirs: NDArray[np.bool_]


@dataclass(frozen=True)
class Ranked:
    """One entry per candidate, scores in whole thousandths, NaN where it cannot be scored; chances are shares of one.

    `more` and `less` are the places with the weight of one criterion moved up and down: candidates × criteria.
    """

    place: Floats
    score: Floats
    high_if_ten: Floats
    low: Floats
    high: Floats
    ours: Floats
    theirs: Floats
    strength: Floats
    known_share: Floats
    in_first: Floats
    more: Floats
    less: Floats


def ranked(sheet: Sheet, *, first: int, draws: int = DRAWS, seed: int = SEED) -> Ranked:
    """Every candidate by its score; who has nothing known is not scored, and takes no place from others."""
    found = scored(sheet.scores, sheet.weights)
    is_known = found.known_share > 0
    score = np.where(is_known, in_thousandths(found.score), np.nan)
    low, high, in_first = _firmness(sheet, is_known, first, draws, seed)
    return Ranked(
        place=shared_places(score),
        score=score,
        high_if_ten=np.where(is_known, in_thousandths(found.high), np.nan),
        low=in_thousandths(low),
        high=in_thousandths(high),
        ours=_of_side(sheet, ~sheet.is_theirs),
        theirs=_of_side(sheet, sheet.is_theirs),
        strength=in_thousandths(strengths(sheet)),
        known_share=found.known_share,
        in_first=in_first,
        more=_nudged(sheet, is_known, NUDGE),
        less=_nudged(sheet, is_known, -NUDGE),
    )


def in_thousandths(values: Floats) -> Floats:
    """Scores as they are kept: what is equal to three decimals is equal."""
    whole: Floats = np.round(values * SCORE_SCALE)
    return whole


def shared_places(score: Floats) -> Floats:
    """1 for the highest, equals share a place and the next ones leave room for them; NaN where there is no score."""
    is_known = np.isfinite(score)
    place = np.full(len(score), np.nan)
    place[is_known] = np.searchsorted(np.sort(-score[is_known]), -score[is_known], side="left") + 1
    return place


def equal_at_the_line(place: Floats, first: int) -> list[int]:
    """Who shares the last place among the first with somebody who is not among them any more; nobody where it is clear."""
    inside = np.flatnonzero(place <= first)
    if len(inside) <= first:
        return []
    return np.flatnonzero(place == place[inside].max()).tolist()


def moved_weights(weights: Floats, criterion: int, points: float) -> Floats | None:
    """The weights with one moved by points of a hundred, the others keeping their proportions; None where it is alone."""
    rest = 1 - weights[criterion]
    if rest <= 0:
        return None
    to = min(max(weights[criterion] + points / 100, 0.0), 1.0)
    moved: Floats = weights * (1 - to) / rest
    moved[criterion] = to
    return moved


def strengths(sheet: Sheet) -> Floats:
    """How strong we are in each customer's eyes against its best alternative; 1 is parity, NaN where nobody judged both.

    The weighted total of ours over that of the alternative, over the criteria on which both are known.
    """
    both = np.isfinite(sheet.scores) & np.isfinite(sheet.rivals)
    own = np.where(both, sheet.scores, 0.0) @ sheet.weights
    rival = np.where(both, sheet.rivals, 0.0) @ sheet.weights
    ratio: Floats = np.divide(own, rival, out=np.full(len(own), np.nan), where=rival > 0)
    return ratio


def like_tenure(scores: Floats, first_ordered_on: Sequence[date | None]) -> list[Correlation]:
    """Criteria that go together with the date of the first order: length of relationship under another name."""
    days = np.array([np.nan if day is None else day.toordinal() for day in first_ordered_on], dtype=np.float64)
    last = scores.shape[1]
    return [pair for pair in counted_twice(np.column_stack([scores, days])) if pair.other == last]


def close_flips(sheet: Sheet, first: int) -> list[Flip]:
    """The smallest changes of a single weight that would swap who is in and who is out; equals are no change."""
    found = [flip for flip in flips(sheet.scores, sheet.weights, first=first) if abs(flip.change) >= SMALLEST_FLIP]
    return found[:FLIPS_SHOWN]


def _firmness(
    sheet: Sheet, is_known: NDArray[np.bool_], first: int, draws: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """The 80 % interval of every score and the chance of being among the first, over drawn weights and scores."""
    low, high, chance = (np.full(len(is_known), np.nan) for _ in range(3))
    if is_known.any():
        drawn = acceptability(
            sheet.scores[is_known],
            sheet.weights,
            first=first,
            spread=sheet.spread[is_known],
            draws=draws,
            seed=seed,
        )
        low[is_known], high[is_known], chance[is_known] = drawn.low, drawn.high, drawn.in_first
    return low, high, chance


def _of_side(sheet: Sheet, of_side: NDArray[np.bool_]) -> Floats:
    """The score of one side by itself; NaN where nothing of it is known."""
    if not sheet.weights[of_side].sum() > 0:
        return np.full(len(sheet.scores), np.nan)
    found = scored(sheet.scores[:, of_side], sheet.weights[of_side])
    return np.where(found.known_share > 0, in_thousandths(found.score), np.nan)


def _nudged(sheet: Sheet, is_known: NDArray[np.bool_], points: float) -> Floats:
    """Everybody's place with each weight moved in turn; NaN where a weight cannot be moved."""
    places = np.full(sheet.scores.shape, np.nan)
    for criterion in range(len(sheet.weights)):
        moved = moved_weights(sheet.weights, criterion, points)
        if moved is not None:
            score = in_thousandths(scored(sheet.scores, moved).score)
            places[:, criterion] = shared_places(np.where(is_known, score, np.nan))
    return places
