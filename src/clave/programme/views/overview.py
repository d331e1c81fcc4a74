"""The doors of the programme as a whole: the seven steps, the charter, the stages and their gates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import taken
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.programme import exports
from clave.programme.forms import CharterForm, JudgeForm
from clave.programme.models import ProgrammeCharter
from clave.programme.operations import course
from clave.programme.queries.known import Known
from clave.programme.queries.pages import open_pages
from clave.programme.queries.stages import stages
from clave.programme.queries.steps import steps
from clave.programme.rules.elements import BY_KEY, Phase


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def programme(request: SignedIn) -> HttpResponse:
    """Where the seven steps stand, and the one thing to do next in each."""
    known, pages = Known(timezone.localdate()), open_pages(request.user)
    shown = steps(known, pages)
    facts = {
        "pages": pages,
        "steps": shown,
        "behind": [step for step in shown if step.is_behind],
        "stages": stages(known),
        "today": known.on,
        "may_change": request.user.may(Action.CHANGE_PROGRAMME),
    }
    return render(request, "programme/programme.html", facts)


@doors.requires(Action.SEE_PROGRAMME, writing=Action.CHANGE_PROGRAMME)
def programme_charter(request: SignedIn) -> HttpResponse:
    """The charter of the programme in all its versions; the champion writes a new one."""
    versions = list(ProgrammeCharter.objects.visible_to(request.user).select_related("by"))
    now = versions[0] if versions else None
    if request.method != "POST":
        said = {name: getattr(now, name) for name in course.SAID} if now else {"started_on": timezone.localdate()}
        return _charter_page(request, versions, CharterForm(initial={**said, "based_on": now.number if now else 0}))
    form = CharterForm(request.POST)
    if not form.is_valid():
        return _charter_page(request, versions, form, status_of(form))
    try:
        course.write_charter(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        again = CharterForm({**request.POST.dict(), "based_on": now.number if now else 0})
        again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        return _charter_page(request, versions, again, refusal.http_status)
    messages.success(request, gettext("The charter is written; earlier versions stay."))
    return redirect("programme-charter")


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def programme_stages(request: SignedIn) -> HttpResponse:
    """Every element of every phase, what shows it, and the gates."""
    return _stages_page(request)


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def stages_csv(request: SignedIn) -> HttpResponseBase:
    """Elements as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def stages_xlsx(request: SignedIn) -> HttpResponseBase:
    """Elements as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.CHANGE_PROGRAMME, methods=["POST"])
def judge_element(request: SignedIn, key: str) -> HttpResponse:
    """Say how an element stands that Clave cannot read."""
    if key not in BY_KEY:
        raise Http404
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return _stages_page(request, _first_error(form), status_of(form))
    said: dict[str, Any] = {**form.cleaned_data, "score": int(form.cleaned_data["score"])}
    try:
        course.judge_element(by=request.user, element=BY_KEY[key], **said)
    except Refusal as refusal:
        return _stages_page(request, refusal.sentence(gettext), refusal.http_status)
    return redirect("programme-stages")


@doors.requires(Action.CHANGE_PROGRAMME, methods=["POST"])
def close_gate(request: SignedIn, phase: str) -> HttpResponse:
    """Close the gate of a phase on what its elements show."""
    if phase not in list(Phase):
        raise Http404
    try:
        course.close_gate(by=request.user, phase=Phase(phase))
    except Refusal as refusal:
        return _stages_page(request, refusal.sentence(gettext), refusal.http_status)
    messages.success(request, gettext("The gate is closed, with what every element showed today."))
    return redirect("programme-stages")


def _first_error(form: JudgeForm) -> str:
    name, errors = next(iter(form.errors.items()))
    return f"{form.fields[name].label}: {errors[0]}"


def _stages_page(request: SignedIn, wrong: str = "", status: int = 200) -> HttpResponse:
    known = Known(timezone.localdate())
    facts = {
        "stages": stages(known),
        "pages": open_pages(request.user),
        "wrong": wrong,
        "today": known.on,
        "form": JudgeForm(initial={"seen_on": known.on}, auto_id=False),
        "may_change": request.user.may(Action.CHANGE_PROGRAMME),
    }
    return render(request, "programme/stages.html", facts, status=status)


def _charter_page(
    request: SignedIn, versions: list[ProgrammeCharter], form: CharterForm, status: int = 200
) -> HttpResponse:
    may_change = request.user.may(Action.CHANGE_PROGRAMME)
    facts = {
        "versions": versions,
        "now": versions[0] if versions else None,
        "form": form if may_change else None,
        "stale": status == 409,
    }
    return render(request, "programme/charter.html", facts, status=status)


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    return taken(request, exports.stages(stages(Known(today)), today), kind, gettext("programme-stages"))
