"""The doors of visits: plan, move, call off, tell of; who reads a note, and what becomes of its sentences."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.templatetags.figures import day
from clave.kit.texts import status_of
from clave.sponsorship.forms import CallOffForm, MoveForm, ReportForm, VisitForm
from clave.sponsorship.models import Note, Visit, VisitReport
from clave.sponsorship.operations import reporting, visiting
from clave.sponsorship.rules.refusals import ReportedAlready, VisitStale
from clave.sponsorship.views.pages import key_account, sponsor_page, visit_beside


@doors.requires(Action.PLAN_VISITS, methods=["POST"])
def plan_visit(request: SignedIn, code: str) -> HttpResponse:
    """Put a visit on a day."""
    held, form = key_account(request, code, planned_by=request.user), VisitForm(request.POST)
    if not form.is_valid():
        return sponsor_page(request, held, status=422, visit_form=form)
    try:
        made = visiting.plan_visit(by=request.user, key_account=held, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return sponsor_page(request, held, status=refusal.http_status, visit_form=form)
    if made.visit_on < timezone.localdate():
        messages.success(request, gettext("The visit is entered; it still needs its three lines."))
    else:
        messages.success(request, gettext("Visit planned for %(day)s.") % {"day": day(made.visit_on)})
    return redirect("sponsor", code)


@doors.requires(Action.PLAN_VISITS, methods=["POST"])
def move_visit(request: SignedIn, pk: int) -> HttpResponse:
    """Put a visit on another day."""
    found = _visit(request, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return sponsor_page(request, found.key_account, status=422, wrong=gettext("Say on which day it takes place."))
    try:
        moved = visiting.move_visit(by=request.user, visit=found, **form.cleaned_data)
    except VisitStale as stale:
        beside = visit_beside(found, form.cleaned_data["visit_on"], form.cleaned_data["hour"])
        return sponsor_page(request, found.key_account, status=409, wrong=stale.sentence(gettext), beside=beside)
    except Refusal as refusal:
        return sponsor_page(request, found.key_account, status=refusal.http_status, wrong=refusal.sentence(gettext))
    messages.success(request, gettext("Visit planned for %(day)s.") % {"day": day(moved.visit_on)})
    return redirect("sponsor", found.key_account.customer.code)


@doors.requires(Action.PLAN_VISITS, methods=["POST"])
def call_off_visit(request: SignedIn, pk: int) -> HttpResponse:
    """Say that a visit does not take place."""
    found = _visit(request, pk)
    form = CallOffForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        visiting.call_off_visit(by=request.user, visit=found, reason=reason)
    except Refusal as refusal:
        return sponsor_page(request, found.key_account, status=refusal.http_status, wrong=refusal.sentence(gettext))
    messages.success(request, gettext("The visit is called off."))
    return redirect("sponsor", found.key_account.customer.code)


@doors.requires(Action.REPORT_VISITS)
def report_visit(request: SignedIn, pk: int) -> HttpResponse:
    """Tell of a visit in three lines; two reports at once are shown side by side."""
    seen = Visit.objects.visible_to(request.user).reported_by(request.user)
    found: Visit = get_object_or_404(seen.select_related("key_account__customer"), pk=pk)
    if request.method in doors.READING:
        if not found.is_planned:
            return redirect("sponsor", found.key_account.customer.code)
        return _report_page(request, found, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _report_page(request, found, form, status_of(form))
    try:
        reporting.report_visit(by=request.user, visit=found, written=form.written)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        stands = found if isinstance(refusal, ReportedAlready) else None
        return _report_page(request, found, form, refusal.http_status, stands)
    messages.success(request, gettext("Thank you. Choose a sentence to make it an action or a risk."))
    return redirect("sponsor", found.key_account.customer.code)


def _visit(request: SignedIn, pk: int) -> Visit:
    seen = Visit.objects.visible_to(request.user).planned_by(request.user)
    found: Visit = get_object_or_404(seen.select_related("key_account__customer"), pk=pk)
    return found


def _report_page(
    request: SignedIn, visit: Visit, form: ReportForm, status: int = 200, stands: Visit | None = None
) -> HttpResponse:
    told = VisitReport.objects.filter(visit=stands).select_related("by").first() if stands else None
    facts: dict[str, Any] = {
        "visit": visit,
        "customer": visit.key_account.customer,
        "form": form,
        "first": told,
        "first_notes": Note.objects.visible_to(request.user).filter(report=told) if told else [],
    }
    return render(request, "sponsorship/report.html", facts, status=status)
