"""The door of one key account: read in ten seconds."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.queries.overview import DEALS_SHOWN, overview, seen_key_account
from clave.accounts.rooms import PLACE, reads_value
from clave.accounts.views import overview_people, plan_words
from clave.accounts.views import overview_words as words
from clave.kit import slots

OBJECTIVES_SHOWN = 4


@doors.requires(Action.SEE_KEY_ACCOUNTS, methods=doors.READING)
def key_account(request: SignedIn, code: str) -> HttpResponse:
    """What it is worth, why that changed, and what needs doing; one that left the programme still has its page."""
    today, user = timezone.localdate(), request.user
    seen = seen_key_account(user, code, today)
    if seen is None:
        raise Http404
    held, rights = seen
    found = overview(user, held, rights, today)
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
        "sections": slots.filled(PLACE, request, found),
        "deals": found.deals[:DEALS_SHOWN],
        "more_deals": len(found.deals[DEALS_SHOWN:]),
        "may_price": rights.prices_deals,
        "may_note": rights.writes_notes,
        "may_brief": user.may(Action.SEE_SPONSORS),
        "today": today,
    }
    return render(request, "accounts/key_account.html", facts)
