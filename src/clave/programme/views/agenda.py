"""The doors of the executive agenda: the list, one item, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import taken
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.programme import agenda_exports as exports
from clave.programme.agenda_forms import ChangeForm, DecideForm, ItemForm, MeetingForm, ReasonForm
from clave.programme.models import AgendaItem
from clave.programme.operations import agenda as operations
from clave.programme.queries import agenda as queries
from clave.programme.queries.proposing import next_meeting, person_of, proposed_items, usual_day
from clave.programme.rules.agenda import ItemKind, Verdict
from clave.programme.rules.agenda_refusals import NotProposed

CHANGED = ("kind", "what", "why", "owner", "due_on", "meeting")


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def agenda(request: SignedIn) -> HttpResponse:
    """What the executive committee has to decide, what it agreed, and its meetings."""
    return agenda_page(request)


@doors.requires(Action.WRITE_AGENDA)
def new_item(request: SignedIn) -> HttpResponse:
    """Put something on the agenda."""
    today, meeting = timezone.localdate(), next_meeting()
    if request.method != "POST":
        first: dict[str, Any] = {"owner": person_of(request.user), "due_on": usual_day(meeting, today)}
        first |= {"meeting": meeting, "corrects": request.GET.get("corrects", "")}
        return _new(request, ItemForm(initial=first))
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _new(request, form, status_of(form))
    said: dict[str, Any] = {**form.cleaned_data, "kind": ItemKind(form.cleaned_data["kind"])}
    try:
        made = operations.put_on_agenda(by=request.user, **{**said, "meeting": said["meeting"] or meeting})
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _new(request, form, refusal.http_status)
    messages.success(request, gettext("It is on the agenda as item %(number)s.") % {"number": made.number})
    return redirect("agenda")


@doors.requires(Action.WRITE_AGENDA, methods=["POST"])
def propose_item(request: SignedIn) -> HttpResponse:
    """Put on the agenda what Clave proposes for it, with one click."""
    today, meeting = timezone.localdate(), next_meeting()
    waiting = {each.key: each for each in proposed_items(request.user, today)}
    found = waiting.get(request.POST.get("key", ""))
    owner = (found.owner if found else None) or person_of(request.user)
    if found is None or owner is None:
        return agenda_page(request, 422, NotProposed().sentence(gettext))
    said = {"kind": found.kind, "what": found.what, "owner": owner, "due_on": usual_day(meeting, today)}
    about: dict[str, Any] = {"escalation": found.escalation, "unvisited": found.unvisited, "meeting": meeting}
    try:
        made = operations.put_on_agenda(by=request.user, **said, **about)  # type: ignore[arg-type]
    except Refusal as refusal:
        return agenda_page(request, refusal.http_status, refusal.sentence(gettext))
    messages.success(request, gettext("It is on the agenda as item %(number)s.") % {"number": made.number})
    return redirect("agenda")


@doors.requires(Action.SEE_PROGRAMME, writing=Action.WRITE_AGENDA)
def agenda_item(request: SignedIn, number: int) -> HttpResponse:
    """One item: what is wanted and what was decided; the champion words it anew while it is open."""
    row = _seen(request, number)
    if request.method != "POST":
        return _item_page(request, row)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _item_page(request, row, status_of(form), form=form)
    said = {**form.cleaned_data, "kind": ItemKind(form.cleaned_data["kind"])}
    return _done(request, row, lambda: operations.change_item(by=request.user, item=row, **said), form=form)


@doors.requires(Action.SEE_OWN_AGENDA, methods=doors.READING)
def own_item(request: SignedIn, number: int) -> HttpResponse:
    """One item for which this person answers: only what is theirs, whether or not they read the programme."""
    rows = AgendaItem.objects.owned_by(request.user)
    row = get_object_or_404(rows, number=number)
    (item,) = queries.items(request.user, timezone.localdate(), rows.filter(pk=row.pk))
    return render(request, "programme/own_item.html", {"item": item})


@doors.requires(Action.DECIDE_AGENDA, methods=["POST"])
def decide_item(request: SignedIn, number: int) -> HttpResponse:
    """Write down what the executive committee decided."""
    row, form = _seen(request, number), DecideForm(request.POST)
    if not form.is_valid():
        return _item_page(request, row, status_of(form), decide=form)
    said = {**form.cleaned_data, "verdict": Verdict(form.cleaned_data["verdict"])}
    return _done(request, row, lambda: operations.decide_item(by=request.user, item=row, **said), decide=form)


@doors.requires(Action.WRITE_AGENDA, methods=["POST"])
def withdraw_item(request: SignedIn, number: int) -> HttpResponse:
    """Take an item off the agenda."""
    row, form = _seen(request, number), ReasonForm(request.POST)
    if not form.is_valid():
        return _item_page(request, row, status_of(form), reason=form)
    said = {"reason": form.cleaned_data["reason"], "based_on": form.cleaned_data["based_on"] or 0}
    return _done(request, row, lambda: operations.withdraw_item(by=request.user, item=row, **said), reason=form)


@doors.requires(Action.WRITE_AGENDA, methods=["POST"])
def item_done(request: SignedIn, number: int) -> HttpResponse:
    """Say that what was decided is done."""
    row = _seen(request, number)
    return _done(request, row, lambda: operations.finish_item(by=request.user, item=row))


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def agenda_csv(request: SignedIn) -> HttpResponseBase:
    """The agenda as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.SEE_PROGRAMME, methods=doors.READING)
