"""The doors of appointments: who manages which key account, one key account, deputies, what is handed over."""

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
from clave.kit.templatetags.figures import day
from clave.people import appointment_exports as exports
from clave.people.appointment_forms import AppointForm, EndForm
from clave.people.models import Appointment, HandOverItem
from clave.people.operations import appointing as operations
from clave.people.queries import appointments as queries
from clave.people.queries import proposing, skills
from clave.portfolio.models import KeyAccount


@doors.requires(Action.SEE_APPOINTMENTS, methods=doors.READING)
def appointments(request: SignedIn) -> HttpResponse:
    """Every key account with manager, deputy and what is wrong."""
    rows = queries.managed(request.user, timezone.localdate())
    facts = {
        "rows": rows,
        "without": sum(not row.managers for row in rows),
        "untrained": sum(any(flag.kind == "training" for flag in row.flags) for row in rows),
        "proposals": proposing.proposals(request.user)[:8],
        "may_appoint": request.user.may(Action.APPOINT),
        "may_export": request.user.may(Action.EXPORT_APPOINTMENTS),
    }
    return render(request, "people/appointments.html", facts)


@doors.requires(Action.EXPORT_APPOINTMENTS, methods=doors.READING)
def appointments_csv(request: SignedIn) -> HttpResponseBase:
    """Who manages what, as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_APPOINTMENTS, methods=doors.READING)
def appointments_xlsx(request: SignedIn) -> HttpResponseBase:
    """Who manages what, as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_APPOINTMENTS, methods=doors.READING)
def appointment(request: SignedIn, code: str) -> HttpResponse:
    """One key account: who manages it, who stands in, who did before, what is handed over."""
    return _page(request, _key_account(request, code))


@doors.requires(Action.APPOINT, methods=["POST"])
def appoint(request: SignedIn, code: str) -> HttpResponse:
    """Appoint a manager."""
    return _appoint(request, code, operations.appoint, "form", gettext("%(person)s manages %(customer)s from %(day)s."))


@doors.requires(Action.APPOINT, methods=["POST"])
def appoint_deputy(request: SignedIn, code: str) -> HttpResponse:
    """Appoint somebody who stands in."""
    told = gettext("%(person)s stands in for the manager of %(customer)s from %(day)s.")
    return _appoint(request, code, operations.appoint_deputy, "deputy_form", told)


@doors.requires(Action.APPOINT, methods=["POST"])
def end_appointment(request: SignedIn, pk: int) -> HttpResponse:
    """Say on which day somebody last manages or stands in."""
    seen = Appointment.objects.visible_to(request.user).select_related("key_account__customer")
    found: Appointment = get_object_or_404(seen, pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, found.key_account, status=422, wrong=gettext("Say on which day it ends."))
    try:
        operations.end_appointment(by=request.user, appointment=found, ends_on=form.cleaned_data["ends_on"])
    except Refusal as refusal:
        return _page(request, found.key_account, status=refusal.http_status, wrong=refusal.sentence(gettext))
    messages.success(request, gettext("It ends on that day."))
    return redirect("appointment", found.key_account.customer.code)


@doors.requires(Action.HAND_OVER, methods=["POST"])
def finish_item(request: SignedIn, pk: int) -> HttpResponse:
    """Say that something was handed over."""
    seen = HandOverItem.objects.visible_to(request.user)
    found = get_object_or_404(seen.select_related("appointment__key_account__customer"), pk=pk)
    held = found.appointment.key_account
    try:
        operations.finish_item(by=request.user, item=found)
    except Refusal as refusal:
        return _page(request, held, status=refusal.http_status, wrong=refusal.sentence(gettext))
    return redirect("appointment", held.customer.code)


def _key_account(request: SignedIn, code: str) -> KeyAccount:
    seen = KeyAccount.objects.visible_to(request.user).current().select_related("customer")
    found: KeyAccount = get_object_or_404(seen, customer__code=code)
    return found


def _appoint(request: SignedIn, code: str, operation: Callable[..., Appointment], name: str, told: str) -> HttpResponse:
    held, form = _key_account(request, code), AppointForm(request.POST)
    if not form.is_valid():
        return _page(request, held, status=422, forms={name: form})
    try:
        made = operation(by=request.user, key_account=held, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, held, status=refusal.http_status, forms={name: form})
    facts = {"person": made.person, "customer": held.customer, "day": day(made.assignment.valid_from)}
    messages.success(request, told % facts)
    return redirect("appointment", code)


def _page(
    request: SignedIn, held: KeyAccount, status: int = 200, wrong: str = "", forms: dict[str, AppointForm] | None = None
) -> HttpResponse:
    today, may_appoint, given = timezone.localdate(), request.user.may(Action.APPOINT), forms or {}
    rows, items = queries.managed(request.user, today, only=held), queries.hand_over_of(held)
    facts: dict[str, Any] = {
        "held": held,
        "customer": held.customer,
        "row": rows[0] if rows else None,
        "today": today,
        "history": queries.history(held),
        "items": items,
        "profile": skills.profile_of(held.customer),
        "form": given.get("form") or (AppointForm() if may_appoint else None),
        "deputy_form": given.get("deputy_form") or (AppointForm(auto_id="deputy_%s") if may_appoint else None),
        "wrong": wrong,
        "may_hand_over": queries.may_hand_over(request.user, items),
        "may_appoint": may_appoint,
    }
    return render(request, "people/appointment.html", facts, status=status)


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    return taken(request, exports.managers(queries.managed(request.user, today), today), kind, gettext("managers"))
