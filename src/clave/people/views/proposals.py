"""The doors of proposals: ask for one, read it, compute it again, decide each key account."""

from __future__ import annotations

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
from clave.company.models import Person
from clave.kit.refusals import Refusal
from clave.ledger.models import Customer
from clave.people import appointment_exports as exports
from clave.people.appointment_forms import AnswerForm, ProposalForm
from clave.people.models import Proposal
from clave.people.operations import proposing as operations
from clave.people.queries import proposal_shown
from clave.people.queries import proposing as queries


@doors.requires(Action.APPOINT)
def propose_managers(request: SignedIn) -> HttpResponse:
    """Choose key accounts, candidates and assumptions, and have a proposal computed."""
    form = _form(request)
    if request.method != "POST":
        return _new_page(request, form)
    if not form.is_valid():
        return _new_page(request, form, 422)
    try:
        made = operations.propose_managers(
            by=request.user, accounts=form.chosen_accounts, candidates=form.taken, assumed=form.assumed
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _new_page(request, form, refusal.http_status)
    return redirect("proposal", made.number)


@doors.requires(Action.APPOINT, methods=doors.READING)
def proposal(request: SignedIn, number: int) -> HttpResponse:
    """The best team, the second best and nobody moved, with what each rests on."""
    return _page(request, _proposal(request, number))


@doors.requires(Action.APPOINT, methods=["POST"])
def answer_proposal(request: SignedIn, number: int) -> HttpResponse:
    """Decide one key account of a proposal."""
    found, form = _proposal(request, number), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, gettext("Say who, from which day, and why where it is not the best."), 422)
    told = form.cleaned_data
    customer = Customer.objects.filter(code=told["customer"]).first()
    person = Person.objects.filter(person_code=told["person"]).first()
    if customer is None or person is None:
        return _page(request, found, gettext("Choose one of the people of the proposal."), 422)
    try:
        operations.answer_proposal(
            by=request.user,
            proposal=found,
            customer=customer,
            person=person,
            starts_on=told["starts_on"],
            reason=told["reason"],
        )
    except Refusal as refusal:
        return _page(request, found, refusal.sentence(gettext), refusal.http_status)
    messages.success(
        request, gettext("Decided: %(person)s for %(customer)s.") % {"person": person, "customer": customer}
    )
    return redirect("proposal", number)


@doors.requires(Action.APPOINT, methods=["POST"])
def recompute_proposal(request: SignedIn, number: int) -> HttpResponse:
    """Compute a proposal again from what was kept."""
    found = _proposal(request, number)
    if operations.recompute_proposal(by=request.user, proposal=found):
        messages.success(request, gettext("Computed again from the same inputs: the same result, to the last digit."))
    else:
        messages.error(request, gettext("Computed again, it came out differently. Do not decide on it: propose anew."))
    return redirect("proposal", number)


@doors.requires(Action.EXPORT_APPOINTMENTS, methods=doors.READING)
def proposal_csv(request: SignedIn, number: int) -> HttpResponseBase:
    """The proposal as CSV."""
    return _exported(request, number, "csv")


@doors.requires(Action.EXPORT_APPOINTMENTS, methods=doors.READING)
def proposal_xlsx(request: SignedIn, number: int) -> HttpResponseBase:
    """The proposal as a workbook."""
    return _exported(request, number, "xlsx")


def _proposal(request: SignedIn, number: int) -> Proposal:
    found: Proposal = get_object_or_404(
        Proposal.objects.visible_to(request.user).select_related("by", "run"), number=number
    )
    return found


def _form(request: SignedIn) -> ProposalForm:
    run, today = queries.run_in_use(), timezone.localdate()
    return ProposalForm(
        request.POST if request.method == "POST" else None,
        accounts=queries.choosable(request.user, run, today),
        people=queries.candidates(run, queries.DEFAULTS, today),
        currency=run.currency if run else "EUR",
        money=queries.reads_money(request.user),
    )


def _new_page(request: SignedIn, form: ProposalForm, status: int = 200) -> HttpResponse:
    run = queries.run_in_use()
    known = sum(one.is_known for one in form.people)
    facts: dict[str, Any] = {"form": form, "run": run, "known": known, "limit": queries.capacity_limit()}
    return render(request, "people/propose.html", facts, status=status)


def _page(request: SignedIn, found: Proposal, wrong: str = "", status: int = 200) -> HttpResponse:
    shown = proposal_shown.shown(found, money=queries.reads_money(request.user))
    facts = {"proposal": found, "shown": shown, "today": timezone.localdate(), "wrong": wrong}
    return render(request, "people/proposal.html", facts, status=status)


def _exported(request: SignedIn, number: int, kind: str) -> HttpResponseBase:
    found = _proposal(request, number)
    shown = proposal_shown.shown(found, money=queries.reads_money(request.user))
    table = exports.proposal(found, shown, timezone.localdate(found.at))
    return taken(request, table, kind, gettext("proposal-%(number)s") % {"number": found})
