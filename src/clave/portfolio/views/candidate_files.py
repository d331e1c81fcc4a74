"""The door through which candidates leave as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit import tables
from clave.kit.tables import Cell
from clave.portfolio.candidate_forms import CandidateFilter, FileKind
from clave.portfolio.operations.candidate_exports import record_candidate_export
from clave.portfolio.queries.candidates import Found, Line, found
from clave.portfolio.rules.states import SCORE_SCALE
from clave.portfolio.views.candidates import standing_asked
from clave.value.rules import BASIS_POINTS

SCORE, SHARE, COUNT = "0.000", "0.0%", "#,##0"


@doors.requires(Action.EXPORT_CANDIDATES, methods=doors.READING)
def candidates_export(request: SignedIn) -> HttpResponseBase:
    """The list just as it was asked for, with ranking, charter and date; who took it stands in the history."""
    form, chosen = CandidateFilter(request.GET), FileKind(request.GET)
    stands = standing_asked(request, form.ranking_code)
    if not chosen.is_valid() or not form.is_valid() or stands.ranking is None:
        sentence = gettext("The candidates of a finished ranking can be taken as CSV or XLSX. Nothing was exported.")
        return render(request, "value/refused.html", {"sentence": sentence, "back": "candidates"}, status=422)
    held = found(request.user, stands.ranking, form.asked, timezone.localdate(), is_latest=stands.is_latest)
    table = table_of(held)
    file = tables.download(table, chosen.chosen, f"candidates-{stands.ranking.short_code}")
    record_candidate_export(
        by=request.user,
        ranking=stands.ranking,
        kind=chosen.chosen,
        rows=held.rows.count(),
        columns=[column.id for column in table.columns],
        asked=asdict(held.asked),
    )
    return file


def table_of(held: Found) -> tables.Table:
    """The candidates with everything that is kept of them; each row says from which ranking and charter."""
    return tables.Table(
        title=gettext("Candidates"),
        columns=[*_columns(held), *_criteria(held), *_origin()],
        rows=_rows(held),
        run=held.ranking.run.short_code,
        as_of=held.ranking.as_of,
    )


def _columns(held: Found) -> list[tables.Column]:
    first = {"first": held.ranking.first}
    return [
        tables.Column("rank", gettext("Place"), COUNT),
        tables.Column("rank_best", gettext("Best place when one weight moves ten points"), COUNT),
        tables.Column("rank_worst", gettext("Worst place when one weight moves ten points"), COUNT),
        tables.Column("customer_code", gettext("Code")),
        tables.Column("customer", gettext("Customer")),
        tables.Column("status", gettext("State")),
        tables.Column("below_exit_line", gettext("Key account below the exit line")),
        tables.Column("score", gettext("Score"), SCORE),
        tables.Column("score_low", gettext("Score, interval from"), SCORE),
        tables.Column("score_high", gettext("Score, interval to"), SCORE),
        tables.Column("score_if_known", gettext("Score if everything unknown were a 10"), SCORE),
        tables.Column("top_k_probability", gettext("Chance among the first %(first)s") % first, SHARE),
        tables.Column("known_share", gettext("Share of the weight that is known"), SHARE),
        tables.Column("attractiveness", gettext("How attractive to us"), SCORE),
        tables.Column("strength", gettext("How strong we are in the customer's eyes (1 is parity)"), SCORE),
    ]


def _criteria(held: Found) -> list[tables.Column]:
    return [tables.Column(f"criterion_{each.key}", each.name, SCORE) for each in held.criteria]


def _origin() -> list[tables.Column]:
    return [
        tables.Column("ranking", gettext("Ranking")),
        tables.Column("charter", gettext("Charter")),
        tables.Column("ranked_on", gettext("Ranked on")),
    ]


def _rows(held: Found) -> Iterator[list[Cell]]:
    ranking = held.ranking
    ranked_on = timezone.localdate(ranking.finished_at) if ranking.finished_at else None
    origin: list[Cell] = [ranking.short_code, str(ranking.charter), ranked_on]
    for line in held.every_line():
        by = line.row.by_criterion
        yield [*_figures(line), *(_scaled(by.get(each.key, {}).get("score")) for each in held.criteria), *origin]


def _figures(line: Line) -> list[Cell]:
    row, places = line.row, line.places or (None, None)
    return [
        row.rank,
        *places,
        row.customer.code,
        str(row.customer),
        line.status.value,
        line.is_below_exit,
        *(_scaled(value) for value in (row.score, row.low, row.high, row.score_high)),
        _share(row.top_k_basis_points),
        _share(row.known_basis_points),
        _scaled(row.ours),
        _scaled(row.strength_thousandths),
    ]


def _scaled(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / SCORE_SCALE


def _share(basis_points: int | None) -> float | None:
    return None if basis_points is None else basis_points / BASIS_POINTS
