"""Comparing key accounts: the measures, what lies far from the others, and which customers outside are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import hypot, log
from statistics import mean, median, pstdev

from clave.kit.money import Money
from clave.kit.refusals import Refusal, gettext_noop

FEWEST_BESIDE, MOST_BESIDE = 2, 5
"""So many key accounts may be laid beside one another."""
LEAST_FOR_A_MEDIAN = 3
LEAST_UNSEEN = 5
"""A median over customers that the reader does not see tells of one of them when there are fewer than this."""
LEAST_FOR_FAR = 5
FAR = 2.5
"""So many robust standard deviations from the median are far."""
SIMILAR = 5
LEAST_SIMILAR = 3
SIZE_FACTOR = 3
"""Similar customers buy between a third and three times as much."""


class Kind(StrEnum):
    """How a measure is written."""

    MONEY = "money"
    SHARE = "share"
    CHANGE = "change"
    DAYS = "days"


class Opens(StrEnum):
    """The right that a measure needs."""

    VALUE = "value"
    PROMISES = "promises"
    VISITS = "visits"
    PLANS = "plans"
    PEOPLE = "people"
    RISKS = "risks"


@dataclass(frozen=True)
class Measure:
    """One measure: what it is called, how it is written, which right opens it, and whether customers outside have it."""

    key: str
    name: str
    kind: Kind
    opens: Opens
    more_is_better: bool
    says: str
    is_outside: bool = False

    def unit(self, currency: str) -> str:
        """What its figures count, outside of a page."""
        return currency if self.kind is Kind.MONEY else self.kind.value

    def exact(self, value: float | None, currency: str) -> Decimal | float | None:
        """A figure in its unit, outside of a page; money to the cent."""
        if value is None or self.kind is not Kind.MONEY:
            return value
        return Money.from_minor(round(value), currency).amount


MEASURES: tuple[Measure, ...] = (
    Measure(
        "lifetime_value", gettext_noop("Lifetime value"), Kind.MONEY, Opens.VALUE, True,
        gettext_noop("What the customer is worth over the horizon of the run, risk counted in, with the 80 per cent interval."), True,
    ),
    Measure(
        "value_change", gettext_noop("Change of lifetime value"), Kind.CHANGE, Opens.VALUE, True,
        gettext_noop("Against the run before, as a share of the value then."), True,
    ),
    Measure(
        "contribution", gettext_noop("Contribution"), Kind.MONEY, Opens.VALUE, True,
        gettext_noop("What is left of all orders after product cost and cost to serve."), True,
    ),
    Measure(
        "cost_to_serve", gettext_noop("Cost to serve"), Kind.SHARE, Opens.VALUE, False,
        gettext_noop("As a share of what the customer buys."), True,
    ),
    Measure(
        "on_time", gettext_noop("Delivered on time"), Kind.SHARE, Opens.VALUE, True,
        gettext_noop("Orders delivered by their day, of all that were due."), True,
    ),
    Measure(
        "promises_kept", gettext_noop("Promises kept"), Kind.SHARE, Opens.PROMISES, True,
        gettext_noop("Occasions of the last twelve months, with the 80 per cent interval."),
    ),
    Measure(
        "visits_kept", gettext_noop("Visits of the sponsor"), Kind.SHARE, Opens.VISITS, True,
        gettext_noop("Visits told of in the last twelve months, of those that the rhythm asks for."),
    ),
    Measure(
        "plan_days", gettext_noop("Plan untouched for"), Kind.DAYS, Opens.PLANS, False,
        gettext_noop("Days since anything in the account plan was changed."),
    ),
    Measure(
        "coverage", gettext_noop("Deciders we know"), Kind.SHARE, Opens.PEOPLE, True,
        gettext_noop("Of the people who can turn the decision, those whom somebody of ours knows."),
    ),
    Measure(
        "retention", gettext_noop("Chance of staying a year"), Kind.SHARE, Opens.RISKS, True,
        gettext_noop("From the scorecard of relationship risk."),
    ),
)  # fmt: skip
BY_KEY = {each.key: each for each in MEASURES}


@dataclass(frozen=True)
class Value:
    """One measure of one customer, with its interval and what it was counted from where it has them."""

    value: float
    low: float | None = None
    high: float | None = None
    part: int | None = None
    whole: int | None = None


@dataclass(frozen=True)
class Middle:
    """The median of some customers and how many they are."""

    value: float
    count: int


def middle(values: Sequence[float], seen: int) -> Middle | None:
    """The median, told only where it does not tell of one customer that the reader, who sees `seen` of them, does not see."""
    unseen = len(values) - seen
    if len(values) < LEAST_FOR_A_MEDIAN or 0 < unseen < LEAST_UNSEEN:
        return None
    return Middle(median(values), len(values))


def distance(value: float, values: Sequence[float]) -> float | None:
    """How far a value lies from the median of all, in robust standard deviations; None where too few have one.

    The median absolute deviation is the yardstick; where more than half are the same, their mean deviation.
    """
    if len(values) < LEAST_FOR_FAR:
        return None
    centre = median(values)
    off = [abs(each - centre) for each in values]
    scale = 1.4826 * median(off) or 1.2533 * mean(off)
    return (value - centre) / scale if scale else 0.0


def is_far(value: float, values: Sequence[float]) -> bool:
    """Whether a value lies far from the others."""
    found = distance(value, values)
    return found is not None and abs(found) > FAR


@dataclass(frozen=True)
class Profile:
    """By what customers are alike: the segment, how much they buy, and how regularly."""

    key: int
    segment: str
    size: int
    regularity: float | None


@dataclass(frozen=True)
class Alike:
    """The customers outside that are most alike, the nearest first, and whether they are all of the same segment."""

    keys: tuple[int, ...]
    is_same_segment: bool


def alike(target: Profile, others: Sequence[Profile]) -> Alike | None:
    """The nearest customers by size and regularity, in the segment where it has enough; None where too few are near."""
    near = [each for each in others if each.size > 0 and target.size > 0 and _is_near(target, each)]
    same = [each for each in near if each.segment == target.segment]
    pool = same if len(same) >= LEAST_SIMILAR else near
    if len(pool) < LEAST_SIMILAR:
        return None
    sizes = pstdev([log(each.size) for each in pool]) or 1.0
    known = [each.regularity for each in pool if each.regularity is not None]
    beat = pstdev(known) if len(known) > 1 else 0.0
    ranked = sorted(pool, key=lambda each: (_apart(target, each, sizes, beat or 1.0), each.key))
    return Alike(tuple(each.key for each in ranked[:SIMILAR]), pool is same)


def _is_near(one: Profile, other: Profile) -> bool:
    return one.size <= SIZE_FACTOR * other.size and other.size <= SIZE_FACTOR * one.size


def _apart(one: Profile, other: Profile, sizes: float, beat: float) -> float:
    size = (log(one.size) - log(other.size)) / sizes
    if one.regularity is None or other.regularity is None:
        return hypot(size, 0.0 if one.regularity is other.regularity else 1.0)
    return hypot(size, (one.regularity - other.regularity) / beat)


def largest_difference(
    own: Mapping[str, float], usual: Mapping[str, float], sign: int
) -> tuple[str, float, float] | None:
    """The part in which a customer differs most from what is usual in the direction of `sign`: its name, own and usual."""
    names = own.keys() | usual.keys()
    found = max(names, key=lambda name: (sign * (own.get(name, 0.0) - usual.get(name, 0.0)), name), default=None)
    if found is None or sign * (own.get(found, 0.0) - usual.get(found, 0.0)) <= 0:
        return None
    return found, own.get(found, 0.0), usual.get(found, 0.0)


class ChoiceUnfit(Refusal):
    """Too few or too many key accounts were chosen to lie beside one another."""

    code = "COMPARISON_CHOICE"
    template = gettext_noop(
        "Choose %(fewest)s to %(most)s key accounts to lay beside one another; you chose %(number)s."
    )
    http_status = 422


def refuse_choice(number: int) -> None:
    """Raises ChoiceUnfit unless so many can lie beside one another."""
    if not FEWEST_BESIDE <= number <= MOST_BESIDE:
        raise ChoiceUnfit(fewest=FEWEST_BESIDE, most=MOST_BESIDE, number=number)
