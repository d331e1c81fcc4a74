"""The small form that gives a key account something, as several pages offer it."""

from __future__ import annotations

from datetime import date

from clave.portfolio.models import KeyAccount
from clave.portfolio.offer_forms import Gift


def gift_form(held: KeyAccount, today: date) -> Gift:
    """The form for one key account, from today or from the day it enters."""
    first = {"key_account": held.pk, "given_from": max(today, held.admitted_on)}
    return Gift(initial=first, key_accounts=KeyAccount.objects.filter(pk=held.pk))
