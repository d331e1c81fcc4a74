"""The doors where a customer is proposed as a key account, or a key account for release."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.ledger.models import Customer
from clave.portfolio.deciding_forms import Proposal, Release, WhichCustomer
from clave.portfolio.models import Ranking
from clave.portfolio.operations.deciding import propose_admission, propose_release
from clave.portfolio.queries import deciding as queries
from clave.portfolio.queries.answering import assigned, load_of, loads
from clave.portfolio.queries.evidence import evidence_of, proposable
from clave.portfolio.rules.deciding import against_admission
from clave.portfolio.rules.releasing import REVIEWS_APART_DAYS, against_leaving, below_in_a_row, ripe_from
from clave.portfolio.views.proposal_words import remarks


@doors.requires(Action.PROPOSE_DECISIONS)
def propose(request: SignedIn) -> HttpResponse:
    """Propose a candidate: everything to know first, then why; without a customer, who could be proposed."""
    try:
        ranking = queries.ranking_to_quote()
    except Refusal as refusal:
        return _nothing(request, refusal)
    which = WhichCustomer(request.POST or request.GET, user=request.user)
    if which.chosen is None:
        return _choose(request, ranking, which)
    form = _proposal(request, which.chosen)
    if request.method != "POST" or not form.is_valid():
        return _proposing(request, which.chosen, ranking, form, status_of(form))
    manager, sponsor, reason = form.person("manager"), form.person("sponsor"), form.cleaned_data["reason"]
    try:
        made = propose_admission(
            by=request.user, customer=which.chosen, reason=reason, manager=manager, sponsor=sponsor
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _proposing(request, which.chosen, ranking, form, refusal.http_status)
    messages.success(request, gettext("The proposal is with the committee."))
    return redirect("decision", made.number)


@doors.requires(Action.PROPOSE_DECISIONS)
def propose_leaving(request: SignedIn) -> HttpResponse:
    """Propose to release a key account: what the reviews found, and how it will be told."""
    which = WhichCustomer(request.POST or request.GET, user=request.user)
    given = request.POST if request.method == "POST" else None
    if which.chosen is None:
        told = {
            "heading": gettext("Which key account should leave?"),
            "sentence": gettext("Choose the key account on the list of key accounts first."),
            "back": "key-accounts",
        }
        return render(request, "portfolio/propose_nothing.html", told, status=200 if given is None else 422)
    customer = which.chosen
    form = Release(given, user=request.user, initial={"customer": customer.code})
    if request.method != "POST" or not form.is_valid():
        return _leaving(request, customer, form, status_of(form))
    reason = form.cleaned_data["reason"]
    try:
        made = propose_release(by=request.user, customer=customer, reason=reason, telling=form.telling)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _leaving(request, customer, form, refusal.http_status)
    messages.success(request, gettext("The proposal is with the committee."))
    return redirect("decision", made.number)


def _proposal(request: SignedIn, customer: Customer) -> Proposal:
    today = timezone.localdate()
    held = {name: assigned(customer, name, today) for name in ("manager", "sponsor")}
    first = {"customer": customer.code, **{name: person.pk for name, person in held.items() if person}}
    return Proposal(
        request.POST if request.method == "POST" else None,
        user=request.user,
        managers=loads("manager", today, customer.pk),
        sponsors=loads("sponsor", today, customer.pk),
        initial=first,
    )


def _proposing(
    request: SignedIn, customer: Customer, ranking: Ranking, form: Proposal, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    people = {name: assigned(customer, name, today) for name in ("manager", "sponsor")}
    facts = queries.admission_of(customer, ranking, on=today)
    found = evidence_of(customer, ranking, on=today)
    loaded = {name: load_of(person, name, today, customer.pk) for name, person in people.items()}
    shown: dict[str, Any] = {
        "customer": customer,
        "evidence": found,
        "form": form,
        "admits": True,
        "obstacles": [refusal.sentence(gettext) for refusal in against_admission(facts)],
        "asks_exception": found.score is not None and found.score < found.lines.entry,
        "remarks": remarks(found, admits=True, manager=loaded["manager"], sponsor=loaded["sponsor"]),
    }
    return render(request, "portfolio/propose.html", shown, status=status)


def _choose(request: SignedIn, ranking: Ranking, which: WhichCustomer) -> HttpResponse:
    asked = "customer" in (request.POST or request.GET)
    shown = {
        "ranking": ranking,
        "rows": proposable(request.user, ranking, timezone.localdate()),
        "count": queries.count_on(timezone.localdate()),
        "wrong": which.errors.get("customer", []) if asked else [],
        "typed": which.data.get("customer", ""),
    }
    status = 422 if asked or request.method == "POST" else 200
    return render(request, "portfolio/propose_whom.html", shown, status=status)


def _leaving(request: SignedIn, customer: Customer, form: Release, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    facts = queries.leaving_of(customer, on=today)
    row = below_in_a_row(facts.reviews, facts.admitted_on) if facts.admitted_on else []
    shown: dict[str, Any] = {
        "customer": customer,
        "form": form,
        "facts": facts,
        "reviews": facts.reviews,
        "apart": REVIEWS_APART_DAYS,
        "obstacles": [refusal.sentence(gettext) for refusal in against_leaving(facts, gettext)],
        "ripe_from": ripe_from(row),
    }
    return render(request, "portfolio/propose_leaving.html", shown, status=status)


def _nothing(request: SignedIn, refusal: Refusal) -> HttpResponse:
    """The page where nothing can be proposed yet, and what to do first."""
    status = 200 if request.method != "POST" else refusal.http_status
    told = {
        "heading": gettext("Nobody can be proposed yet"),
        "sentence": refusal.sentence(gettext),
        "back": "decisions",
    }
    return render(request, "portfolio/propose_nothing.html", told, status=status)
