"""From a check, or a sentence somebody told, to the form of a promise: the fields are carried over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.promises.forms import SCOPES, CheckForm
from clave.promises.rules.states import Kind
from clave.promises.rules.terms import TERMS, USUAL_LEAST

CARRIED = ("what", *TERMS)
MOST = 300


def carried(given: Mapping[str, str], user: User, on: date) -> dict[str, Any]:
    """What a new promise begins with: the key account of the customer named, the words, and the terms."""
    words = {name: given[name][:MOST] for name in CARRIED if given.get(name)}
    held = KeyAccount.objects.visible_to(user, on).current(on).filter(customer__code=given.get("customer", "")).first()
    kind = Kind.DELIVERY if words.keys() & {*SCOPES, "within_days"} else Kind.DUE
    return {"lines_percent": 100, "least_percent": USUAL_LEAST, **words, "kind": kind, "key_account": held and held.pk}


def to_make(request: SignedIn, form: CheckForm) -> str:
    """Where a promise that was checked is made, its fields with it; empty where this person or customer gets none."""
    if not request.user.may(Action.MAKE_PROMISES) or not form.is_bound or not form.is_valid():
        return ""
    given, customer = form.cleaned_data, form.cleaned_data["customer"]
    if not KeyAccount.objects.visible_to(request.user).current().filter(customer=customer).exists():
        return ""
    terms = {name: given[name] for name in TERMS if given.get(name) not in (None, "")}
    return f"{reverse('new-promise')}?{urlencode({'customer': customer.code, 'what': _sentence(given), **terms})}"


def sentence_address(customer: Customer, text: str) -> str:
    """Where a promise to this customer is made that begins with these words."""
    return f"{reverse('new-promise')}?{urlencode({'customer': customer.code, 'what': text[:MOST]})}"


def _sentence(given: Mapping[str, Any]) -> str:
    """What is promised, in words to begin with: the goods, the place, the days."""
    days = given["within_days"]
    if days is None:
        said = gettext("Orders arrive by their promised day")
    else:
        said = ngettext("Orders arrive within %(days)s day", "Orders arrive within %(days)s days", days) % {
            "days": days
        }
    only = [given[name] for name in (*SCOPES, "country") if given.get(name)]
    return f"{said} ({', '.join(only)})" if only else said
