"""The door of one key account: read in ten seconds."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.gates import writes_notes_of
from clave.accounts.queries.overview import overview
from clave.accounts.rooms import PLACE, reads_value
from clave.accounts.views import overview_people, plan_words
from clave.accounts.views import overview_words as words
from clave.kit import slots
from clave.portfolio.models import KeyAccount
from clave.value.queries.deals import customers_to_price

OBJECTIVES_SHOWN, DEALS_SHOWN = 4, 3


@doors.requires(Action.SEE_KEY_ACCOUNTS, methods=doors.READING)
def key_account(request: SignedIn, code: str) -> HttpResponse:
    """What it is worth, why that changed, and what needs doing; one that left the programme still has its page."""
    today, user = timezone.localdate(), request.user
    seen = KeyAccount.objects.visible_to(user).filter(customer__code=code)
    held = seen.select_related("customer", "admission").order_by("-admitted_on").first()
    if held is None:
        raise Http404
    found = overview(user, held, today)
    to_value = reads_value(user, code)
    facts: dict[str, Any] = {
        "to_value": to_value,
        "customer": held.customer,
        "held": held,
        "found": found,
        "figures": list(words.figures_of(found, today, to_value=to_value)),
        "picture": words.picture_of(found.worth),
        "doings": words.doings(found, user, today),
        "objectives": plan_words.shown(found.plan)[:OBJECTIVES_SHOWN] if found.plan else [],
        "agreed": plan_words.agreement(found.plan.plan) if found.plan else None,
        "fresh": plan_words.freshness(found.plan.plan, today) if found.plan else None,
        "people": overview_people.people(found.circle) if found.circle else None,
        "sections": slots.filled(PLACE, request, held),
        "deals": found.deals[:DEALS_SHOWN],
        "more_deals": len(found.deals[DEALS_SHOWN:]),
        "may_price": customers_to_price(user, today).filter(pk=held.customer_id).exists(),
        "may_note": KeyAccount.objects.current(today).filter(writes_notes_of(user, "customer_id"), pk=held.pk).exists(),
        "may_brief": user.may(Action.SEE_SPONSORS),
        "today": today,
    }
    return render(request, "accounts/key_account.html", facts)
