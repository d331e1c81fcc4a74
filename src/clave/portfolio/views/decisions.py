"""The doors of proposals and decisions: their list, one of them, and what a person can do there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.queries import happened
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.portfolio.deciding_forms import Ballot, Closing, Withdrawal, first_closing
from clave.portfolio.models import Decision
from clave.portfolio.operations import deciding
from clave.portfolio.queries.answering import load_of, responsible_for
from clave.portfolio.queries.evidence import evidence_of
from clave.portfolio.rules.deciding import OUTCOME_NAMES, tally_of
from clave.portfolio.rules.releasing import TELLING
from clave.portfolio.rules.states import DecisionState
from clave.portfolio.views import portfolio_tables
from clave.portfolio.views.portfolio_tables import exported
from clave.portfolio.views.proposal_words import remarks

RELATED = ("customer", "ranking__charter", "ranking__run", "manager", "sponsor", "proposed_by", "decided_by")


@doors.requires(Action.SEE_DECISIONS, methods=doors.READING)
def decisions(request: SignedIn) -> HttpResponse:
    """Every proposal this person may see: the open ones first, then what was decided."""
    rows = list(Decision.objects.visible_to(request.user).select_related(*RELATED).prefetch_related("votes"))
    shown = {
        "open": [row for row in rows if row.is_open],
        "closed": [row for row in rows if not row.is_open],
        "may_propose": request.user.may(Action.PROPOSE_DECISIONS),
        "may_export": request.user.may(Action.EXPORT_DECISIONS),
    }
    return render(request, "portfolio/decisions.html", shown)


@doors.requires(Action.EXPORT_DECISIONS, methods=doors.READING)
def decisions_export(request: SignedIn) -> HttpResponseBase:
    """The same as a file; who took it stands in the history."""
    rows = Decision.objects.visible_to(request.user).select_related(*RELATED).prefetch_related("votes")
    return exported(request, portfolio_tables.decisions(rows), "decisions")


@doors.requires(Action.SEE_DECISIONS, methods=doors.READING)
def decision(request: SignedIn, number: int) -> HttpResponse:
    """One proposal: what it rests on, who said what, and what a person can do now."""
    return _page(request, _found(request, number))


@doors.requires(Action.VOTE_ON_DECISIONS, methods=["POST"])
def vote(request: SignedIn, number: int) -> HttpResponse:
    """Vote yes or no, or step back."""
    found, form = _found(request, number), Ballot(request.POST)
    if not form.is_valid():
        return _page(request, found, ballot=form, status=422)
    try:
        deciding.cast_vote(by=request.user, decision=found, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, found, ballot=form, status=refusal.http_status)
    messages.success(request, gettext("Your vote is noted. You can change it until the proposal is decided."))
    return redirect("decision", number)


@doors.requires(Action.DECIDE, methods=["POST"])
def decide(request: SignedIn, number: int) -> HttpResponse:
    """Close a proposal as its votes say, with minutes."""
    found, form = _found(request, number), Closing(request.POST)
    if not form.is_valid():
        return _page(request, found, closing=form, status=422)
    try:
        made = deciding.decide(by=request.user, decision=found, **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, _found(request, number), closing=_again(form, found, refusal), status=refusal.http_status)
    told = gettext("Proposal %(number)s is %(state)s.")
    state = gettext(OUTCOME_NAMES[DecisionState(made.state)])
    messages.success(request, told % {"number": number, "state": state})
    return redirect("decision", number)


@doors.requires(Action.PROPOSE_DECISIONS, methods=["POST"])
def withdraw(request: SignedIn, number: int) -> HttpResponse:
    """Take back one's own proposal."""
    found, form = _found(request, number), Withdrawal(request.POST)
    if not form.is_valid():
        return _page(request, found, withdrawal=form, status=422)
    try:
        deciding.withdraw_decision(by=request.user, decision=found, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, _found(request, number), withdrawal=form, status=refusal.http_status)
    messages.success(request, gettext("The proposal is withdrawn; it stays in the list."))
    return redirect("decision", number)


def _found(request: SignedIn, number: int) -> Decision:
    rows = Decision.objects.visible_to(request.user).select_related(*RELATED)
    found: Decision = get_object_or_404(rows, number=number)
    return found


def _again(form: Closing, found: Decision, refusal: Refusal) -> Closing:
    """What was typed, over the proposal as it stands now: the next try answers to what the page shows by then."""
    now = Decision.objects.values_list("version", flat=True).get(pk=found.pk)
    again = Closing({**dict(form.data.items()), "version": now})
    again.is_valid()
    again.add_error(None, refusal.sentence(gettext))
    return again


def _page(
    request: SignedIn,
    found: Decision,
    *,
    ballot: Ballot | None = None,
    closing: Closing | None = None,
    withdrawal: Withdrawal | None = None,
    status: int = 200,
) -> HttpResponse:
    today, person = timezone.localdate(), request.user
    named = ((found.manager_id, "manager"), (found.sponsor_id, "sponsor"))
    answering = responsible_for(found.customer, today, named) if found.is_open else {}
    votes = list(found.votes.select_related("by").order_by("at"))
    counted = tally_of(vote.choice for vote in votes if vote.by_id not in answering)
    evidence = evidence_of(found.customer, found.ranking, on=today)
    loads = {name: load_of(getattr(found, name), name, today, found.customer_id) for name in ("manager", "sponsor")}
    is_own, is_mine = person.pk in answering, found.proposed_by_id == person.pk
    shown: dict[str, Any] = {
        "decision": found,
        "customer": found.customer,
        "admits": found.admits,
        "evidence": evidence,
        "remarks": remarks(evidence, admits=found.admits, **loads) if found.is_open else [],
        "telling": [(gettext(TELLING[name]), found.telling.get(name, "")) for name in TELLING] if found.telling else [],
        "votes": [(vote, answering.get(vote.by_id, "")) for vote in votes],
        "tally": counted,
        "my_vote": next((vote for vote in votes if vote.by_id == person.pk), None),
        "is_own": is_own,
        "is_mine": is_mine,
        "may_vote": found.is_open and person.may(Action.VOTE_ON_DECISIONS) and not is_mine and not is_own,
        "may_decide": found.is_open and person.may(Action.DECIDE) and not is_mine and not is_own,
        "may_withdraw": found.is_open and is_mine and person.may(Action.PROPOSE_DECISIONS),
        "ballot": ballot or Ballot(),
        "closing": closing or first_closing(found.version, counted.outcome, today),
        "withdrawal": withdrawal or Withdrawal(initial={"version": found.version}),
        "happened": happened(found),
    }
    return render(request, "portfolio/decision.html", shown, status=status)
