"""Which model speaks for a customer base, and why: a table of reasons, first match wins, never a silent replacement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from clave.analytics.lifetime.histories import Floats, Histories
from clave.analytics.lifetime.interval_rule import IntervalRule
from clave.analytics.lifetime.mbg_cnbd import MOST_K, MbgCnbd
from clave.analytics.lifetime.mbg_nbd import MbgNbd
from clave.analytics.lifetime.own_rate import OwnRate
from clave.analytics.problems import gettext_noop

FEWEST_CUSTOMERS = 50
FEWEST_REPEATS = 200
REGULAR_FROM = 1.1
"""Regularity from which the likelihood decides how regular gaps are; below, they are taken as chance."""
MOST_REGULAR = 6.0
"""Regularity k above which own intervals say more than any model."""

FITTED = ("fitted", "fitted_regular")
"""The reasons that need no warning."""
REASONS = {
    "fitted": gettext_noop("MBG/NBD was fitted by maximum likelihood."),
    "fitted_regular": gettext_noop("Purchases are fairly regular: MBG/CNBD-k was fitted by maximum likelihood."),
    "no_repeats": gettext_noop("No customer has bought on a second day, so no rate of return can be estimated."),
    "few_customers": gettext_noop("Fewer than 50 customers: too few to fit a model, so each goes on at its own rate."),
    "few_repeats": gettext_noop(
        "Fewer than 200 repeat purchases: too few to fit a model, so each customer goes on at its own rate."
    ),
    "very_regular": gettext_noop("Purchases are very regular: own intervals say more than a model of chance."),
    "not_converged": gettext_noop(
        "The likelihood has no maximum that could be found; each customer goes on at its own rate."
    ),
    "at_bound": gettext_noop(
        "No model fits these customers (they hardly differ, or none leaves); each goes on at its own rate."
    ),
    "too_regular": gettext_noop(
        "Purchases are more regular than the model can tell (k above 12): own intervals say more."
    ),
}
"""Why a method was used, as pages show it."""


class LifetimeModel(Protocol):
    """What the value of customers asks of a model; arrays have one entry per history."""

    @property
    def name(self) -> str:
        """As the column `method` shows it."""

    def p_active(self, histories: Histories) -> Floats:
        """The chance that each customer still buys."""

    def ahead(self, histories: Histories) -> Histories:
        """The histories reduced to what matters for the future of an active customer."""

    def orders_if_active(self, histories: Histories, weeks: float) -> Floats:
        """Expected purchases within `weeks` of active customers."""

    def discounted_orders_if_active(self, histories: Histories, weeks: float, discount_rate: float) -> Floats:
        """The same, each discounted to today."""

    def drawn_orders_if_active(
        self, histories: Histories, weeks: float, draws: int, generator: np.random.Generator
    ) -> Floats:
        """Simulated purchases of active customers; shape (histories, draws)."""


@dataclass(frozen=True)
class Choice:
    """The model chosen (None when nothing can be estimated), the reason, and what was estimated."""

    model: LifetimeModel | None
    reason: str
    estimates: dict[str, float] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """The method's name for the book."""
        return "no_repeats" if self.model is None else self.model.name


def choose_model(histories: Histories, regularity: float | None, log_gaps: float | None = None) -> Choice:
    """The first rule that holds: nothing without repeats, intervals for the very regular, own rates for few, else a fit.

    `regularity` is k of Wheat and Morrison, None when unknown; `log_gaps` the sum of ln(days) over all gaps, without
    which gaps are taken as chance. A fit that is degenerate gives way to a rule, and the reason says so.
    """
    customers, repeats = int(histories.customers.sum()), int(histories.customers @ histories.repeats)
    against = {
        "no_repeats": repeats == 0,
        "very_regular": regularity is not None and regularity > MOST_REGULAR,
        "few_customers": customers < FEWEST_CUSTOMERS,
        "few_repeats": repeats < FEWEST_REPEATS,
    }
    reason = next((name for name, holds in against.items() if holds), None)
    if reason is not None:
        return by_rule(histories, reason)
    if regularity is None or log_gaps is None or regularity < REGULAR_FROM:
        return by_chance(histories)
    return by_regularity(histories, log_gaps)


def by_rule(histories: Histories, reason: str) -> Choice:
    """The simple rule that goes with the reason for not fitting a model."""
    if reason == "no_repeats":
        return Choice(None, reason)
    rule = (IntervalRule if reason in ("very_regular", "too_regular") else OwnRate).fit(histories)
    return Choice(rule, reason, {"base_gap_weeks": rule.base_gap, "leaving_rate_per_week": rule.leaving_rate})


def by_chance(histories: Histories) -> Choice:
    """MBG/NBD, or own rates when its fit is degenerate."""
    model, found = MbgNbd.fit(histories)
    if not found.sound:
        return by_rule(histories, "at_bound" if found.at_bound else "not_converged")
    named = {"r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b}
    return Choice(model, "fitted", {**named, "log_likelihood": found.log_likelihood})


def by_regularity(histories: Histories, log_gaps: float) -> Choice:
    """MBG/CNBD-k with the likeliest k; own intervals when k has no end, own rates when the fit is degenerate."""
    model, found = MbgCnbd.best(histories, log_gaps)
    if not found.sound:
        return by_rule(histories, "at_bound" if found.at_bound else "not_converged")
    if model.k >= MOST_K:
        return by_rule(histories, "too_regular")
    if model.k == 1:
        return by_chance(histories)
    named = {"k": float(model.k), "r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b}
    return Choice(model, "fitted_regular", {**named, "log_likelihood": found.log_likelihood})
