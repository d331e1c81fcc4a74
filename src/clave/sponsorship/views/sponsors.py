"""The doors of sponsors: every key account with its sponsor, one key account, who is proposed, appointing and ending."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.settling import first_wrong, settled
from clave.kit.tables import download
from clave.kit.templatetags.figures import day
from clave.sponsorship import exports
from clave.sponsorship.forms import AppointSponsorForm, EndSponsorshipForm, RhythmForm
from clave.sponsorship.models import Sponsorship
from clave.sponsorship.operations import sponsoring as operations
from clave.sponsorship.operations.taking import record_list
from clave.sponsorship.queries import sponsors as queries
from clave.sponsorship.queries.proposing import proposed_sponsors
from clave.sponsorship.queries.visits import every_visit
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


@doors.requires(Action.EXPORT_SPONSORS, methods=doors.READING)
def visits_csv(request: SignedIn) -> HttpResponseBase:
    """Every visit, as CSV."""
    return _visits_exported(request, "csv")


@doors.requires(Action.EXPORT_SPONSORS, methods=doors.READING)
def visits_xlsx(request: SignedIn) -> HttpResponseBase:
    """Every visit, as a workbook."""
    return _visits_exported(request, "xlsx")


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
    """Appoint a sponsor; who then holds many is warned of."""
    held, form = key_account(request, code), AppointSponsorForm(request.POST)

    def told(made: Sponsorship) -> str:
        _warn_of_load(request, made)
        facts = {"person": made.person, "customer": held.customer, "day": day(made.assignment.valid_from)}
        return gettext("%(person)s sponsors %(customer)s from %(day)s.") % facts

    return settled(
        request,
        form,
        partial(operations.appoint_sponsor, by=request.user, key_account=held),
        lambda status, _: sponsor_page(request, held, status=status, form=form),
        told=told,
        to=("sponsor", code),
    )


@doors.requires(Action.CHANGE_SPONSORS, methods=["POST"])
def end_sponsorship(request: SignedIn, pk: int) -> HttpResponse:
    """Say on which day somebody last sponsors."""
    seen = Sponsorship.objects.visible_to(request.user).select_related("key_account__customer")
    found: Sponsorship = get_object_or_404(seen, pk=pk)
    held, form = found.key_account, EndSponsorshipForm(request.POST)
    return settled(
        request,
        form,
        partial(operations.end_sponsorship, by=request.user, sponsorship=found),
        lambda status, _: sponsor_page(request, held, status=status, wrong=first_wrong(form)),
        told=gettext("It ends on that day."),
        to=("sponsor", held.customer.code),
    )


@doors.requires(Action.CHANGE_SPONSORS, methods=["POST"])
def set_rhythm(request: SignedIn, code: str) -> HttpResponse:
    """Say how many times a year a key account is visited; a stale one is shown beside what stands."""
    held, form = key_account(request, code), RhythmForm(request.POST)

    def again(status: int, refusal: Refusal | None) -> HttpResponse:
        if not isinstance(refusal, RhythmStale):
            return sponsor_page(request, held, status=status, rhythm_form=form)
        beside, fresh = rhythm_beside(form.cleaned_data["visits_a_year"], held)
        wrong = first_wrong(form)
        return sponsor_page(request, held, status=status, wrong=wrong, beside=beside, rhythm_form=fresh)

    return settled(
        request,
        form,
        partial(operations.set_rhythm, by=request.user, key_account=held),
        again,
        told=gettext("The rhythm is set."),
        to=("sponsor", code),
    )


def _warn_of_load(request: SignedIn, made: Sponsorship) -> None:
    for load in queries.loads(timezone.localdate()):
        if load.person == made.person and load.is_heavy:
            told = {"person": made.person, "load": load.words, "most": load.most}
            messages.warning(request, gettext("%(person)s holds %(load)s; the guidance is %(most)s.") % told)


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    today = timezone.localdate()
    rows = queries.sponsored(request.user, today)
    record_list(by=request.user, what="sponsors", kind=kind, rows=len(rows))
    return download(exports.sponsors(rows, today), kind, gettext("sponsors"))


def _visits_exported(request: SignedIn, kind: str) -> HttpResponseBase:
    rows = list(every_visit(request.user))
    record_list(by=request.user, what="visits", kind=kind, rows=len(rows))
    return download(exports.visits(rows, timezone.localdate()), kind, gettext("visits"))
