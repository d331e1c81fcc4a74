"""The doors of the key accounts: their list, one of them with all that happened to it, and the review of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.ledger.gates import sees_every_customer
from clave.portfolio import exports
from clave.portfolio.models import KeyAccount, Ranking
from clave.portfolio.operations.entering import hold_review
from clave.portfolio.queries.answering import limit_of, loads_in
from clave.portfolio.queries.deciding import count_on
from clave.portfolio.queries.evidence import evidence_of
from clave.portfolio.queries.key_accounts import Line, Members, members
from clave.portfolio.queries.timeline import timeline
from clave.portfolio.rules.deciding import Size, size_advice, size_of
from clave.portfolio.rules.releasing import REVIEWS_APART_DAYS
from clave.portfolio.views import portfolio_tables
from clave.portfolio.views.gift_forms import gift_form
from clave.portfolio.views.member_words import alerts_of
from clave.portfolio.views.portfolio_tables import exported


@dataclass(frozen=True)
class Shown:
    """One key account of the list with what needs doing about it."""

    line: Line
    alerts: list[Any]


@doors.requires(Action.SEE_KEY_ACCOUNTS, methods=doors.READING)
def key_accounts(request: SignedIn) -> HttpResponse:
    """The key accounts this person may see: since when, by which decision, how they score now, what needs doing."""
    return _list(request)


@doors.requires(Action.EXPORT_KEY_ACCOUNTS, methods=doors.READING)
def key_accounts_export(request: SignedIn) -> HttpResponseBase:
    """The same as a file; who took it stands in the history."""
    found = members(request.user, timezone.localdate())
    return exported(request, portfolio_tables.key_accounts(found), "key-accounts")


@doors.requires(Action.SEE_KEY_ACCOUNTS, methods=doors.READING)
def key_account(request: SignedIn, code: str) -> HttpResponseBase:
    """One key account, or one that was: its figures, its offer, and everything that happened."""
    today, user = timezone.localdate(), request.user
    seen = KeyAccount.objects.visible_to(user).filter(customer__code=code).select_related("customer", "release")
    held = list(seen.order_by("-admitted_on"))
    if not held:
        raise Http404
    customer = held[0].customer
    found = members(user, today, [customer.pk])
    line, ranking = next(iter(found.lines), None), found.ranking
    may_value = bool(line and line.is_valued)
    evidence = evidence_of(customer, ranking, on=today) if ranking and may_value else None
    shown: dict[str, Any] = {
        "customer": customer,
        "held": held[0],
        "line": line,
        "evidence": evidence,
        "alerts": alerts_of(line) if line else [],
        "apart": REVIEWS_APART_DAYS,
        "happened": timeline(user, customer, evidence.reviews if evidence else ()),
        "may_propose": user.may(Action.PROPOSE_DECISIONS),
        "may_change_offers": user.may(Action.CHANGE_OFFERS) and line is not None,
        "gift": gift_form(held[0], today) if line and user.may(Action.CHANGE_OFFERS) else None,
        "today": today,
    }
    tables = {"reviews": lambda: exports.reviews(customer, evidence.reviews)} if evidence else {}
    return leaving.page(request, "portfolio/key_account.html", shown, tables, needs=Action.EXPORT_KEY_ACCOUNTS)


@doors.requires(Action.PROPOSE_DECISIONS, methods=["POST"])
def review(request: SignedIn) -> HttpResponse:
    """Note that the committee looked at every key account on the latest ranking."""
    named = request.POST.get("ranking", "")
    ranking = Ranking.objects.visible_to(request.user).filter(short_code=named).first()
    if ranking is None:
        return _list(request, gettext("Say which ranking the committee looked at: there is none of that name."), 422)
    try:
        hold_review(by=request.user, ranking=ranking)
    except Refusal as refusal:
        return _list(request, refusal.sentence(gettext), refusal.http_status)
    told = gettext("Review held on ranking %(ranking)s. A key account may leave after two, %(days)s days apart.")
    messages.success(request, told % {"ranking": ranking.short_code, "days": REVIEWS_APART_DAYS})
    return redirect("key-accounts")


def _list(request: SignedIn, wrong: str = "", status: int = 200) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    found = members(user, today)
    sees_all = user.may(Action.SEE_DECISIONS)
    count = len(found.lines) if not sees_all or sees_every_customer(user) else count_on(today)
    latest = found.ranking
    shown: dict[str, Any] = {
        "found": found,
        "shown": [Shown(line, alerts_of(line)) for line in found.lines],
        "is_valued": any(line.is_valued for line in found.lines),
        "count": count,
        "finding": _finding(found),
        "advice": size_advice(count, gettext) if sees_all and count else "",
        "is_many": size_of(count) is Size.MANY,
        "loads": list(_loads(today)) if user.may(Action.PROPOSE_DECISIONS) else [],
        "latest": latest,
        "may_review": user.may(Action.PROPOSE_DECISIONS)
        and latest is not None
        and not latest.is_review
        and found.lines,
        "may_propose": user.may(Action.PROPOSE_DECISIONS),
        "may_export": user.may(Action.EXPORT_KEY_ACCOUNTS),
        "wrong": wrong,
        "today": today,
    }
    return render(request, "portfolio/key_accounts.html", shown, status=status)


def _finding(found: Members) -> str:
    """What the list comes to, in one line."""
    count = len(found.lines)
    if not count:
        return gettext("No key account yet")
    told = ngettext("%(count)s key account", "%(count)s key accounts", count) % {"count": count}
    if below := len(found.below):
        words = ngettext("%(below)s below the exit line", "%(below)s below the exit line", below)
        told += ", " + words % {"below": below}
    return told


def _loads(today: Any) -> Iterator[dict[str, Any]]:
    """Who answers for how many key accounts, those without room first."""
    names = {"manager": gettext("Key account manager"), "sponsor": gettext("Executive sponsor")}
    held = loads_in(names, today)
    for capacity, name in names.items():
        rows = sorted(held[capacity].values(), key=lambda entry: -entry[1].held)
        yield {"name": name, "most": limit_of(capacity), "people": [load for _, load in rows]}
