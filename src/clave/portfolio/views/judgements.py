"""The doors of judgements: a rater's work list, one customer, and the file of everything said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit import tables
from clave.kit.cutting import cut
from clave.kit.tables import Cell
from clave.ledger.models import Customer
from clave.portfolio.candidate_forms import FileKind
from clave.portfolio.judgement_forms import JudgementForm
from clave.portfolio.models import Judgement
from clave.portfolio.operations import judging
from clave.portfolio.operations.charter_exports import record_judgement_export
from clave.portfolio.queries import judgements as queries
from clave.portfolio.rules.charter import CriterionTerms
from clave.portfolio.rules.judging import RATERS_NEEDED, is_old
from clave.portfolio.rules.states import SCORE_SCALE, Side
from clave.portfolio.views.charter_words import criterion_view

APART = 2
"""From so many points on, raters should read each other's evidence and talk."""


@doors.requires(Action.JUDGE_CUSTOMERS, methods=doors.READING)
def judgements(request: SignedIn) -> HttpResponse:
    """Whom to judge, and how far the judging has come."""
    charter = queries.judged_by()
    criteria, shown = queries.judged_criteria(charter), request.GET.get("show", "")
    customers = queries.work_list(request.user, timezone.localdate(), criteria)
    facts = {
        "charter": charter,
        "criteria": criteria,
        "customers": customers,
        "cut": cut([each for each in customers if _is_asked_for(each, shown)], request.GET),
        "show": shown,
        "apart_from": APART,
        "complete": sum(each.is_complete for each in customers),
        "raters": RATERS_NEEDED,
        "may_export": request.user.may(Action.EXPORT_CANDIDATES),
    }
    return render(request, "portfolio/judgements.html", facts)


def _is_asked_for(each: queries.ToJudge, shown: str) -> bool:
    """Whether a customer belongs to what was asked for: what this rater has not judged, or what lacks a rater."""
    return {"mine": each.mine < each.criteria, "lacking": not each.is_complete}.get(shown, True)


@doors.requires(Action.JUDGE_CUSTOMERS)
def judge_customer(request: SignedIn, code: str) -> HttpResponse:
    """Everything raters say of one customer, and one's own scores."""
    today = timezone.localdate()
    seen = Customer.objects.filter(queries.in_reach(request.user, today))
    customer: Customer = get_object_or_404(seen, code=code)
    criteria = queries.judged_criteria(queries.judged_by())
    said = list(queries.said_of(customer))
    forms = _forms(request, criteria, said)
    if request.method != "POST":
        return _page(request, customer, criteria, forms, said)
    valid = [form.is_valid() for form in forms]
    given = {each.key: form.given for each, form in zip(criteria, forms, strict=True) if all(valid) and form.was_given}
    refused = judging.judge_all(by=request.user, customer=customer, given=given)
    for each, form in zip(criteria, forms, strict=True):
        if each.key in refused:
            form.add_error(None, refused[each.key].sentence(gettext))
    if refused or not all(valid):
        return _page(request, customer, criteria, forms, said, 422)
    kept = gettext("What you judged is kept; the next ranking reads it.")
    messages.success(request, kept if given else gettext("Nothing was given, so nothing was changed."))
    return redirect("judge-customer", customer.code)


@doors.requires(Action.EXPORT_CANDIDATES, methods=doors.READING)
def judgements_export(request: SignedIn) -> HttpResponseBase:
    """Every judgement this person may see, with its evidence; who took it stands in the history."""
    chosen = FileKind(request.GET)
    kind = chosen.chosen if chosen.is_valid() else "csv"
    said = queries.everything_said(request.user, timezone.localdate())
    file = tables.download(table_of(said), kind, "judgements")
    record_judgement_export(by=request.user, kind=kind, rows=said.count())
    return file


def table_of(said: Any) -> tables.Table:
    """Judgements, one a row."""
    headings = {
        "customer_code": gettext("Code"),
        "customer": gettext("Customer"),
        "criterion": gettext("Criterion"),
        "rater": gettext("Rater"),
        "score": gettext("Score"),
        "rival_score": gettext("Score of the best alternative"),
        "rival": gettext("Best alternative"),
        "evidence": gettext("Evidence"),
        "confirmed_on": gettext("Confirmed by the customer on"),
        "judged_on": gettext("Judged on"),
        "counts": gettext("Counts"),
    }
    columns = [tables.Column(name, heading) for name, heading in headings.items()]
    return tables.Table(title=gettext("Judgements"), columns=columns, rows=_rows(said))


def _rows(said: Any) -> Iterator[list[Cell]]:
    for row in said.iterator(chunk_size=1_000):
        rival = None if row.rival_thousandths is None else row.rival_thousandths / SCORE_SCALE
        yield [
            *(row.customer.code, str(row.customer), row.criterion_key, str(row.rater)),
            *(row.score_thousandths / SCORE_SCALE, rival, row.rival, row.evidence, row.confirmed_on),
            *(timezone.localdate(row.at), row.counts and row.is_newest),
        ]


def _forms(request: SignedIn, criteria: list[CriterionTerms], said: list[Judgement]) -> list[JudgementForm]:
    """One form a criterion, beginning with what this rater said last."""
    mine = {row.criterion_key: _initial(row) for row in said if row.rater_id == request.user.pk}
    typed = request.POST if request.method == "POST" else None
    return [
        JudgementForm(typed, prefix=each.key, initial=mine.get(each.key), needs_rival=each.side == Side.THEIRS)
        for each in criteria
    ]


def _initial(mine: Judgement) -> dict[str, Any]:
    rival = mine.rival_thousandths
    return {
        "score": mine.score_thousandths / SCORE_SCALE,
        "rival_score": None if rival is None else rival / SCORE_SCALE,
        "rival": mine.rival,
        "evidence": mine.evidence,
        "confirmed_on": mine.confirmed_on,
    }


def _page(
    request: SignedIn,
    customer: Customer,
    criteria: list[CriterionTerms],
    forms: list[JudgementForm],
    rows: list[Judgement],
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    said: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        told = {"row": row, **_said(row), "is_old": is_old(timezone.localdate(row.at), today)}
        said.setdefault(row.criterion_key, []).append(told)
    facts = {
        "customer": customer,
        "is_manager": queries.manages(request.user, customer, today),
        "criteria": [
            {
                "terms": each,
                "view": criterion_view(each),
                "form": form,
                "said": said.get(each.key, ()),
                **_gap(said, each),
            }
            for each, form in zip(criteria, forms, strict=True)
        ],
    }
    return render(request, "portfolio/judge_customer.html", facts, status=status)


def _said(row: Judgement) -> dict[str, float | None]:
    rival = row.rival_thousandths
    return {"score": row.score_thousandths / SCORE_SCALE, "rival": None if rival is None else rival / SCORE_SCALE}


def _gap(said: dict[str, list[dict[str, Any]]], each: CriterionTerms) -> dict[str, Any]:
    """How many raters count, and how far they are apart."""
    counting = [told["score"] for told in said.get(each.key, ()) if told["row"].counts]
    return {"raters": len(counting), "gap": max(counting) - min(counting) if len(counting) > 1 else None}
