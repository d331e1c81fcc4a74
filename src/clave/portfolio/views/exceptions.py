"""The doors of requests outside the charter: their list, one of them, and asking."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.portfolio.exception_forms import Request
from clave.portfolio.models import ExceptionRequest
from clave.portfolio.operations.exceptions import ask_exception
from clave.portfolio.rules.candidates import interval
from clave.portfolio.rules.exceptions import GROUND_ANSWERS, GROUND_NAMES, NEXT_STEPS, VERDICT_NAMES, Ground, Verdict
from clave.portfolio.views import portfolio_tables
from clave.portfolio.views.portfolio_tables import exported

MARKS = {
    Verdict.REFUSED: "bad",
    Verdict.NO_EXCEPTION_NEEDED: "good",
    Verdict.CANNOT_BE_SCORED: "warn",
    Verdict.MERGED: "warn",
    Verdict.KEY_ACCOUNT: "none",
    Verdict.NOT_A_CANDIDATE: "warn",
}
RELATED = ("customer", "asked_by", "ranking__charter")


@doors.requires(Action.SEE_DECISIONS, methods=doors.READING)
def exceptions(request: SignedIn) -> HttpResponse:
    """Every request this person may see, the newest first."""
    rows = ExceptionRequest.objects.visible_to(request.user).select_related(*RELATED)
    shown = {
        "rows": [_told(row) for row in rows],
        "may_ask": request.user.may(Action.ASK_EXCEPTIONS),
        "may_export": request.user.may(Action.EXPORT_DECISIONS),
    }
    return render(request, "portfolio/exceptions.html", shown)


@doors.requires(Action.EXPORT_DECISIONS, methods=doors.READING)
def exceptions_export(request: SignedIn) -> HttpResponseBase:
    """The same as a file; who took it stands in the history."""
    rows = ExceptionRequest.objects.visible_to(request.user).select_related(*RELATED)
    return exported(request, portfolio_tables.exceptions(rows), "exceptions")


@doors.requires(Action.SEE_DECISIONS, methods=doors.READING)
def exception(request: SignedIn, number: int) -> HttpResponse:
    """One request: who asked for whom and why, what the charter said, on which figures, and what to do now."""
    rows = ExceptionRequest.objects.visible_to(request.user).select_related(*RELATED)
    found = get_object_or_404(rows, number=number)
    return render(request, "portfolio/exception.html", {**_told(found), "happened": happened(found)})


@doors.requires(Action.ASK_EXCEPTIONS)
def ask(request: SignedIn) -> HttpResponse:
    """Ask for a customer outside the charter."""
    first = {"customer": request.GET.get("customer", "")}
    form = Request(request.POST if request.method == "POST" else None, user=request.user, initial=first)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portfolio/ask_exception.html", {"form": form}, status=status_of(form))
    try:
        made = ask_exception(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return render(request, "portfolio/ask_exception.html", {"form": form}, status=refusal.http_status)
    return redirect("exception", made.number)


def _could_reach(row: ExceptionRequest) -> bool:
    """Whether what was not known could have lifted the customer to the line."""
    high, line = row.figures.get("score_high"), row.figures.get("entry_line")
    is_below = row.verdict == Verdict.REFUSED and high is not None and line is not None
    return bool(is_below and row.figures.get("missing") and high >= line)


def _told(row: ExceptionRequest) -> dict[str, Any]:
    """A request in the reader's words."""
    verdict, ground = Verdict(row.verdict), Ground(row.ground)
    low, high = interval(*(row.figures.get(name) for name in ("score", "score_high", "low", "high")))
    return {
        "row": row,
        "figures": row.figures,
        "low": low,
        "high": high,
        "mark": MARKS[verdict],
        "verdict": gettext(VERDICT_NAMES[verdict]),
        "ground": gettext(GROUND_NAMES[ground]),
        "answer": gettext(GROUND_ANSWERS[ground]),
        "next_step": gettext(NEXT_STEPS[verdict]),
        "could_reach": _could_reach(row),
        "is_refused": verdict is Verdict.REFUSED,
        "may_propose": verdict is Verdict.NO_EXCEPTION_NEEDED,
    }
