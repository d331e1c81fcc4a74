"""How honest forecasts were: their errors, their lean to one side, and whether their intervals held what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb
from statistics import median

from clave.analytics.promise_check import KeptRate
from clave.kit.refusals import gettext_noop

PROMISED = 0.8
"""The share of outcomes that intervals are asked to hold."""
FEWEST = 5
"""Of fewer forecasts nothing is said but that they are few."""
UNLIKELY = 0.1
"""A lean to one side that chance alone would show less often than this is called one."""


@dataclass(frozen=True)
class Forecasted:
    """What was forecast, from low to high where somebody said, and what came; minor units of one currency."""

    low: int | None
    likely: int
    high: int | None
    actual: int

    @property
    def error(self) -> int:
        """What came less what was forecast."""
        return self.actual - self.likely

    @property
    def share(self) -> float | None:
        """The error as a share of the forecast; None where nothing was forecast."""
        return self.error / abs(self.likely) if self.likely else None

    @property
    def is_below(self) -> bool | None:
        """Whether less came than the interval said; None without one."""
        return None if self.low is None else self.actual < self.low

    @property
    def is_above(self) -> bool | None:
        """Whether more came than the interval said; None without one."""
        return None if self.high is None else self.actual > self.high

    @property
    def is_within(self) -> bool | None:
        """Whether the interval held what came; None without one."""
        return None if self.low is None or self.high is None else self.low <= self.actual <= self.high


class Verdict(StrEnum):
    """What can be said of forecasts."""

    NONE = "none"
    FEW = "few"
    NARROW = "narrow"
    TOO_HIGH = "too_high"
    TOO_LOW = "too_low"
    FAIR = "fair"


VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.NONE: gettext_noop("no year forecast is over yet"),
    Verdict.FEW: gettext_noop("too few to judge: fewer than five years have come to an end"),
    Verdict.NARROW: gettext_noop("intervals too narrow: what came lay outside them more often than they said"),
    Verdict.TOO_HIGH: gettext_noop("forecasts too high: what came lay below them more often than chance explains"),
    Verdict.TOO_LOW: gettext_noop("forecasts too low: what came lay above them more often than chance explains"),
    Verdict.FAIR: gettext_noop("nothing speaks against these forecasts"),
}
VERDICT_MARKS: dict[Verdict, str] = {
    Verdict.NONE: "none",
    Verdict.FEW: "none",
    Verdict.NARROW: "warn",
    Verdict.TOO_HIGH: "warn",
    Verdict.TOO_LOW: "warn",
    Verdict.FAIR: "good",
}


@dataclass(frozen=True)
class Honesty:
    """How several forecasts compare with what came."""

    count: int
    bias: float | None
    """The sum of the errors over the sum of the forecasts; below zero where forecasts were too high."""
    typical: float | None
    """The median size of an error, as a share of its forecast."""
    below: KeptRate
    within: KeptRate
    above: KeptRate
    verdict: Verdict


def honesty(found: Sequence[Forecasted]) -> Honesty:
    """How these forecasts compare with what came."""
    count, size = len(found), sum(abs(each.likely) for each in found)
    shares = [abs(each.share) for each in found if each.share is not None]
    sure = [each for each in found if each.is_within is not None]
    low, high = sum(bool(each.is_below) for each in sure), sum(bool(each.is_above) for each in sure)
    within = KeptRate(len(sure), len(sure) - low - high)
    return Honesty(
        count=count,
        bias=sum(each.error for each in found) / size if size else None,
        typical=median(shares) if shares else None,
        below=KeptRate(len(sure), low),
        within=within,
        above=KeptRate(len(sure), high),
        verdict=_verdict(found, within),
    )


def _verdict(found: Sequence[Forecasted], within: KeptRate) -> Verdict:
    if not found:
        return Verdict.NONE
    if len(found) < FEWEST:
        return Verdict.FEW
    if within.high is not None and within.high < PROMISED:
        return Verdict.NARROW
    below, above = sum(each.error < 0 for each in found), sum(each.error > 0 for each in found)
    if leans(below, above) >= UNLIKELY:
        return Verdict.FAIR
    return Verdict.TOO_HIGH if below > above else Verdict.TOO_LOW


def leans(below: int, above: int) -> float:
    """How often chance alone would lean to one side at least as much (sign test, both sides)."""
    count, most = below + above, max(below, above)
    tail = sum(comb(count, hits) for hits in range(most, count + 1))
    return min(1.0, float(2 * tail / 2**count))
