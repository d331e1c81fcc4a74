"""Rules that follow the rhythm of each customer: trend, and the two classics for demand that comes and goes."""

from __future__ import annotations

import math

import numpy as np

from clave.analytics.backtests.methods import Method
from clave.analytics.backtests.plain_rules import DAYS_PER_YEAR, recent
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import Flags, sums_by
from clave.analytics.decimals import Floats
from clave.analytics.problems import gettext_noop

TREND_HALF_LIFE, TREND_KEPT = 182, 0.5
BUCKET_DAYS, MOST_BUCKETS, FEWEST_BUCKETS = 28, 52, 3
SIZE_WEIGHT, CHANCE_WEIGHT, FIRST_CHANCE = 0.2, 0.1, 0.5
GAP_WEIGHT, UNKNOWN_GAP = 0.15, 60
MOST_CREDITED_BACK = 1.5


def trend(snapshot: Snapshot) -> Floats:
    """Level and half the slope of double exponential smoothing (Brown 1959), carried to the middle of the days ahead."""
    fading = math.log(2) / TREND_HALF_LIFE
    steps = snapshot.age * fading
    once = snapshot.summed(snapshot.amount * np.exp(-steps)) * fading
    twice = snapshot.summed(snapshot.amount * np.exp(-steps) * steps) * fading
    slope = fading * (once - twice)
    rate: Floats = 2 * once - twice + TREND_KEPT * slope * snapshot.days / 2
    return rate * snapshot.days


def chance_and_size(snapshot: Snapshot) -> Floats:
    """Chance of demand in four weeks times its size, both smoothed (Teunter, Syntetos and Babai 2011)."""
    buckets = min(snapshot.seen // BUCKET_DAYS, MOST_BUCKETS)
    if buckets < FEWEST_BUCKETS:
        return recent(snapshot, days=DAYS_PER_YEAR)
    chance, size = (np.zeros(len(snapshot.customers)) for _ in range(2))
    seen = np.zeros(len(snapshot.customers), dtype=np.bool_)
    for bucket in reversed(range(buckets)):
        amount, bought = bucket_of(snapshot, bucket)
        new = bought & ~seen
        size = np.where(new, amount, np.where(bought, size + SIZE_WEIGHT * (amount - size), size))
        chance = np.where(new, FIRST_CHANCE, np.where(seen, chance + CHANCE_WEIGHT * (bought - chance), chance))
        seen |= bought
    return np.asarray(chance * size * (snapshot.days / BUCKET_DAYS))


def bucket_of(snapshot: Snapshot, bucket: int) -> tuple[Floats, Flags]:
    """Amount and whether anything was bought in one four-week bucket, 0 the latest."""
    inside = snapshot.age // BUCKET_DAYS == bucket
    amount = sums_by(snapshot.row[inside], snapshot.amount[inside], len(snapshot.customers))
    bought = np.bincount(snapshot.row[inside & snapshot.bought], minlength=len(snapshot.customers))
    return amount, bought > 0


def size_over_gap(snapshot: Snapshot) -> Floats:
    """Smoothed size of a purchase over the smoothed gap between them (Croston 1972), a long silence counted as a gap."""
    bought = snapshot.purchases
    kept = snapshot.bought
    row, day, amount = snapshot.row[kept], snapshot.cut - snapshot.age[kept], snapshot.amount[kept]
    count = bought.count.astype(np.int64)
    place, ends = np.arange(len(row)), np.cumsum(count)
    weight = np.power(1 - GAP_WEIGHT, (ends[row] - 1 - place).astype(np.float64))
    later: Floats = weight * (place > (ends - count)[row])
    sized, sizes, gapped, gaps = (
        sums_by(row, values, len(count)) for values in (weight, weight * amount, later, later * np.diff(day, prepend=0))
    )
    silence = snapshot.cut - bought.last
    mean = np.where(gapped > 0, gaps / np.maximum(gapped, 1e-9), np.maximum(silence, UNKNOWN_GAP))
    mean = np.where(silence > mean, (gaps + silence) / (gapped + 1), mean)
    rate = sizes / np.maximum(sized, 1e-9) / np.maximum(mean, 1)
    return np.where(count > 0, rate * credited(snapshot) * snapshot.days, 0.0)


def credited(snapshot: Snapshot) -> Floats:
    """What is left of each customer's purchases after credit notes, as a share."""
    bought = snapshot.purchases.sums
    share = np.divide(snapshot.total, bought, out=np.ones(len(bought)), where=bought != 0)
    return np.clip(share, 0.0, MOST_CREDITED_BACK)


RHYTHM_RULES: tuple[Method, ...] = (
    Method("trend", gettext_noop("Level and damped trend of each customer, by double smoothing."), trend),
    Method("chance_and_size", gettext_noop("Chance of demand in four weeks times its size."), chance_and_size),
    Method("size_over_gap", gettext_noop("Size of a purchase over the gap between purchases."), size_over_gap),
)
