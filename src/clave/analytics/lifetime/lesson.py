"""What a base's own past teaches about forecasts of its future: the level they miss, and the doubt they leave out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from clave.analytics.lifetime.choice import choose_model
from clave.analytics.lifetime.histories import DAYS_PER_WEEK, Floats
from clave.analytics.lifetime.outlook import INTERVAL, Futures, Level, simulated
from clave.analytics.lifetime.past import Past, Standing
from clave.analytics.lifetime.regularity import base_regularity
from clave.analytics.lifetime.season import season_ahead, year_shape

LONGEST_WINDOW, SHORTEST_WINDOW = 365, 56
"""Days looked back: a third of the history within these; below the shortest nothing is learned."""
FEWEST_CUSTOMERS = 20
BELIEVED, DOUBTED_CUSTOMERS = 0.7, 10.0
"""How much of a missed level is believed to last: this share, less the fewer customers of equal weight it rests on."""
LARGEST_MISS = float(np.log(2.0))
DRIFTS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
USUAL_DRIFT = 0.25
"""Of a year, where too few customers tell."""
SHARES = (0.76, 0.72, 0.68, 0.64, 0.6)
AIM = 0.81
"""The share of past outcomes that intervals are widened to hold: one point more than 80 %, for levels surprise."""
LOOKED_AT, DRAWS, SEED = 1_500, 300, 20_050


@dataclass(frozen=True)
class Lesson:
    """The year's shape and, from one look back: by what level forecasts were missed, and how far single customers drift."""

    shape: Floats
    first: int
    orders: float = 1.0
    value: float = 1.0
    drift: float = USUAL_DRIFT
    """Standard deviation, on the log scale, of a customer's level over `window` days, beyond what the model knows."""
    share: float = INTERVAL
    """The share of simulated futures that an interval holds, so that it holds 80 % of true ones."""
    window: int = LONGEST_WINDOW
    customers: int = 0
    """How many customers the look back rests on; 0 when there was none."""

    @property
    def factor(self) -> float:
        """By what forecasts of value are multiplied, the season left aside."""
        return self.orders * self.value

    @property
    def as_facts(self) -> dict[str, float | list[float]]:
        """What the record of a run keeps of it."""
        figures = {"orders": self.orders, "value": self.value, "drift": self.drift, "share": self.share}
        counts = {"looked_back_days": self.window if self.customers else 0, "looked_back_customers": self.customers}
        season = {"season": [round(float(month), 4) for month in self.shape]}
        return {**{name: round(figure, 6) for name, figure in figures.items()}, **counts, **season}

    def level(self, today: int, weeks: float) -> Level:
        """What to apply to a forecast of the `weeks` after day `today`."""
        season = season_ahead(self.shape, self.first, today, weeks)
        spans = float(np.clip(weeks * DAYS_PER_WEEK / self.window, 0.25, 3.0))
        return Level(season * self.orders, self.value, self.drift * float(np.sqrt(spans)), self.share)


def learned(past: Past, until: int, base: tuple[Floats, Floats] | None = None) -> Lesson:
    """The lesson of `past` (days since 1970-01-01) as of day `until`.

    `past` may be a sample; `base` gives days and purchases of the whole base for the year's shape.
    """
    known = past.until(until)
    if not len(known.day):
        return Lesson(year_shape(known.day, known.value, until, until), until)
    first = int(known.day.min())
    days, purchases = base if base is not None else (known.day, known.bought.astype(np.float64))
    plain = Lesson(year_shape(days.astype(np.int64), purchases, first, until), first)
    window = min(LONGEST_WINDOW, (until - first) // 3)
    if window < SHORTEST_WINDOW:
        return plain
    return looked_back(known, until - window, replace(plain, window=window))


def looked_back(past: Past, cut: int, plain: Lesson) -> Lesson:
    """The lesson of one forecast made at the end of day `cut` for the days of `past` after it."""
    standing = Standing.of(past, cut)
    ratios = standing.last_gap_ratios
    choice = choose_model(standing.histories, base_regularity(ratios[np.isfinite(ratios)]), standing.log_gaps)
    if choice.model is None or len(standing.buyers) < FEWEST_CUSTOMERS:
        return plain
    weeks = plain.window / DAYS_PER_WEEK
    season = season_ahead(plain.shape, plain.first, cut, weeks)
    active = choice.model.p_active(standing.histories)
    purchases = season * active * choice.model.orders_if_active(standing.histories, weeks)
    came, brought = came_after(past, cut, standing)
    orders = believed(came, purchases)
    value = believed(brought, purchases * orders * standing.values.mean)
    lesson = replace(plain, orders=orders, value=value, customers=len(standing.buyers))
    chosen = np.arange(0, len(standing.buyers), max(1, len(standing.buyers) // LOOKED_AT))
    histories, values = standing.histories.where(chosen), standing.values.of(chosen)
    futures = simulated(choice.model, histories, values, weeks, DRAWS, np.random.default_rng(SEED))
    return doubted(lesson, futures, brought[chosen], Level(season * orders, value))


def came_after(past: Past, cut: int, standing: Standing) -> tuple[Floats, Floats]:
    """Purchases and value of each buyer after day `cut`."""
    after = past.after(cut)
    size = int(past.place.max()) + 1
    columns = (after.bought.astype(np.float64), np.nan_to_num(after.value))
    came, brought = (after.sums(column, size)[standing.buyers] for column in columns)
    return came, brought


def believed(came: Floats, foreseen: Floats) -> float:
    """The factor by which coming forecasts are raised or lowered after this one was missed; 1 when it makes no sense."""
    if came.sum() <= 0 or foreseen.sum() <= 0:
        return 1.0
    missed = float(np.clip(np.log(came.sum() / foreseen.sum()), -LARGEST_MISS, LARGEST_MISS))
    alike = min(float(each.sum() ** 2 / (each @ each)) for each in (came, foreseen))
    return float(np.exp(BELIEVED * alike / (alike + DOUBTED_CUSTOMERS) * missed))


def doubted(lesson: Lesson, futures: Futures, brought: Floats, level: Level) -> Lesson:
    """The lesson with the drift, or else the share, whose intervals come closest to having held 81 % of what came."""

    def held(tried: list[tuple[float, float]]) -> list[tuple[float, int]]:
        """By drift and share: the part of the open customers whose interval held what came, and how many are open."""
        found = futures.intervals([replace(level, drift=drift, share=share) for drift, share in tried])
        inside = [((low <= brought) & (brought <= high))[open_] for low, high, open_ in found]
        return [(float(each.mean()), len(each)) if len(each) else (INTERVAL, 0) for each in inside]

    usual = USUAL_DRIFT * float(np.sqrt(lesson.window / LONGEST_WINDOW))
    (reached, customers), *_ = first = held([(0.0, INTERVAL)])
    more = [(0.0, share) for share in SHARES] if reached > AIM else [(drift, INTERVAL) for drift in DRIFTS]
    missed = [abs(part - AIM) for part, _ in (*first, *held(more))]
    drift, share = ((0.0, INTERVAL), *more)[int(np.argmin(missed))]
    trust = customers / (customers + FEWEST_CUSTOMERS)
    return replace(lesson, drift=trust * drift + (1 - trust) * usual, share=trust * share + (1 - trust) * INTERVAL)