def agenda_xlsx(request: SignedIn) -> HttpResponseBase:
    """The agenda as a workbook."""
    return _exported(request, "xlsx")


def agenda_page(
    request: SignedIn, status: int = 200, wrong: str = "", meeting: MeetingForm | None = None
) -> HttpResponse:
    """The whole agenda, with what went wrong when something did."""
    today, may_write = timezone.localdate(), request.user.may(Action.WRITE_AGENDA)
    facts = {
        "agenda": queries.agenda(request.user, today),
        "proposed": proposed_items(request.user, today) if may_write else [],
        "may_write": may_write,
        "meeting_form": (meeting or MeetingForm()) if may_write else None,
        "today": today,
        "wrong": wrong,
    }
    return render(request, "programme/agenda.html", facts, status=status)


def _new(request: SignedIn, form: ItemForm, status: int = 200) -> HttpResponse:
    corrected = form["corrects"].value()
    return render(request, "programme/new_item.html", {"form": form, "corrected": corrected}, status=status)


def _seen(request: SignedIn, number: int) -> AgendaItem:
    found: AgendaItem = get_object_or_404(AgendaItem.objects.visible_to(request.user), number=number)
    return found


def _done(request: SignedIn, row: AgendaItem, act: Callable[[], Any], **forms: Any) -> HttpResponse:
    """Do one thing with an item; refused, its page stands with the refusal and what was typed."""
    try:
        act()
    except Refusal as refusal:
        return _item_page(request, row, refusal.http_status, wrong=refusal.sentence(gettext), **forms)
    messages.success(request, gettext("It is written down."))
    return redirect("agenda-item", row.number)


def _item_page(
    request: SignedIn,
    row: AgendaItem,
    status: int = 200,
    *,
    wrong: str = "",
    form: ChangeForm | None = None,
    decide: DecideForm | None = None,
    reason: ReasonForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    (item,) = queries.items(request.user, today, AgendaItem.objects.visible_to(request.user).filter(pk=row.pk))
    now, base = item.row, {"based_on": item.row.version}
    said = {name: getattr(now, name) for name in CHANGED}
    may_write, may_decide = (request.user.may(action) for action in (Action.WRITE_AGENDA, Action.DECIDE_AGENDA))
    due = max(now.due_on, today)
    facts = {
        "item": item,
        "corrections": now.corrections.order_by("number"),
        "wrong": wrong,
        "is_stale": status == 409,
        "may_write": may_write,
        "form": _again(form, base) or ChangeForm(initial=said | base) if may_write and now.is_open else None,
        "decide": _again(decide, base) or DecideForm(initial={"owner": now.owner, "due_on": due} | base)
        if may_decide and now.is_open
        else None,
        "reason": reason or ReasonForm(initial=base),
    }
    return render(request, "programme/agenda_item.html", facts, status=status)


def _again(form: Any, base: dict[str, int]) -> Any:
    """What was typed, to be sent again upon what stands now."""
    if form is None or form.errors:
        return form
    again = type(form)({**form.data.dict(), **{name: str(value) for name, value in base.items()}})
    again.is_valid()
    return again


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    rows = queries.items(request.user, today, AgendaItem.objects.visible_to(request.user))
    return taken(request, exports.agenda(rows, today), kind, gettext("agenda"))
