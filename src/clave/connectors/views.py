"""The doors of connectors: set up, looked at, tried, allowed, paused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.connectors import exports, queries
from clave.connectors.forms import ConnectorForm, What, filled_from
from clave.connectors.models import Connector
from clave.connectors.operations import going, saving
from clave.connectors.rules import Program, RunState
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.ledger.rules import BRINGS


@doors.requires(Action.SEE_CONNECTORS, methods=doors.READING)
def list_connectors(request: SignedIn) -> HttpResponseBase:
    """Every connector this person sees, with how it went last."""
    rows = queries.connectors(request.user)
    shown = {"connectors": rows, "may_change": request.user.may(Action.CHANGE_CONNECTORS)}
    tables = {"connectors": lambda: exports.connectors(rows)}
    return leaving.page(request, "connectors/connectors.html", shown, tables, needs=Action.EXPORT_CONNECTORS)


@doors.requires(Action.CHANGE_CONNECTORS)
def new_connector(request: SignedIn) -> HttpResponse:
    """Choose a program and what of it, then say how to reach it."""
    what = What(request.GET if "what" in request.GET else None)
    if not what.is_valid():
        return render(request, "connectors/what.html", {"form": what}, status=422 if request.method == "POST" else 200)
    program, brings = what.cleaned_data["what"]
    form = ConnectorForm(request.POST if request.method == "POST" else None, program=program, brings=brings)

    def saved() -> Connector:
        return saving.add_connector(by=request.user, program=program, brings=brings, terms=form.terms)

    return _saved(request, form, Connector(program=program, brings=brings), saved)


@doors.requires(Action.CHANGE_CONNECTORS)
def change_connector(request: SignedIn, pk: int) -> HttpResponse:
    """Say how to reach it now."""
    row = _connector(request, pk)
    given: dict[str, Any] = {"program": Program(row.program), "brings": row.brings}
    form = ConnectorForm(request.POST if request.method == "POST" else None, initial=filled_from(row), **given)

    def saved() -> Connector:
        version = form.cleaned_data["version"] or 0
        return saving.change_connector(by=request.user, connector=row, version=version, terms=form.terms)

    return _saved(request, form, row, saved)


@doors.requires(Action.SEE_CONNECTORS, methods=doors.READING)
def see_connector(request: SignedIn, pk: int) -> HttpResponseBase:
    """One connector: what it reads, how far it has come, every time it went."""
    return _page(request, _connector(request, pk))


@doors.requires(Action.CHANGE_CONNECTORS, methods=["POST"])
def check_connector(request: SignedIn, pk: int) -> HttpResponseBase:
    """Ask the source for its columns now."""
    row = _connector(request, pk)
    try:
        columns = going.check_connector(by=request.user, connector=row)
    except Refusal as refusal:
        return _page(request, row, refusal)
    told = gettext("%(name)s answers. Its columns: %(columns)s") % {"name": row, "columns": ", ".join(columns)}
    messages.success(request, told)
    return redirect("connector", pk)


@doors.requires(Action.CHANGE_CONNECTORS, methods=["POST"])
def pause_connector(request: SignedIn, pk: int) -> HttpResponse:
    """Let it rest, or go again."""
    row = _connector(request, pk)
    saving.pause_connector(by=request.user, connector=row, paused=request.POST.get("paused") == "1")
    return redirect("connector", pk)


@doors.requires(Action.ALLOW_CONNECTORS, methods=["POST"])
def allow_connector(request: SignedIn, pk: int) -> HttpResponseBase:
    """Let clean data in without a person, or no longer."""
    return _done(request, pk, lambda row: saving.allow_connector(
        by=request.user, connector=row, allowed=request.POST.get("allowed") == "1"
    ))  # fmt: skip


@doors.requires(Action.RUN_CONNECTORS, methods=["POST"])
def send_connector(request: SignedIn, pk: int) -> HttpResponseBase:
    """Fetch what is new, and show it as it would come in."""
    return _done(request, pk, lambda row: going.go(by=request.user, connector=row))


def _done(request: SignedIn, pk: int, do: Callable[[Connector], Any]) -> HttpResponseBase:
    """Do something that only who brings in this kind of data may do."""
    row: Connector = get_object_or_404(
        Connector.objects.brought_by(request.user).select_related("owner", "mapping"), pk=pk
    )
    try:
        do(row)
    except Refusal as refusal:
        return _page(request, row, refusal)
    return redirect("connector", pk)


def _connector(request: SignedIn, pk: int) -> Connector:
    rows = Connector.objects.visible_to(request.user).select_related("owner", "allowed_by", "mapping")
    row: Connector = get_object_or_404(rows, pk=pk)
    return row


def _saved(request: SignedIn, form: ConnectorForm, row: Connector, save: Callable[[], Connector]) -> HttpResponse:
    """The form, or where it leads once it is saved."""
    status = 200
    if request.method == "POST":
        status = status_of(form)
        if form.is_valid():
            try:
                return redirect("connector", save().pk)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence(gettext))
                status = refusal.http_status
    return render(request, "connectors/form.html", {"form": form, "connector": row}, status=status)


def _page(request: SignedIn, row: Connector, refusal: Refusal | None = None) -> HttpResponseBase:
    """The page of one connector; a refusal stands at its top."""
    user, runs = request.user, list(queries.runs_of(row)[: queries.SHOWN_RUNS])
    brings = user.may(BRINGS[row.kind])
    shown = {
        "connector": row,
        "runs": runs,
        "limit": queries.SHOWN_RUNS,
        "mark": queries.mark_of(row),
        "going": bool(runs) and runs[0].state == RunState.FETCHING and not runs[0].is_silent(timezone.now()),
        "waiting": queries.waiting(row),
        "may_change": user.may(Action.CHANGE_CONNECTORS),
        "may_go": user.may(Action.RUN_CONNECTORS) and brings,
        "may_allow": user.may(Action.ALLOW_CONNECTORS) and brings,
        "refusal": refusal and refusal.sentence(gettext),
    }
    status = refusal.http_status if refusal else 200
    tables = {"times": lambda: exports.times(queries.runs_of(row))}
    return leaving.page(
        request, "connectors/connector.html", shown, tables, needs=Action.EXPORT_CONNECTORS, status=status
    )
