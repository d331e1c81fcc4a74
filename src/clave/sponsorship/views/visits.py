"""The doors of visits: plan, move, call off, tell of; who reads a note, and what becomes of its sentences."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.settling import first_wrong, settled
from clave.kit.templatetags.figures import day
from clave.sponsorship.forms import CallOffForm, MoveForm, ReportForm, VisitForm
from clave.sponsorship.models import Note, Visit, VisitReport
from clave.sponsorship.operations import reporting, visiting
from clave.sponsorship.queries.visits import visits_around
from clave.sponsorship.rules.refusals import ReportedAlready, VisitStale
from clave.sponsorship.views.pages import key_account, sponsor_page, visit_beside


@doors.requires(Action.SEE_SPONSORS, methods=doors.READING)
def visits(request: SignedIn) -> HttpResponse:
    """Every visit one sees: what nobody told of, what comes, what was told of and called off in a year."""
    today = timezone.localdate()
    may_export = request.user.may(Action.EXPORT_SPONSORS)
    facts = {"visits": visits_around(request.user, today), "today": today, "may_export": may_export}
    return render(request, "sponsorship/every_visit.html", facts)


@doors.requires(Action.PLAN_VISITS, methods=["POST"])
def plan_visit(request: SignedIn, code: str) -> HttpResponse:
    """Put a visit on a day."""
    held, form = key_account(request, code, planned_by=request.user), VisitForm(request.POST)
    return settled(
        request,
        form,
        partial(visiting.plan_visit, by=request.user, key_account=held),
        lambda status, _: sponsor_page(request, held, status=status, visit_form=form),
        told=_planned,
        to=("sponsor", code),
    )


@doors.requires(Action.PLAN_VISITS, methods=["POST"])
def move_visit(request: SignedIn, pk: int) -> HttpResponse:
    """Put a visit on another day; a stale one is shown beside what stands."""
    found, form = _visit(request, pk), MoveForm(request.POST)

    def again(status: int, refusal: Refusal | None) -> HttpResponse:
        stale, written = isinstance(refusal, VisitStale), form.cleaned_data
        beside = visit_beside(found, written["visit_on"], written["hour"]) if stale else None
        return sponsor_page(request, found.key_account, status=status, wrong=first_wrong(form), beside=beside)

    return settled(
        request,
        form,
        partial(visiting.move_visit, by=request.user, visit=found),
        again,
        told=_planned,
        to=("sponsor", found.key_account.customer.code),
    )


@doors.requires(Action.PLAN_VISITS, methods=["POST"])
def call_off_visit(request: SignedIn, pk: int) -> HttpResponse:
    """Say that a visit does not take place."""
    found, form = _visit(request, pk), CallOffForm(request.POST)
    return settled(
        request,
        form,
        partial(visiting.call_off_visit, by=request.user, visit=found),
        lambda status, _: sponsor_page(request, found.key_account, status=status, wrong=first_wrong(form)),
        told=gettext("The visit is called off."),
        to=("sponsor", found.key_account.customer.code),
    )


@doors.requires(Action.REPORT_VISITS)
def report_visit(request: SignedIn, pk: int) -> HttpResponse:
    """Tell of a visit in three lines; two reports at once are shown side by side."""
    seen = Visit.objects.visible_to(request.user).reported_by(request.user)
    found: Visit = get_object_or_404(seen.select_related("key_account__customer"), pk=pk)
    code = found.key_account.customer.code
    if request.method in doors.READING:
        return _report_page(request, found, ReportForm()) if found.is_planned else redirect("sponsor", code)
    form = ReportForm(request.POST)
    return settled(
        request,
        form,
        lambda **_: reporting.report_visit(by=request.user, visit=found, written=form.written),
        lambda status, refusal: _report_page(request, found, form, status, isinstance(refusal, ReportedAlready)),
        told=gettext("Thank you. Choose a sentence to make it a promise, an action or a risk."),
        to=("sponsor", code),
    )


def _planned(made: Visit) -> str:
    if made.visit_on < timezone.localdate():
        return gettext("The visit is entered; it still needs its three lines.")
    return gettext("Visit planned for %(day)s.") % {"day": day(made.visit_on)}


def _visit(request: SignedIn, pk: int) -> Visit:
    seen = Visit.objects.visible_to(request.user).planned_by(request.user)
    found: Visit = get_object_or_404(seen.select_related("key_account__customer"), pk=pk)
    return found


def _report_page(
    request: SignedIn, visit: Visit, form: ReportForm, status: int = 200, is_second: bool = False
) -> HttpResponse:
    told = VisitReport.objects.filter(visit=visit).select_related("by").first() if is_second else None
    facts: dict[str, Any] = {
        "visit": visit,
        "customer": visit.key_account.customer,
        "form": form,
        "first": told,
        "first_notes": Note.objects.visible_to(request.user).filter(report=told) if told else [],
    }
    return render(request, "sponsorship/report.html", facts, status=status)
