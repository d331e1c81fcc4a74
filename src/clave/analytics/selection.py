"""Which customers should be key accounts: scores by agreed criteria, and how firm each place in the ranking is.

Scores are 0 to 10 against written anchors, weights say how much each criterion counts. What is not known stays unknown:
it earns nothing in the score and opens the range up to what a 10 would bring. How firm a place is follows from drawing
weights around the agreed ones, raters around their mean, and unknown scores over the whole scale (stochastic
multicriteria acceptability analysis: Lahdelma, Hokkanen and Salminen 1998, European Journal of Operational Research
106(1):137-143).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from clave.analytics.refusals import ParameterOutOfRange

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

LOWEST, HIGHEST = 0.0, 10.0
"""The ends of the scale on which every criterion is scored."""
LOOSE, TIGHT = 20.0, 100.0
"""How far weights are drawn around the agreed ones (concentration of the Dirichlet distribution)."""
DRAWS = 4_000
STRONG_CORRELATION = 0.8
"""Two criteria that go together more closely than this count the same thing twice."""
FEWEST_TO_CORRELATE = 8
CELLS_AT_ONCE = 1_000_000
LOT = np.float32(1e-5)
"""Totals closer than this are equal, so that rounding decides no place."""


@dataclass(frozen=True)
class Scores:
    """Scores of candidates, 0 to 10: what is shown by what is known, and how high it could be; one entry each."""

    score: Floats
    """The weighted score with nothing granted for what is not known; the lower end of the range."""
    high: Floats
    """The score if everything unknown were a 10."""
    known_share: Floats
    """How much of the weight is scored, 0 to 1."""


def normalised(weights: Sequence[float] | Floats) -> Floats:
    """Weights that sum to one. Raises ParameterOutOfRange when one is negative, not a number, or all are zero."""
    given = np.asarray(weights, dtype=np.float64)
    if given.size == 0 or not np.all(np.isfinite(given)) or np.any(given < 0) or given.sum() <= 0:
        raise ParameterOutOfRange(name="weights", value=given.tolist(), expected="0 or more, and one above 0")
    share: Floats = given / given.sum()
    return share


def scored(scores: Floats, weights: Sequence[float] | Floats) -> Scores:
    """Weighted scores of `scores` (candidates × criteria, 0 to 10, NaN where not known).

    A_i = sum_f w_f s_if (McDonald and Woodburn 2011, Key Account Management, chapter 4).
    Raises ParameterOutOfRange for a score outside the scale or weights without a meaning.
    """
    share, given = normalised(weights), checked(scores, len(weights))
    known = np.isfinite(given)
    low = np.where(known, given, LOWEST) @ share
    return Scores(low, np.where(known, given, HIGHEST) @ share, known @ share)


def checked(scores: Floats, criteria: int) -> Floats:
    """The scores as an array of candidates × criteria; raises ParameterOutOfRange where one is off the scale."""
    given = np.atleast_2d(np.asarray(scores, dtype=np.float64))
    if given.shape[1] != criteria:
        raise ParameterOutOfRange(name="criteria", value=given.shape[1], expected=str(criteria))
    if np.any(np.isinf(given)) or np.any((given < LOWEST) | (given > HIGHEST)):
        raise ParameterOutOfRange(name="scores", value="beyond the scale", expected="0 .. 10")
    return given


def places(score: Floats) -> NDArray[np.int64]:
    """The rank of each candidate, 1 for the highest; equal scores in the order given."""
    rank = np.empty(len(score), dtype=np.int64)
    rank[np.argsort(-score, kind="stable")] = np.arange(1, len(score) + 1)
    return rank


@dataclass(frozen=True)
class Acceptability:
    """How often each candidate came out where, over all draws; one row or entry per candidate."""

    by_rank: Floats
    """Candidates × ranks 1 to K: the share of draws with that rank."""
    low: Floats
    high: Floats
    """The 80 % interval of the score over the draws."""

    @property
    def in_first(self) -> Floats:
        """The chance of being among the first K."""
        chance: Floats = np.minimum(self.by_rank.sum(axis=1), 1.0)
        return chance


def acceptability(
    scores: Floats,
    weights: Sequence[float] | Floats,
    *,
    first: int,
    tightness: float | None = LOOSE,
    spread: Floats | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> Acceptability:
    """How firm the first `first` places are when weights, raters and unknown scores move.

    `scores` is candidates × criteria (NaN: not known, drawn evenly over the scale), `spread` the standard error of each
    score between its raters, `tightness` the concentration around the agreed weights (None: every weighting is as
    likely). Tervonen and Figueira (2008), Journal of Multi-Criteria Decision Analysis 15(1-2):1-14, equation 5.
    """
    share, given = normalised(weights), checked(scores, len(weights))
    if first < 1 or draws < 1 or (tightness is not None and tightness <= 0):
        raise ParameterOutOfRange(
            name="first, draws, tightness", value=f"{first}, {draws}, {tightness}", expected="> 0"
        )
    rng = np.random.default_rng(seed)
    counts = np.zeros((len(given), min(first, len(given))))
    totals = np.empty((len(given), draws), dtype=np.float32)
    for start, end in _portions(draws, len(given)):
        drawn = _drawn_weights(rng, share, tightness, end - start)
        totals[:, start:end] = _drawn_totals(rng, given, spread, drawn)
        _count_best(counts, rng, totals[:, start:end])
    low, high = _quantiles(totals, 0.1, 0.9)
    return Acceptability(counts / draws, low, high)


def _portions(draws: int, candidates: int) -> Iterator[tuple[int, int]]:
    """The draws in portions that stay close to the processor."""
    size = max(1, CELLS_AT_ONCE // max(candidates, 1))
    return ((start, min(start + size, draws)) for start in range(0, draws, size))


def _drawn_weights(rng: np.random.Generator, share: Floats, tightness: float | None, draws: int) -> Floats:
    """Weights around the agreed ones; a criterion without weight stays without."""
    alpha = np.ones(len(share)) if tightness is None else tightness * share
    gammas = rng.standard_gamma(np.where(alpha > 0, alpha, 1.0), (draws, len(share))) * (alpha > 0)
    drawn: Floats = gammas / gammas.sum(axis=1, keepdims=True)
    return drawn


def _drawn_totals(rng: np.random.Generator, given: Floats, spread: Floats | None, weights: Floats) -> Singles:
    """Weighted scores, candidates × draws of the weights; draws of what is not known or not agreed are added to them."""
    unknown = ~np.isfinite(given)
    middle, by = np.where(unknown, 0.0, given).astype(np.float32), weights.T.astype(np.float32)
    noise = np.zeros_like(middle) if spread is None else np.nan_to_num(spread).astype(np.float32)
    totals: Singles = middle @ by
    for criterion in range(given.shape[1]):
        free, unsure = unknown[:, criterion], (noise[:, criterion] > 0) & ~unknown[:, criterion]
        if free.any():
            drawn = rng.random((int(free.sum()), len(weights)), dtype=np.float32)
            totals[free] += drawn * (by[criterion] * np.float32(HIGHEST))
        if unsure.any():
            agreed = middle[unsure, criterion, None]
            drawn = rng.standard_normal((len(agreed), len(weights)), dtype=np.float32)
            moved = np.clip(agreed + noise[unsure, criterion, None] * drawn, LOWEST, HIGHEST)
            totals[unsure] += (moved - agreed) * by[criterion]
    return totals


def _count_best(counts: Floats, rng: np.random.Generator, totals: Singles) -> None:
    """Count who took which of the first places in each draw; between equals the lot decides."""
    kept = counts.shape[1]
    row = totals.T + rng.random(totals.T.shape, dtype=np.float32) * LOT
    best = np.argpartition(-row, kept - 1, axis=1)[:, :kept] if kept < row.shape[1] else _everybody(row.shape)
    order = np.argsort(-np.take_along_axis(row, best, axis=1), axis=1)
    np.add.at(counts, (np.take_along_axis(best, order, axis=1), np.arange(kept)), 1)


def _everybody(shape: tuple[int, ...]) -> NDArray[np.intp]:
    return np.broadcast_to(np.arange(shape[1]), shape)


def _quantiles(totals: Singles, *levels: float) -> list[Floats]:
    """Quantiles of every row, between neighbours in proportion."""
    places = [level * (totals.shape[1] - 1) for level in levels]
    ends = [(int(place), min(int(place) + 1, totals.shape[1] - 1)) for place in places]
    ordered = np.partition(totals, sorted({end for pair in ends for end in pair}), axis=1)
    return [
        ordered[:, low].astype(np.float64) * (1 - (place - low)) + ordered[:, high] * (place - low)
        for place, (low, high) in zip(places, ends, strict=True)
    ]


@dataclass(frozen=True)
class Flip:
    """The smallest change of one weight (in points of a hundred) that swaps two candidates across the line."""

    inside: int
    outside: int
    criterion: int
    change: float


def flips(scores: Floats, weights: Sequence[float] | Floats, *, first: int, within: float = 10.0) -> list[Flip]:
    """Which small changes of a single weight would put another candidate among the first `first`.

    The other weights keep their proportions. Returns the changes of at most `within` points of a hundred, smallest
    first, at most one for each candidate outside; unknown scores count as in `scored`.
    """
    share = normalised(weights)
    given = np.nan_to_num(checked(scores, len(share)), nan=LOWEST)
    order = np.argsort(-(given @ share), kind="stable")
    if not 0 < first < len(order):
        return []
    edge = order[first - 1]
    near = order[first : first + 4 * first]
    found = (_smallest_flip(given, share, int(edge), int(other)) for other in near)
    return sorted((flip for flip in found if flip and abs(flip.change) <= within), key=lambda flip: abs(flip.change))


def _smallest_flip(given: Floats, share: Floats, edge: int, other: int) -> Flip | None:
    """The least change of one weight that lifts `other` above `edge`, the others shrinking in proportion."""
    lead = given[edge] - given[other]
    gap = float(lead @ share)
    best: Flip | None = None
    for criterion, weight in enumerate(share):
        rest = (gap - weight * lead[criterion]) / (1 - weight) if weight < 1 else 0.0
        slope = lead[criterion] - rest
        if slope == 0:
            continue
        change = -gap / slope
        if 0 <= weight + change <= 1 and (best is None or abs(change) * 100 < abs(best.change)):
            best = Flip(edge, other, criterion, float(change) * 100)
    return best


@dataclass(frozen=True)
class Correlation:
    """Two criteria that go together, and over how many candidates."""

    one: int
    other: int
    correlation: float
    candidates: int


def counted_twice(scores: Floats, at_least: float = STRONG_CORRELATION) -> list[Correlation]:
    """Pairs of criteria whose scores go together so closely that they count one thing twice (|r| above `at_least`).

    Pearson's correlation over candidates scored on both, at least eight of them; a criterion that does not vary has none.
    """
    given = np.atleast_2d(np.asarray(scores, dtype=np.float64))
    pairs = (_correlation(given, one, other) for one, other in combinations(range(given.shape[1]), 2))
    return [pair for pair in pairs if pair is not None and abs(pair.correlation) > at_least]


def _correlation(given: Floats, one: int, other: int) -> Correlation | None:
    both = np.isfinite(given[:, one]) & np.isfinite(given[:, other])
    left, right = (given[both, place] - given[both, place].mean() for place in (one, other)) if both.any() else ((), ())
    scale = float(np.sqrt(np.dot(left, left) * np.dot(right, right)))
    if both.sum() < FEWEST_TO_CORRELATE or scale == 0:
        return None
    return Correlation(one, other, float(np.dot(left, right)) / scale, int(both.sum()))


def relative_strength(weights: Sequence[float] | Floats, own: Floats, rivals: Floats) -> float:
    """How strong we are in the customer's eyes against the best rival; 1 is parity.

    `own` scores us on each need, `rivals` is rivals × needs; both 0 to 10. Own total over the largest rival total
    (McDonald and Woodburn 2011, chapter 4). Raises ParameterOutOfRange when no rival scores anything.
    """
    share = normalised(weights)
    best = float(np.max(checked(rivals, len(share)) @ share))
    if not best > 0:
        raise ParameterOutOfRange(name="rivals", value=best, expected="a rival with a score above 0")
    return float(checked(own, len(share))[0] @ share) / best


def rated(ratings: Sequence[Sequence[float]]) -> tuple[Floats, Floats]:
    """Mean and standard error of what several raters gave each candidate; NaN with fewer than two raters.

    `ratings` holds one list per candidate, each rater's score in it. A single opinion is no judgement yet.
    """
    means, errors = np.full(len(ratings), np.nan), np.full(len(ratings), np.nan)
    for place, given in enumerate(ratings):
        if len(given) >= 2:
            means[place] = np.mean(given)
            errors[place] = np.std(given, ddof=1) / np.sqrt(len(given))
    return means, errors
