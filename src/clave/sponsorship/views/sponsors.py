"""The doors of sponsors: every key account with its sponsor, one key account, who is proposed, appointing and ending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.tables import download
from clave.kit.templatetags.figures import day
from clave.sponsorship import exports
from clave.sponsorship.forms import AppointSponsorForm, EndSponsorshipForm, RhythmForm
from clave.sponsorship.models import Sponsorship
from clave.sponsorship.operations import sponsoring as operations
from clave.sponsorship.queries import sponsors as queries
from clave.sponsorship.queries.proposing import proposed_sponsors
from clave.sponsorship.rules.refusals import RhythmStale
from clave.sponsorship.views.pages import key_account, rhythm_beside, sponsor_page


@doors.requires(Action.SEE_SPONSORS, methods=doors.READING)
def sponsors(request: SignedIn) -> HttpResponse:
    """Every key account with sponsor, load, next and last visit, what is overdue and what is missing."""
    today = timezone.localdate()
    rows = queries.in_order(queries.sponsored(request.user, today))
    may_change = request.user.may(Action.CHANGE_SPONSORS)
    facts = {
        "rows": rows,
        "without": sum(not row.sponsors for row in rows),
        "overdue": sum(row.is_overdue for row in rows),
        "loads": [load for load in queries.loads(today) if load.held] if may_change else [],
        "may_change": may_change,
        "may_export": request.user.may(Action.EXPORT_SPONSORS),
    }
    return render(request, "sponsorship/sponsors.html", facts)


@doors.requires(Action.EXPORT_SPONSORS, methods=doors.READING)
def sponsors_csv(request: SignedIn) -> HttpResponseBase:
    """Sponsors and visits, as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_SPONSORS, methods=doors.READING)
def sponsors_xlsx(request: SignedIn) -> HttpResponseBase:
    """Sponsors and visits, as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.CHANGE_SPONSORS, methods=doors.READING)
def propose_sponsors(request: SignedIn) -> HttpResponse:
    """Who of the top team fits which key account, and why; a person decides."""
    every = "every" in request.GET
    facts = {"rows": proposed_sponsors(request.user, timezone.localdate(), every), "every": every}
    return render(request, "sponsorship/propose.html", facts)


@doors.requires(Action.SEE_SPONSORS, methods=doors.READING)
def sponsor(request: SignedIn, code: str) -> HttpResponse:
    """One key account: who sponsors it, how often it is visited, what was told."""
    form = None
    if request.user.may(Action.CHANGE_SPONSORS) and request.GET.get("person", "").isdecimal():
        form = AppointSponsorForm(initial={"person": request.GET["person"], "starts_on": timezone.localdate()})
    return sponsor_page(request, key_account(request, code), form=form)


@doors.requires(Action.CHANGE_SPONSORS, methods=["POST"])
def appoint_sponsor(request: SignedIn, code: str) -> HttpResponse:
    """Appoint a sponsor."""
    held, form = key_account(request, code), AppointSponsorForm(request.POST)
    if not form.is_valid():
        return sponsor_page(request, held, status=422, form=form)
    try:
        made = operations.appoint_sponsor(by=request.user, key_account=held, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return sponsor_page(request, held, status=refusal.http_status, form=form)
    told: dict[str, Any] = {"person": made.person, "customer": held.customer, "day": day(made.assignment.valid_from)}
    messages.success(request, gettext("%(person)s sponsors %(customer)s from %(day)s.") % told)
    for load in queries.loads(timezone.localdate()):
        if load.person == made.person and load.is_heavy:
            told = {"person": made.person, "load": load.words, "most": load.most}
            messages.warning(request, gettext("%(person)s holds %(load)s; the guidance is %(most)s.") % told)
    return redirect("sponsor", code)


@doors.requires(Action.CHANGE_SPONSORS, methods=["POST"])
def end_sponsorship(request: SignedIn, pk: int) -> HttpResponse:
    """Say on which day somebody last sponsors."""
    seen = Sponsorship.objects.visible_to(request.user).select_related("key_account__customer")
    found: Sponsorship = get_object_or_404(seen, pk=pk)
    form = EndSponsorshipForm(request.POST)
    if not form.is_valid():
        return sponsor_page(request, found.key_account, status=422, wrong=gettext("Say on which day it ends."))
    try:
        operations.end_sponsorship(by=request.user, sponsorship=found, ends_on=form.cleaned_data["ends_on"])
    except Refusal as refusal:
        return sponsor_page(request, found.key_account, status=refusal.http_status, wrong=refusal.sentence(gettext))
    messages.success(request, gettext("It ends on that day."))
    return redirect("sponsor", found.key_account.customer.code)


@doors.requires(Action.CHANGE_SPONSORS, methods=["POST"])
def set_rhythm(request: SignedIn, code: str) -> HttpResponse:
    """Say how many times a year a key account is visited."""
    held, form = key_account(request, code), RhythmForm(request.POST)
    if not form.is_valid():
        return sponsor_page(request, held, status=422, rhythm_form=form)
    try:
        operations.set_rhythm(by=request.user, key_account=held, **form.cleaned_data)
    except RhythmStale as stale:
        beside, again = rhythm_beside(form.cleaned_data["visits_a_year"], held)
        told = stale.sentence(gettext)
        return sponsor_page(request, held, status=409, wrong=told, beside=beside, rhythm_form=again)
    except Refusal as refusal:
        return sponsor_page(request, held, status=refusal.http_status, wrong=refusal.sentence(gettext))
    messages.success(request, gettext("The rhythm is set."))
    return redirect("sponsor", code)


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    return download(exports.sponsors(queries.sponsored(request.user, today), today), kind, gettext("sponsors"))
