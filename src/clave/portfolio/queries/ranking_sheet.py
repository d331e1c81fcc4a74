"""Everything a ranking rests on: the candidates, what the run measured of them, and what raters said by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from clave.analytics.selection import Floats
from clave.portfolio.models import CandidateScore, Charter, Ranking
from clave.portfolio.queries.charter import terms_of
from clave.portfolio.queries.charter_scores import combined_weights
from clave.portfolio.queries.judged import Judged, judged_scores
from clave.portfolio.queries.measured import Measured, measured
from clave.portfolio.rules.charter import Terms
from clave.portfolio.rules.measured import anchors_of, scored_along
from clave.portfolio.rules.ranking import Sheet
from clave.portfolio.rules.states import Kind, Side
from clave.value.models import BookRow, Run

Given = Mapping[tuple[int, str], Judged]


@dataclass(frozen=True)
class Candidates:
    """The candidates in the order of the run, with what is known of each on every criterion of the charter."""

    terms: Terms
    measured: Measured
    judged: Given
    sheet: Sheet


def candidates_for(charter: Charter, run: Run, until: datetime, who: Any | None = None) -> Candidates:
    """What is known at a moment of the active customers of a run, or of `who` among its rows."""
    terms = terms_of(charter)
    measures = sorted({each.measure for each in terms.criteria if each.kind == Kind.MEASURED})
    return known_of(measured(run, measures, who), terms, until)


def known_of(found: Measured, terms: Terms, until: datetime) -> Candidates:
    """What is known at a moment of candidates whose measures were read already."""
    judged_keys = [each.key for each in terms.criteria if each.kind == Kind.JUDGED]
    judged = judged_scores(judged_keys, until=until) if judged_keys else {}
    return Candidates(terms, found, judged, _sheet(terms, found, judged))


def candidates_again(ranking: Ranking, until: datetime) -> Candidates:
    """What was known then of just the candidates of a finished ranking."""
    ids = CandidateScore.objects.filter(ranking=ranking).values("customer_id")
    who = BookRow.objects.filter(run=ranking.run, is_widest=True, customer_id__in=ids)
    return candidates_for(ranking.charter, ranking.run, until, who)


def _sheet(terms: Terms, found: Measured, judged: Given) -> Sheet:
    scores, spread, rivals = (np.full((len(found.customers), len(terms.criteria)), np.nan) for _ in range(3))
    for at, each in enumerate(terms.criteria):
        anchors = anchors_of(each.anchor_values) if each.kind == Kind.MEASURED else ()
        if anchors:
            scores[:, at] = scored_along(found.values[each.measure], anchors)
    _fill_judged(terms, found, judged, (scores, spread, rivals))
    is_theirs = np.array([each.side == Side.THEIRS for each in terms.criteria])
    return Sheet(scores, spread, rivals, combined_weights(terms), is_theirs)


def _fill_judged(terms: Terms, found: Measured, judged: Given, into: tuple[Floats, Floats, Floats]) -> None:
    """Write what raters said where they are enough; everything else stays not known."""
    rows = {customer: row for row, customer in enumerate(found.customers)}
    columns = {each.key: at for at, each in enumerate(terms.criteria)}
    for (customer, key), given in judged.items():
        if customer in rows and given.mean is not None:
            at = rows[customer], columns[key]
            for table, value in zip(into, (given.mean, given.standard_error, given.rival_mean), strict=True):
                table[at] = np.nan if value is None else value
