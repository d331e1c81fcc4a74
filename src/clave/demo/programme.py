"""The key account programme inside the company: who was chosen, on which score, and what it truly changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.chance import Flags, Floats, Ints, standardised, stream
from clave.demo.habits import Habits
from clave.demo.history import History
from clave.demo.population import Population

KEY_ACCOUNTS = 12
MONTHS_LOOKED_AT = 12
WEIGHTS = {"revenue": 0.50, "potential": 0.28, "fit": 0.22}
SCORE_MIDDLE, SCORE_SPREAD = 4.0, 1.5
JUDGEMENT_SD = 0.30
"""How far the committee's choice departs from the score, in score points."""
FULL_EFFECT = (0.18, 0.46)
RAMP_MONTHS = 9
GROWTH_IN_POTENTIAL = 0.3


@dataclass(frozen=True)
class Selection:
    """One row per customer; only accounts that bought in the year before have a score."""

    revenue: Floats
    """Net revenue of the account in the twelve months before the programme, EUR."""
    potential: Floats
    fit: Floats
    score: Floats
    """The latent selection score; NaN for what could not be a candidate."""
    judged: Floats
    """The score as the committee saw it; the first twelve by this were chosen."""
    chosen: Flags
    """Which accounts (heads, not their sites) were chosen."""


@dataclass(frozen=True)
class Effect:
    """What the programme does to the quantity of every line of a key account."""

    full: Floats
    """Per customer: the multiplier once the programme has settled; 1 outside it."""
    multiplier: Floats
    """Customers × months."""


def select(*, seed: int, population: Population, habits: Habits, revenue: Floats) -> Selection:
    """Score every account on the year before the programme and choose twelve; `revenue` is per customer, EUR."""
    rng = stream(seed, "selection")
    by_account = np.bincount(population.account, weights=revenue, minlength=population.size).astype(np.float64)
    growth = standardised(habits.growth_a_year)
    potential = GROWTH_IN_POTENTIAL * growth + np.sqrt(1 - GROWTH_IN_POTENTIAL**2) * rng.normal(0, 1, population.size)
    fit = rng.normal(0, 1, population.size)
    candidate = (population.parent < 0) & (by_account > 0)
    score = np.full(population.size, np.nan)
    size = standardised(np.log(by_account[candidate]))
    mixed = WEIGHTS["revenue"] * size + WEIGHTS["potential"] * potential[candidate] + WEIGHTS["fit"] * fit[candidate]
    score[candidate] = SCORE_MIDDLE + SCORE_SPREAD * mixed
    judged = score + rng.normal(0, JUDGEMENT_SD, population.size)
    chosen = np.zeros(population.size, dtype=np.bool_)
    chosen[np.argsort(-np.nan_to_num(judged, nan=-np.inf), kind="stable")[:KEY_ACCOUNTS]] = True
    return Selection(by_account, potential, fit, score, judged, chosen)


def plant_effect(
    *, seed: int, history: History, population: Population, selection: Selection, strength: float
) -> Effect:
    """The true multiplier of every customer and month; `strength` 0 plants no effect, 1 the usual one."""
    rng = stream(seed, "effect")
    gain = strength * rng.uniform(*FULL_EFFECT, population.size)
    full = np.where(selection.chosen, 1 + gain, 1.0)[population.account]
    return Effect(full=full, multiplier=1 + (full - 1)[:, None] * ramp(history)[None, :])


def ramp(history: History) -> Floats:
    """How much of the full effect is felt in each month of the history: nothing before, all after nine months."""
    since = np.arange(len(history.month_starts)) - history.month_starts.index(history.programme_start)
    return np.clip((since + 1) / RAMP_MONTHS, 0.0, 1.0)


def in_programme(population: Population, selection: Selection) -> Ints:
    """Indices of the customers that belong to a key account."""
    return np.flatnonzero(selection.chosen[population.account])
