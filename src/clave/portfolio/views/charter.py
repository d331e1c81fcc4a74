"""The doors of the charter: what is in force, every version, what one would change on paper, and its moves."""

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
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.portfolio import exports
from clave.portfolio.charter_forms import Because, Seen
from clave.portfolio.models import Charter
from clave.portfolio.operations import charter as operations
from clave.portfolio.queries import charter as queries
from clave.portfolio.queries.like_tenure import tenure_in
from clave.portfolio.queries.on_paper import on_paper
from clave.portfolio.rules.charter import unfinished
from clave.portfolio.rules.states import CharterState
from clave.portfolio.views import charter_words as words

Move = Callable[..., Charter]


@doors.requires(Action.SEE_CHARTER, methods=doors.READING)
def charter(request: SignedIn) -> HttpResponseBase:
    """The charter in force, the version that is being worked on, and every version there was."""
    force, working = queries.in_force(), queries.open_version()
    versions = list(queries.versions(request.user))
    facts = {
        "force": force,
        "working": working,
        "working_state": words.state_said(working) if working else "",
        "seal": queries.seal_of(force) if force else None,
        "approvals": words.approvals_said(force) if force else [],
        "waits_for": words.waits_for(working) if working and working.state == CharterState.PROPOSED else "",
        "versions": words.versions_said(versions),
        "may_change": request.user.may(Action.CHANGE_CHARTER),
        "form": Because(),
        **(words.terms_said(force) if force else {}),
    }
    tables = {"versions": lambda: exports.versions(versions)}
    return leaving.page(request, "portfolio/charter.html", facts, tables, needs=Action.EXPORT_CHARTER)


@doors.requires(Action.CHANGE_CHARTER, methods=["POST"])
def draft_charter(request: SignedIn) -> HttpResponse:
    """Begin the next version, for a reason."""
    form = Because(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        operations.draft_charter(by=request.user, reason=reason)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
        return redirect("charter")
    return redirect("edit-charter")


@doors.requires(Action.SEE_CHARTER, methods=doors.READING)
def charter_version(request: SignedIn, number: int) -> HttpResponse:
    """One version: what it says, its seal, who approved it, and what differs from the one before."""
    return _version(request, _whole(request, number))


@doors.requires(Action.SEE_CANDIDATES, methods=doors.READING)
def charter_trial(request: SignedIn, number: int) -> HttpResponse:
    """Who would enter and leave with this version, before it is locked."""
    found = _whole(request, number)
    paper = on_paper(request.user, found, timezone.now(), timezone.localdate())
    facts = {"charter": found, "paper": paper, "may_run": request.user.may(Action.START_RUN)}
    return render(request, "portfolio/charter_trial.html", facts)


@doors.requires(Action.CHANGE_CHARTER, methods=["POST"])
def propose_charter(request: SignedIn, number: int) -> HttpResponse:
    """Put the draft to its approvers."""
    said = gettext("Charter %(charter)s is proposed. Two others approve it now.")
    return _moved(request, number, operations.propose_charter, said)


@doors.requires(Action.APPROVE_CHARTER, methods=["POST"])
def approve_charter(request: SignedIn, number: int) -> HttpResponse:
    """Say yes to a proposal."""
    said = gettext("You approved charter %(charter)s.")
    return _moved(request, number, operations.approve_charter, said)


@doors.requires(Action.APPROVE_CHARTER, methods=["POST"])
def send_back_charter(request: SignedIn, number: int) -> HttpResponse:
    """Make a proposal a draft again, for a reason."""
    said = gettext("Charter %(charter)s is a draft again.")
    return _moved(request, number, operations.send_back_charter, said, asks_why=True)


@doors.requires(Action.CHANGE_CHARTER, methods=["POST"])
def withdraw_charter(request: SignedIn, number: int) -> HttpResponse:
    """Give up a draft or a proposal, for a reason."""
    said = gettext("Charter %(charter)s is withdrawn; it stays in the list.")
    return _moved(request, number, operations.withdraw_charter, said, asks_why=True)


def _moved(request: SignedIn, number: int, move: Move, said: str, *, asks_why: bool = False) -> HttpResponse:
    """One move of the version that was looked at, or its page with why not."""
    found = _whole(request, number)
    form = Because(request.POST) if asks_why else Seen(request.POST)
    if not form.is_valid() or form.cleaned_data["version"] is None:
        return _version(request, found, gettext("Open the version again and try once more. Nothing was changed."), 422)
    given: dict[str, Any] = {"version": form.cleaned_data["version"]}
    if asks_why:
        given["reason"] = form.cleaned_data["reason"]
    try:
        moved = move(by=request.user, charter=found, **given)
    except Refusal as refusal:
        return _version(request, _whole(request, number), refusal.sentence(gettext), refusal.http_status)
    messages.success(request, said % {"charter": moved})
    if moved.state == CharterState.LOCKED:
        messages.success(request, gettext("It is locked now: from here on candidates are ranked by it."))
    return redirect("charter-version", moved.number)


def _version(request: SignedIn, found: Charter, refused: str = "", status: int = 200) -> HttpResponse:
    """The page of one version."""
    is_open = found.state in queries.OPEN
    barred = queries.barred_from_approving(request.user, found)
    facts = {
        "charter": found,
        "refused": refused,
        "state": words.state_said(found),
        "mark": words.MARKS[CharterState(found.state)],
        "seal": queries.seal_of(found) if found.digest else None,
        "approvals": words.approvals_said(found),
        "waits_for": words.waits_for(found) if found.state == CharterState.PROPOSED else "",
        "changes": words.changes_said(queries.changes(_with_criteria(found.replaces), found)) if found.replaces else [],
        "like_tenure": words.tenure_said(tenure_in(queries.terms_of(found), queries.latest_run())) if is_open else [],
        "lacks": _lacks(found) if found.state == CharterState.DRAFT else [],
        "may_change": is_open and request.user.may(Action.CHANGE_CHARTER),
        "may_approve": found.state == CharterState.PROPOSED and request.user.may(Action.APPROVE_CHARTER),
        "barred": barred.sentence(gettext) if barred else "",
        "may_try": request.user.may(Action.SEE_CANDIDATES),
        "may_export": request.user.may(Action.EXPORT_CHARTER),
        "seen": Seen(initial={"version": found.version}),
        "because": Because(initial={"version": found.version}, auto_id="back_%s"),
        **words.terms_said(found),
        "happened": happened(found),
    }
    return render(request, "portfolio/charter_version.html", facts, status=status)


def _lacks(found: Charter) -> list[str]:
    """What keeps a draft from being proposed."""
    has_run = queries.latest_run() is not None
    return [each.refusal.sentence(gettext) for each in unfinished(queries.terms_of(found), has_run=has_run)]


def _whole(request: SignedIn, number: int) -> Charter:
    found: Charter = get_object_or_404(queries.whole(Charter.objects.visible_to(request.user)), number=number)
    return found


def _with_criteria(charter: Charter) -> Charter:
    return queries.whole(Charter.objects.get_queryset()).get(pk=charter.pk)
