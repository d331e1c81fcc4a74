"""The plain rules every model must beat: what customers brought before, in eight ways to weigh the past.

Each rule gives an amount per customer for the days ahead: its figure spread over the days it stands for.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from clave.analytics.backtests.methods import Method
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.decimals import Floats
from clave.analytics.problems import gettext_noop

DAYS_PER_YEAR, HALF_YEAR_DAYS, QUARTER_DAYS = 365, 182, 91


def recent(snapshot: Snapshot, *, days: int) -> Floats:
    """The takings of the last `days` days, or of all days where fewer were seen."""
    return snapshot.within(days) * (snapshot.days / min(days, snapshot.seen))


def to_date(snapshot: Snapshot) -> Floats:
    """All that ever came, at its mean rate."""
    return snapshot.total * (snapshot.days / snapshot.seen)


def faded(snapshot: Snapshot, *, half_life: int) -> Floats:
    """All that ever came, each amount counting half as much every `half_life` days."""
    stands_for = half_life / math.log(2) * -math.expm1(-snapshot.seen * math.log(2) / half_life)
    return snapshot.decayed(half_life) * (snapshot.days / stands_for)


def same_period(snapshot: Snapshot) -> Floats:
    """What came in the same days a year ago; half that and half the last year's rate. The last year where none was."""
    if snapshot.seen < DAYS_PER_YEAR + HALF_YEAR_DAYS or snapshot.days >= DAYS_PER_YEAR:
        return recent(snapshot, days=DAYS_PER_YEAR)
    then = snapshot.within(DAYS_PER_YEAR, DAYS_PER_YEAR - snapshot.days)
    return np.asarray((then + recent(snapshot, days=DAYS_PER_YEAR)) / 2)


PLAIN_RULES: tuple[Method, ...] = (
    Method("last_year", gettext_noop("What came in the last 365 days."), partial(recent, days=DAYS_PER_YEAR)),
    Method("total_to_date", gettext_noop("All that ever came."), to_date),
    Method(
        "recency_weighted",
        gettext_noop("All that ever came, each amount counting half as much every 26 weeks."),
        partial(faded, half_life=182),
    ),
    Method("last_half_year", gettext_noop("What came in the last 182 days."), partial(recent, days=HALF_YEAR_DAYS)),
    Method("last_quarter", gettext_noop("What came in the last 91 days."), partial(recent, days=QUARTER_DAYS)),
    Method(
        "recency_weighted_13",
        gettext_noop("All that ever came, each amount counting half as much every 13 weeks."),
        partial(faded, half_life=91),
    ),
    Method(
        "recency_weighted_52",
        gettext_noop("All that ever came, each amount counting half as much every 52 weeks."),
        partial(faded, half_life=364),
    ),
    Method(
        "same_period",
        gettext_noop("Half what came in the same days a year ago, half the last year's rate."),
        same_period,
    ),
)
BASELINES = ("last_year", "total_to_date", "recency_weighted")
