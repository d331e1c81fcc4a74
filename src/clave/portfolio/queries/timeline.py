"""What happened to one customer in the choice of key accounts, from the newest back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from clave.portfolio.models import AccountOffer, Decision, ExceptionRequest, KeyAccount

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.ledger.models import Customer


class What(StrEnum):
    """What kind of thing happened."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    ADMITTED = "admitted"
    RELEASED = "released"
    REVIEWED = "reviewed"
    ASKED = "asked"
    GIVEN = "given"
    ENDED = "ended"


@dataclass(frozen=True)
class Happened:
    """One thing that happened on a day: what, and the row that tells it."""

    on: date
    what: What
    row: Any


def timeline(user: User, customer: Customer, reviews: Any = ()) -> list[Happened]:
    """Everything this person may see of it, the newest first."""
    found = [*_decisions(user, customer), *_membership(user, customer), *_asked(user, customer)]
    found += [Happened(review.as_of, What.REVIEWED, review) for review in reviews]
    return sorted(found, key=lambda each: (each.on, list(What).index(each.what)), reverse=True)


def _decisions(user: User, customer: Customer) -> Iterator[Happened]:
    rows = Decision.objects.visible_to(user).filter(customer=customer).select_related("proposed_by", "decided_by")
    for row in rows:
        yield Happened(timezone.localdate(row.proposed_at), What.PROPOSED, row)
        if row.decided_at:
            yield Happened(timezone.localdate(row.decided_at), What.DECIDED, row)


def _membership(user: User, customer: Customer) -> Iterator[Happened]:
    rows = KeyAccount.objects.visible_to(user).filter(customer=customer).select_related("admission", "release")
    for row in rows:
        yield Happened(row.admitted_on, What.ADMITTED, row)
        if row.released_on:
            yield Happened(row.released_on, What.RELEASED, row)
    for gift in AccountOffer.objects.filter(key_account__in=rows).select_related("element"):
        yield Happened(gift.given_from, What.GIVEN, gift)
        if gift.given_to:
            yield Happened(gift.given_to, What.ENDED, gift)


def _asked(user: User, customer: Customer) -> Iterator[Happened]:
    for row in ExceptionRequest.objects.visible_to(user).filter(customer=customer).select_related("asked_by"):
        yield Happened(timezone.localdate(row.asked_at), What.ASKED, row)
