"""Where a candidate stands against the lines of the charter, and which quarter of the matrix it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from clave.kit.refusals import gettext_noop
from clave.portfolio.rules.states import SCORE_SCALE

PARITY = SCORE_SCALE
"""We are as strong in the customer's eyes as its best alternative."""
MIDDLE = 5 * SCORE_SCALE
"""Half of the scale: what is above is attractive to us."""
FIRM_BASIS_POINTS = 8_000
"""A place among the first is firm when it is kept in at least eighty of a hundred draws of the weights."""


class Status(StrEnum):
    """Where a candidate stands, the first that holds."""

    KEY_ACCOUNT = "key_account"
    ABOVE_LINE = "above_line"
    NEAR_LINE = "near_line"  # below, but its interval reaches the line
    BELOW_LINE = "below_line"
    NOT_SCORED = "not_scored"  # nothing of it is known on any criterion


STATUS_NAMES: dict[Status, str] = {
    Status.KEY_ACCOUNT: gettext_noop("key account"),
    Status.ABOVE_LINE: gettext_noop("above the entry line"),
    Status.NEAR_LINE: gettext_noop("near the entry line"),
    Status.BELOW_LINE: gettext_noop("below the entry line"),
    Status.NOT_SCORED: gettext_noop("cannot be scored"),
}


@dataclass(frozen=True)
class Lines:
    """From which score a customer may enter, and below which it may leave; in thousandths."""

    entry: int
    leaving: int


def status_of(*, score: int | None, high: int | None, is_key_account: bool, lines: Lines) -> Status:
    """The status of a candidate with this score and this upper end of its interval."""
    if is_key_account:
        return Status.KEY_ACCOUNT
    if score is None:
        return Status.NOT_SCORED
    if score >= lines.entry:
        return Status.ABOVE_LINE
    return Status.NEAR_LINE if high is not None and high >= lines.entry else Status.BELOW_LINE


def is_below_exit(*, score: int | None, is_key_account: bool, lines: Lines) -> bool:
    """Whether a key account has fallen below the line under which it may leave."""
    return is_key_account and score is not None and score < lines.leaving


def is_firm(*, rank: int | None, chance: int | None, first: int) -> bool:
    """Whether a candidate is among the first and stays there however the weights move a little."""
    return rank is not None and rank <= first and chance is not None and chance >= FIRM_BASIS_POINTS


def places_of(rank: int | None, moved: Iterable[int]) -> tuple[int, int] | None:
    """The best and the worst place when one weight at a time is moved; None for who has no place."""
    if rank is None:
        return None
    places = [rank, *moved]
    return min(places), max(places)


def interval(
    score: int | None, score_high: int | None, low: int | None, high: int | None
) -> tuple[int | None, int | None]:
    """The ends of the range told of a score: the 80 % interval, widened to all that the unknown leaves open."""
    if score is None or score_high is None or low is None or high is None:
        return None, None
    return min(score, low), max(score_high, high)


class Quarter(StrEnum):
    """A quarter of the matrix: how attractive the customer is to us × how strong we are in its eyes."""

    STAR = "star"
    STRATEGIC = "strategic"
    STATUS = "status"
    STREAMLINE = "streamline"


@dataclass(frozen=True)
class Advice:
    """What a quarter is called, what lies in it, and what to do there."""

    name: str
    lies_here: str
    do: str


ADVICE: dict[Quarter, Advice] = {
    Quarter.STRATEGIC: Advice(
        gettext_noop("Strategic"),
        gettext_noop("Attractive to us, and we are the strongest for them."),
        gettext_noop("Invest: plan together, keep every promise."),
    ),
    Quarter.STAR: Advice(
        gettext_noop("Star"),
        gettext_noop("Attractive to us, but another supplier is stronger for them."),
        gettext_noop("Invest selectively: mend what they like better elsewhere."),
    ),
    Quarter.STATUS: Advice(
        gettext_noop("Status"),
        gettext_noop("We are the strongest for them, but they are less attractive to us."),
        gettext_noop("Maintain: keep the service, add no cost."),
    ),
    Quarter.STREAMLINE: Advice(
        gettext_noop("Streamline"),
        gettext_noop("Neither attractive to us, nor are we the strongest for them."),
        gettext_noop("Manage for cash: simplify, price what it costs."),
    ),
}
"""Quarter -> its name and advice (Millman and Wilson's matrix, names after Woodburn and McDonald)."""


def quarter_of(ours: int, strength: int) -> Quarter:
    """The quarter of a candidate: the middle of the scale and parity count as the better half."""
    attractive, strong = ours >= MIDDLE, strength >= PARITY
    if attractive:
        return Quarter.STRATEGIC if strong else Quarter.STAR
    return Quarter.STATUS if strong else Quarter.STREAMLINE
