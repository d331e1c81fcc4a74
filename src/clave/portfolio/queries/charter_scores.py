"""Candidates scored by what a charter says: one matrix of scores, and one weight for each criterion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clave.analytics.selection import Floats
from clave.portfolio.queries.judged import judged_scores
from clave.portfolio.queries.measured import Measured, measured
from clave.portfolio.rules.charter import CriterionTerms, Terms
from clave.portfolio.rules.measured import anchors_of, scored_along
from clave.portfolio.rules.states import WEIGHTS_WHOLE, Kind, Side
from clave.value.models import Run


def candidates_of(run: Run, *charters: Terms) -> Measured:
    """The candidates of a run with every measure that these charters read."""
    keys = {each.measure for terms in charters for each in terms.criteria if each.kind == Kind.MEASURED}
    return measured(run, sorted(keys))


def score_matrix(terms: Terms, found: Measured) -> Floats:
    """Candidates × criteria, 0 to 10, in the order of both; NaN where it is not known. One query for judged criteria."""
    judged = [each.key for each in terms.criteria if each.kind == Kind.JUDGED]
    means = {pair: given.mean for pair, given in judged_scores(judged).items()} if judged else {}
    columns = [_column(each, found, means) for each in terms.criteria]
    return np.column_stack(columns) if columns else np.empty((len(found.customers), 0))


def combined_weights(terms: Terms) -> Floats:
    """One weight for each criterion: its weight on its side, times how much the side counts; together 1 when whole."""
    theirs = terms.theirs_share_percent / 100
    side_counts = {Side.OURS: 1 - theirs, Side.THEIRS: theirs}
    return np.array([side_counts[each.side] * each.weight_hundredths / WEIGHTS_WHOLE for each in terms.criteria])


def _column(each: CriterionTerms, found: Measured, means: dict[tuple[int, str], float | None]) -> Floats:
    if each.kind == Kind.MEASURED:
        anchors = anchors_of(each.anchor_values)
        return scored_along(found.values[each.measure], anchors) if anchors else _unknown(found.customers)
    given = [means.get((customer, each.key)) for customer in found.customers]
    return np.array([np.nan if mean is None else mean for mean in given], dtype=np.float64)


def _unknown(customers: Sequence[int]) -> Floats:
    return np.full(len(customers), np.nan)
