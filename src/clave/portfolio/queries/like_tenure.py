"""Measured criteria that are length of relationship under another name, found before anybody proposes them."""

from __future__ import annotations

from dataclasses import replace

from clave.portfolio.queries.charter_scores import candidates_of, score_matrix
from clave.portfolio.rules.charter import CriterionTerms, Terms
from clave.portfolio.rules.measured import MEASURES, suggested_anchors
from clave.portfolio.rules.ranking import like_tenure
from clave.portfolio.rules.states import Kind
from clave.value.models import Run


def tenure_in(terms: Terms, run: Run | None) -> list[CriterionTerms]:
    """The measured criteria of a charter whose scores go together with the date of the first order; none without a run."""
    asked = replace(terms, criteria=tuple(each for each in terms.criteria if each.kind == Kind.MEASURED))
    if run is None or not asked.criteria:
        return []
    found = candidates_of(run, asked)
    told = replace(asked, criteria=tuple(_with_figures(each, found.values[each.measure]) for each in asked.criteria))
    pairs = like_tenure(score_matrix(told, found), found.first_ordered_on)
    return [asked.criteria[pair.one] for pair in pairs]


def _with_figures(each: CriterionTerms, values: tuple[float | None, ...]) -> CriterionTerms:
    """A criterion whose figures are not written yet is looked at with the suggested ones."""
    if each.anchor_values and all(each.anchor_values):
        return each
    return replace(each, anchor_values=suggested_anchors(MEASURES[each.measure], values))
