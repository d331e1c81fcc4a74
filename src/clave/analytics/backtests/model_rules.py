"""Forecasts of the lifetime models: purchases ahead times what a purchase is worth, judged in three ways."""

from __future__ import annotations

import numpy as np

from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import sums_by
from clave.analytics.decimals import Floats
from clave.analytics.lifetime.choice import choose_model
from clave.analytics.lifetime.histories import DAYS_PER_WEEK, Histories
from clave.analytics.lifetime.regularity import base_regularity
from clave.analytics.problems import gettext_noop
from clave.analytics.shrinkage import purchase_values

LARGEST_PULL = 3.0
MOST_FITTED = 6000
"""Customers that a model is fitted to at one cut."""


def purchases_ahead(snapshot: Snapshot) -> Floats:
    """Purchases that the model chosen for the base expects of each customer; 0 where nothing can be said."""
    bought = snapshot.purchases
    known = bought.count > 0
    ahead = np.zeros(len(known))
    ratios = bought.last_gap_ratio
    model = choose_model(sampled(snapshot.histories), base_regularity(ratios[np.isfinite(ratios)])).model
    if model is not None:
        weeks = snapshot.days / DAYS_PER_WEEK
        ahead[known] = model.p_active(snapshot.histories) * model.orders_if_active(snapshot.histories, weeks)
    return ahead


def sampled(histories: Histories) -> Histories:
    """Every n-th history of a large base, evenly over all codes: enough for four parameters, and always the same."""
    step = -(-len(histories.repeats) // MOST_FITTED)
    return histories.where(np.arange(len(histories.repeats)) % max(step, 1) == 0)


def own_value(snapshot: Snapshot) -> Floats:
    """All that a customer brought, credits included, over its purchases."""
    return np.asarray(snapshot.total / np.maximum(snapshot.purchases.count, 1))


def shrunk_value(snapshot: Snapshot) -> Floats:
    """The same, drawn towards the mean of all by normal-normal shrinkage; may be negative."""
    bought = snapshot.purchases
    known = bought.count > 0
    value = np.zeros(len(known))
    own = own_value(snapshot)[known]
    value[known] = purchase_values(bought.count[known], own, bought.sums[known], bought.squares[known]).mean
    return value


def log_shrunk_value(snapshot: Snapshot) -> Floats:
    """The same, drawn towards the typical customer on the log scale, so that giants stay giants.

    Empirical Bayes on mean log amounts: the own value times exp(B (mu - m)), B = s2 / (s2 + n t2).
    """
    kept = snapshot.bought & (snapshot.amount > 0)
    row, logs = snapshot.row[kept], np.log(snapshot.amount[kept])
    n, sums, squares = (
        sums_by(row, weights, len(snapshot.customers)) for weights in (np.ones(len(row)), logs, logs**2)
    )
    known = n > 0
    mean = sums / np.maximum(n, 1)
    weight = prior_weight(n[known], mean[known], squares[known])
    pull = np.ones(len(n))
    if weight is not None:
        pull[known] = np.exp(np.clip(weight * (mean[known].mean() - mean[known]), -LARGEST_PULL, LARGEST_PULL))
    return own_value(snapshot) * pull


def prior_weight(n: Floats, mean: Floats, squares: Floats) -> Floats | None:
    """B of each customer from counts, means and sums of squares of log amounts; None when nothing can be pooled."""
    several = np.maximum(n - 1, 0).sum()
    if len(n) < 2 or several == 0:
        return None
    within = float(np.maximum(squares - n * mean**2, 0).sum() / several)
    between = max(0.0, float(np.var(mean) - np.mean(within / n)))
    spread = within + n * between
    return np.divide(within, spread, out=np.zeros(len(n)), where=spread > 0)


def model_amounts(snapshot: Snapshot) -> dict[str, Floats]:
    """The amount each model method foresees; the purchases ahead are computed once."""
    ahead = purchases_ahead(snapshot)
    values = {"lifetime_model": shrunk_value, "lifetime_model_log": log_shrunk_value, "lifetime_model_own": own_value}
    return {name: ahead * value(snapshot) for name, value in values.items()}


MODEL_MEANINGS = {
    "lifetime_model": gettext_noop("Purchases of the lifetime model times their value, drawn towards the mean of all."),
    "lifetime_model_log": gettext_noop(
        "Purchases of the lifetime model times their value, drawn towards the typical on the log scale."
    ),
    "lifetime_model_own": gettext_noop("Purchases of the lifetime model times the customer's own mean value."),
}
