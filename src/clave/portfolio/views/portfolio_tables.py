"""Decisions, key accounts, exceptions and offers as tables that leave Clave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from clave.access.requests import SignedIn
from clave.kit.tables import KINDS, Column, Table, download
from clave.portfolio.models import Decision, ExceptionRequest
from clave.portfolio.operations.exports import record_taken
from clave.portfolio.queries.key_accounts import Members, cost_of
from clave.portfolio.rules.deciding import tally_of
from clave.portfolio.rules.states import SCORE_SCALE


def exported(request: SignedIn, table: Table, name: str) -> HttpResponseBase:
    """A table as CSV or XLSX; who took it stands in the history."""
    kind = request.GET.get("kind") or "csv"
    if kind not in KINDS:
        sentence = gettext("A list can be taken as CSV or XLSX. Nothing was exported.")
        return render(request, "value/refused.html", {"sentence": sentence, "back": name}, status=422)
    rows = list(table.rows)
    file = download(Table(table.title, table.columns, rows, table.run, table.as_of), kind, name)
    record_taken(
        by=request.user,
        what=name,
        kind=kind,
        rows=len(rows),
        columns=[column.id for column in table.columns],
    )
    return file


def decisions(rows: Iterable[Decision]) -> Table:
    """One row a proposal."""
    columns = [
        Column("number", gettext("Number")),
        Column("kind", gettext("Kind")),
        Column("state", gettext("State")),
        Column("customer_code", gettext("Code")),
        Column("customer", gettext("Customer")),
        Column("charter", gettext("Charter")),
        Column("ranking", gettext("Ranking")),
        Column("ranking_as_of", gettext("Ranking as of")),
        Column("proposed_on", gettext("Proposed")),
        Column("proposed_by", gettext("Proposed by")),
        Column("reason", gettext("Why")),
        Column("yes", gettext("Yes")),
        Column("no", gettext("No")),
        Column("recused", gettext("Recused")),
        Column("decided_on", gettext("Decided")),
        Column("decided_by", gettext("Decided by")),
        Column("effective_on", gettext("Counts from")),
        Column("minutes", pgettext("of a meeting", "Minutes")),
    ]
    return Table(gettext("Decisions"), columns, (_decision(row) for row in rows), as_of=timezone.localdate())


def _decision(row: Decision) -> tuple[Any, ...]:
    tally = tally_of(vote.choice for vote in row.votes.all())
    return (
        row.number,
        row.kind,
        row.state,
        row.customer.code,
        row.customer.name,
        str(row.ranking.charter),
        row.ranking.short_code,
        row.ranking.as_of,
        timezone.localdate(row.proposed_at),
        str(row.proposed_by),
        row.reason,
        tally.yes,
        tally.no,
        tally.recused,
        timezone.localdate(row.decided_at) if row.decided_at else None,
        str(row.decided_by) if row.decided_by else None,
        row.effective_on,
        row.minutes,
    )


def key_accounts(found: Members) -> Table:
    """One row a key account, those that left at the end."""
    columns = [
        Column("customer_code", gettext("Code")),
        Column("customer", gettext("Customer")),
        Column("admitted_on", gettext("Since")),
        Column("released_on", gettext("Left on")),
        Column("decision", gettext("Decision")),
        Column("score", gettext("Score"), "0.000"),
        Column("rank", gettext("Rank")),
        Column("below_exit_line", gettext("Below the exit line")),
        Column("reviews_below_in_a_row", gettext("Reviews below in a row")),
        Column("manager", gettext("Key account manager")),
        Column("sponsor", gettext("Executive sponsor")),
        Column("offers", gettext("Offers")),
        Column("merged_into", gettext("Merged into")),
    ]
    rows = [_member(line) for line in found.lines]
    rows += [
        (held.customer.code, held.customer.name, held.admitted_on, held.released_on, held.admission.number)
        + (None,) * 8
        for held in found.left
    ]
    ranking = found.ranking
    title, as_of = gettext("Key accounts"), ranking.as_of if ranking else timezone.localdate()
    return Table(title, columns, rows, ranking.short_code if ranking else "", as_of)


def _member(line: Any) -> tuple[Any, ...]:
    score = line.score
    return (
        line.customer.code,
        line.customer.name,
        line.held.admitted_on,
        line.held.released_on,
        line.held.admission.number,
        score.score / SCORE_SCALE if score and score.score is not None else None,
        score.rank if score else None,
        line.is_below if line.is_valued else None,
        len(line.in_a_row) if line.is_valued else None,
        ", ".join(line.people.get("manager", [])),
        ", ".join(line.people.get("sponsor", [])),
        ", ".join(offer.element.name for offer in line.offers),
        line.group.code if line.group else None,
    )


def exceptions(rows: Iterable[ExceptionRequest]) -> Table:
    """One row a request."""
    columns = [
        Column("number", gettext("Number")),
        Column("asked_on", gettext("Asked")),
        Column("asked_by", gettext("Asked by")),
        Column("on_behalf_of", gettext("For whom")),
        Column("customer_code", gettext("Code")),
        Column("customer", gettext("Customer")),
        Column("ground", gettext("Ground")),
        Column("reason", gettext("Why")),
        Column("verdict", gettext("What the charter says")),
        Column("score", gettext("Score"), "0.000"),
        Column("entry_line", gettext("Entry line"), "0.000"),
        Column("ranking", gettext("Ranking")),
    ]
    return Table(gettext("Exceptions"), columns, (_exception(row) for row in rows), as_of=timezone.localdate())


def _exception(row: ExceptionRequest) -> tuple[Any, ...]:
    score, line = row.figures.get("score"), row.figures.get("entry_line")
    return (
        row.number,
        timezone.localdate(row.asked_at),
        str(row.asked_by),
        row.on_behalf_of,
        row.customer.code,
        row.customer.name,
        row.ground,
        row.reason,
        row.verdict,
        None if score is None else score / SCORE_SCALE,
        None if line is None else line / SCORE_SCALE,
        row.figures.get("ranking"),
    )


def offers(found: Members) -> Table:
    """One row for each element that a key account gets; a key account that gets nothing has a row without an element."""
    columns = [
        Column("customer_code", gettext("Code")),
        Column("customer", gettext("Customer")),
        Column("element", gettext("What it gets")),
        Column("function", gettext("Function")),
        Column("given_from", gettext("From")),
        Column("given_to", gettext("To")),
        Column("yearly_cost", gettext("Cost a year"), "#,##0.00"),
        Column("currency", gettext("Currency")),
    ]
    rows = [row for line in found.lines for row in _gifts(line)]
    return Table(gettext("Offers"), columns, rows, as_of=timezone.localdate())


def _gifts(line: Any) -> list[tuple[Any, ...]]:
    who = (line.customer.code, line.customer.name)
    if not line.offers:
        return [(*who, *(None,) * 6)]
    found = []
    for offer in line.offers:
        cost = cost_of(offer) if line.is_valued else None
        function = offer.element.function
        money = (cost.amount, cost.currency) if cost else (None, None)
        name = function.name if function else None
        found.append((*who, offer.element.name, name, offer.given_from, offer.given_to, *money))
    return found
