"""The doors of runs: the list, a new one, one with its record, computing it again, its book as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.value import exports
from clave.value.choice_words import choice_of
from clave.value.columns import Opens
from clave.value.fields import reading
from clave.value.forms import ExportKind
from clave.value.models import Run
from clave.value.operations.recomputing import queue_recomputation
from clave.value.operations.running import queue_run
from clave.value.queries import customers
from clave.value.queries import runs as queries
from clave.value.queries.choosing import Asked, selection
from clave.value.rules import AT_WORK, TOTAL_NAMES
from clave.value.run_forms import RunParameters
from clave.value.views.customers import book_file
from clave.value.views.recomputation_words import why_it_differs
from clave.value.views.run_words import RunView

SHOWN_RECOMPUTATIONS = 10


@doors.requires(Action.SEE_RUNS, methods=doors.READING)
def runs(request: SignedIn) -> HttpResponseBase:
    """Every run, newest first."""
    now = timezone.now()
    shown = [RunView(run, now) for run in queries.shown_runs(request.user)]
    facts = {"runs": shown, "limit": queries.SHOWN_RUNS, "may_start": request.user.may(Action.START_RUN)}
    facts, tables = {**facts, "version": queries.data_version()}, {"runs": lambda: exports.runs(shown)}
    return leaving.page(request, "value/runs.html", facts, tables, needs=Action.EXPORT_RUNS)


@doors.requires(Action.START_RUN)
def start_run(request: SignedIn) -> HttpResponse:
    """Choose the parameters of a run and have it computed."""
    if request.method != "POST":
        return _parameters_page(request, RunParameters.offering(queries.usual_parameters()))
    form = RunParameters(request.POST)
    if not form.is_valid():
        return _parameters_page(request, form, 422)
    try:
        run = queue_run(by=request.user, **form.parameters)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _parameters_page(request, form, refusal.http_status)
    if run.is_done:
        messages.info(request, gettext("These inputs were computed before: this is that run, unchanged."))
    return redirect("run", run.short_code)


@doors.requires(Action.SEE_RUNS, methods=doors.READING)
def run(request: SignedIn, code: str) -> HttpResponseBase:
    """One run: where it stands, what went in, what came out; a part of it while it is at work."""
    found = _run(request, code)
    view = RunView(found, timezone.now())
    if "HX-Request" in request.headers:
        return _looked_again(request, view)
    reads = reading(request.user, timezone.localdate())
    choice = choice_of(found, reads)
    again = list(found.recomputations.select_related("by", "run")[:SHOWN_RECOMPUTATIONS])
    facts = {
        "view": view,
        "totals": [(gettext(TOTAL_NAMES[name]), money) for name, money in queries.money_totals(found)],
        "worth": customers.totals(selection(found, reads, Asked(singles=True))) if found.is_done else None,
        "choice": choice,
        "recomputations": [(one, why_it_differs(one)) for one in again],
        "is_recomputing": any(one.state in AT_WORK for one in again),
        "may_start": request.user.may(Action.START_RUN),
        "may_export": request.user.may(Action.EXPORT_CUSTOMERS),
        "shows_value": Opens.VALUE in reads.reaches,
        "happened": happened(found),
    }
    tables = {"files": lambda: exports.files(view)}
    if choice and choice.is_tried:
        tables |= {"choice": lambda: exports.choice(choice, found), "days": lambda: exports.earlier_days(choice, found)}
    return leaving.page(request, "value/run.html", facts, tables, needs=Action.EXPORT_RUNS)


@doors.requires(Action.START_RUN, methods=["POST"])
def recompute_run(request: SignedIn, code: str) -> HttpResponse:
    """Have a finished run computed again."""
    found = _run(request, code)
    try:
        queue_recomputation(by=request.user, run=found)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    else:
        messages.info(request, gettext("It is being computed again. What comes out stands here in a moment."))
    return redirect("run", found.short_code)


@doors.requires(Action.EXPORT_CUSTOMERS, methods=doors.READING)
def run_export(request: SignedIn, code: str) -> HttpResponseBase:
    """The book of a finished run as a file, every single customer, in the classes this person reads."""
    found = _run(request, code)
    chosen = ExportKind(request.GET)
    if not found.is_done or not chosen.is_valid():
        sentence = gettext("The book of a finished run can be taken as CSV or XLSX. Nothing was exported.")
        facts = {"sentence": sentence, "back": "runs"}
        return render(request, "value/refused.html", facts, status=422)
    reads = reading(request.user, timezone.localdate())
    return book_file(request, selection(found, reads, Asked(singles=True)), chosen.chosen)


def _run(request: SignedIn, code: str) -> Run:
    seen = Run.objects.visible_to(request.user).select_related("by", "data_version")
    found: Run = get_object_or_404(seen, short_code=code)
    return found


def _looked_again(request: SignedIn, view: RunView) -> HttpResponse:
    """Where the work stands now; the whole page anew once it is over."""
    if view.is_at_work:
        return render(request, "value/run_state.html", {"view": view})
    if view.run.recomputations.filter(state__in=AT_WORK).exists():
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Refresh": "true"})


def _parameters_page(request: SignedIn, form: RunParameters, status: int = 200) -> HttpResponse:
    version = queries.data_version()
    facts = {"form": form, "version": version, "currencies": queries.currencies()}
    files = queries.ledger_files(version.number) if version else []
    return render(request, "value/start_run.html", {**facts, "files": files}, status=status)
