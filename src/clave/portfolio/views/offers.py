"""The doors of the offer: what key accounts get that others do not, what it costs, and who gets nothing different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from clave.kit.money import Money
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of
from clave.portfolio.models import AccountOffer, KeyAccount, OfferElement
from clave.portfolio.offer_forms import Element, Gift, LastDay
from clave.portfolio.operations import offers as operations
from clave.portfolio.queries.key_accounts import Line, Spent, costs_of, members
from clave.portfolio.rules.offers import OfferStale
from clave.portfolio.views import portfolio_tables
from clave.portfolio.views.portfolio_tables import exported
from clave.value.queries.choosing import latest_run


@dataclass(frozen=True)
class Row:
    """One key account against every element: its gift or nothing, what that costs, and what the customer is worth."""

    line: Line
    gifts: Sequence[tuple[OfferElement, AccountOffer | None]]
    costs: Sequence[Money]
    value: Money | None
    low: Money | None
    high: Money | None


@doors.requires(Action.SEE_KEY_ACCOUNTS, methods=doors.READING)
def offers(request: SignedIn) -> HttpResponse:
    """Key accounts against elements, with cost beside lifetime value, and who gets nothing different."""
    return _page(request)


@doors.requires(Action.EXPORT_KEY_ACCOUNTS, methods=doors.READING)
def offers_export(request: SignedIn) -> HttpResponseBase:
    """The same as a file; who took it stands in the history."""
    found = members(request.user, timezone.localdate())
    return exported(request, portfolio_tables.offers(found), "offers")


@doors.requires(Action.CHANGE_OFFERS)
def offer_element(request: SignedIn) -> HttpResponse:
    """Name a new element."""
    run = latest_run()
    form = Element(
        request.POST if request.method == "POST" else None, initial={"currency": run.currency if run else ""}
    )
    if request.method != "POST" or not form.is_valid():
        return _element(request, form, status=status_of(form))
    try:
        made = operations.offer_element(by=request.user, **form.values)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _element(request, form, status=refusal.http_status)
    messages.success(request, gettext("Key accounts can get “%(name)s” now.") % {"name": made.name})
    return redirect("offers")


@doors.requires(Action.CHANGE_OFFERS)
def change_element(request: SignedIn, pk: int) -> HttpResponse:
    """Say something else of an element, or stop offering it."""
    found = get_object_or_404(OfferElement.objects.visible_to(request.user).select_related("function"), pk=pk)
    form = Element(request.POST if request.method == "POST" else None, initial=_told(found))
    if request.method != "POST" or not form.is_valid():
        return _element(request, form, found, status_of(form))
    version, is_active = form.cleaned_data["version"] or 0, form.cleaned_data["is_active"]
    try:
        operations.change_element(by=request.user, element=found, version=version, is_active=is_active, **form.values)
    except OfferStale as refusal:
        again = Element({**dict(form.data.items()), "version": found.version})
        again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        return _element(request, again, found, refusal.http_status, is_stale=True)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _element(request, form, found, refusal.http_status)
    messages.success(request, gettext("Saved."))
    return redirect("offers")


@doors.requires(Action.CHANGE_OFFERS, methods=["POST"])
def give(request: SignedIn) -> HttpResponse:
    """Give a key account an element from a day on."""
    form = Gift(request.POST, key_accounts=KeyAccount.objects.visible_to(request.user))
    if not form.is_valid():
        sentence = " ".join(f"{form[name].label}: {' '.join(map(str, wrong))}" for name, wrong in form.errors.items())
        return _page(request, sentence, status_of(form))
    try:
        made = operations.give_element(by=request.user, **form.values)
    except Refusal as refusal:
        return _page(request, refusal.sentence(gettext), refusal.http_status)
    facts = {"customer": made.key_account.customer, "name": made.element}
    messages.success(request, gettext("%(customer)s gets “%(name)s”.") % facts)
    return redirect("membership", made.key_account.customer.code)


@doors.requires(Action.CHANGE_OFFERS, methods=["POST"])
def end(request: SignedIn, pk: int) -> HttpResponse:
    """Say on which day a key account last gets an element."""
    seen = KeyAccount.objects.visible_to(request.user).values("pk")
    found = get_object_or_404(AccountOffer.objects.select_related("key_account__customer"), pk=pk, key_account__in=seen)
    form = LastDay(request.POST)
    if not form.is_valid():
        return _page(request, gettext("Say on which day it ends."), 422)
    try:
        operations.end_offer(by=request.user, offer=found, **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, refusal.sentence(gettext), refusal.http_status)
    messages.success(request, gettext("It ends on that day."))
    return redirect("membership", found.key_account.customer.code)


def _page(request: SignedIn, wrong: str = "", status: int = 200) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    found = members(user, today)
    elements = list(OfferElement.objects.visible_to(user).select_related("function").order_by("-is_active", "name"))
    given = {offer.element_id for line in found.lines for offer in line.offers}
    columns = [each for each in elements if each.is_active or each.pk in given]
    every = [offer for line in found.lines if line.is_valued for offer in line.offers]
    total, unpriced = costs_of(every)
    is_valued = any(line.is_valued for line in found.lines)
    shown: dict[str, Any] = {
        "rows": [_row(line, columns) for line in found.lines],
        "columns": columns,
        "elements": [
            (each, _yearly(each) if is_valued or user.may(Action.CHANGE_OFFERS) else None) for each in elements
        ],
        "nothing": found.without_offer,
        "total": list(total.values()),
        "unpriced": unpriced,
        "is_valued": is_valued,
        "run": latest_run(),
        "may_change": user.may(Action.CHANGE_OFFERS),
        "may_export": user.may(Action.EXPORT_KEY_ACCOUNTS) and bool(found.lines),
        "wrong": wrong,
    }
    return render(request, "portfolio/offers.html", shown, status=status)


def _row(line: Line, columns: Sequence[OfferElement]) -> Row:
    held = {offer.element_id: offer for offer in line.offers}
    value = line.value
    names = ("lifetime_value", "lifetime_value_low", "lifetime_value_high")
    worth = [_money(getattr(value, name), value.run.currency) if value else None for name in names]
    return Row(line, [(each, held.get(each.pk)) for each in columns], _sorted(line.costs), *worth)


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money.from_minor(minor, currency)


def _sorted(costs: Spent) -> list[Money]:
    return [costs[currency] for currency in sorted(costs)]


def _yearly(element: OfferElement) -> Money | None:
    return None if element.yearly_cost is None else Money.from_minor(element.yearly_cost, element.currency)


def _told(found: OfferElement) -> dict[str, Any]:
    cost = _yearly(found)
    return {
        "version": found.version,
        "name": found.name,
        "description": found.description,
        "function": found.function_id,
        "cost": cost.amount if cost else None,
        "currency": found.currency,
        "is_active": found.is_active,
    }


def _element(
    request: SignedIn, form: Element, found: OfferElement | None = None, status: int = 200, *, is_stale: bool = False
) -> HttpResponse:
    theirs = (
        [(form.fields[name].label, value) for name, value in _told(found).items() if name != "version"] if found else []
    )
    if found:
        theirs = [
            (label, value if label != form.fields["function"].label else found.function) for label, value in theirs
        ]
    shown = {
        "form": form,
        "element": found,
        "theirs": theirs if is_stale else [],
        "happened": happened(found) if found else [],
    }
    return render(request, "portfolio/offer_element.html", shown, status=status)
