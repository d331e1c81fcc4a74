"""Weights of a draft from comparing its criteria two at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.pairwise import ACCEPTED, Compared, Floats, compared, least_consistent, matrix_of
from clave.analytics.refusals import ParameterOutOfRange
from clave.portfolio.models import Charter
from clave.portfolio.operations.charter import edit_charter, fresh
from clave.portfolio.queries.charter import terms_of
from clave.portfolio.rules.charter import CriterionTerms, whole_weights
from clave.portfolio.rules.charter_refusals import ComparisonsContradict, ComparisonsUnfit
from clave.portfolio.rules.states import Side
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

Pairs = Mapping[tuple[str, str], float]


@transaction.atomic
def weigh_by_comparison(
    *, by: User, charter: Charter, version: int, side: Side, pairs: Pairs, looked_again: bool = False
) -> Charter:
    """Set the weights of one side from `pairs`: (key, other key) -> how many times the first counts as much, 1/9 to 9.

    Raises ComparisonsUnfit, ComparisonsContradict (unless the contradicting three were looked at again), and what
    edit_charter raises.
    """
    refuse_unless(by, Action.CHANGE_CHARTER)
    journal.lock()
    terms = terms_of(fresh(charter))
    criteria = terms.of_side(side)
    matrix = matrix_from(criteria, pairs)
    found = compared(matrix)
    if not (found.is_consistent or looked_again):
        raise contradiction(criteria, matrix, found)
    weights = dict(zip((each.key for each in criteria), whole_weights(found.weights.tolist()), strict=True))
    weighed = tuple(
        replace(each, weight_hundredths=weights.get(each.key, each.weight_hundredths)) for each in terms.criteria
    )
    saved = edit_charter(by=by, charter=charter, version=version, terms=replace(terms, criteria=weighed))
    told = {"pairs": {f"{one}|{other}": value for (one, other), value in pairs.items()}, "ratio": round(found.ratio, 4)}
    saved.comparisons = {**saved.comparisons, side.value: {**told, "looked_again": found.ratio > ACCEPTED}}
    saved.save(update_fields=["comparisons"])
    after = {"side": side, **saved.comparisons[side.value], "weights": weights}
    journal.record(by=by, event="portfolio.charter.compared", subject=saved, after=after, holds=FieldClass.F2)
    return saved


def matrix_from(criteria: Sequence[CriterionTerms], pairs: Pairs) -> Floats:
    """The matrix of comparisons in the order of the criteria; raises ComparisonsUnfit when one is missing or beyond."""
    keys = [each.key for each in criteria]
    if len(keys) < 2:
        raise ComparisonsUnfit
    places = {key: place for place, key in enumerate(keys)}
    upper = {(places[a], places[b]): value for (a, b), value in pairs.items() if a in places and b in places}
    flipped = {(b, a): 1 / value for (a, b), value in upper.items() if value}
    try:
        matrix = matrix_of({**flipped, **upper}, len(keys))
        compared(matrix)
    except ParameterOutOfRange as error:
        raise ComparisonsUnfit from error
    return matrix


def contradiction(criteria: Sequence[CriterionTerms], matrix: Floats, found: Compared) -> ComparisonsContradict:
    """Why these comparisons are not used: their ratio, and the three that contradict each other most."""
    one, two, three = (criteria[place].name for place in least_consistent(matrix))
    return ComparisonsContradict(ratio=f"{found.ratio:.2f}", one=one, two=two, three=three)


def pairs_of(criteria: Sequence[CriterionTerms]) -> list[tuple[CriterionTerms, CriterionTerms]]:
    """Every two criteria once, in their order."""
    return list(combinations(criteria, 2))
