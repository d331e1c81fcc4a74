"""The query gates of the deal desk: whose deals one person sees, and which they may write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.access.policy import Action, FieldClass, Scope
from clave.ledger.gates import own_customers

if TYPE_CHECKING:
    from clave.access.models import User

ANSWERS = ("deputy", "manager", "sponsor")
"""The capacities in which a customer's deals are one's own."""
PRICES = ("deputy", "manager")


def seen_deals(user: User, on: date) -> Q:
    """The condition on deals (F3) that one person sees: own customers'; those one is asked to decide on; those won.

    Whoever is asked for a decision is on the bid: the champion sees every deal that was put forward, the finance partner
    those that need Finance, and all that were won.
    """
    if not user.may(Action.SEE_DEALS):
        return Q(pk__in=())
    scopes, found = user.reading(FieldClass.F3), Q(pk__in=())
    if scopes & {Scope.OWN, Scope.OWN_BIDS}:
        found |= Q(customer__in=own_customers(user, ANSWERS, on))
    if Scope.ON_BID in scopes:
        found |= Q(asked_at__isnull=False)
    if Scope.AFTER_AWARD in scopes:
        found |= Q(finance_asked=True) | Q(state="won")
    return found


class VisibleDeals(models.QuerySet[Any]):
    """Deals, limited to those one person may see."""

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """The deals in this person's scope."""
        return self.filter(pk__in=self.model.objects.filter(seen_deals(user, on or timezone.localdate())).values("pk"))

    def priced_by(self, user: User) -> Self:
        """The deals this person may change: those of customers they manage."""
        if not user.may(Action.PRICE_DEALS) or not user.writing(FieldClass.F3) & {Scope.OWN_BIDS}:
            return self.none()
        own = own_customers(user, PRICES, timezone.localdate())
        return self.filter(pk__in=self.model.objects.filter(customer__in=own).values("pk"))


class OfSeenDeals(models.QuerySet[Any]):
    """Versions, askings and decisions of deals."""

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """Those of the deals one person may see."""
        from clave.value.deal_models import Deal

        return self.filter(deal__in=Deal.objects.visible_to(user, on).values("pk"))


class VisibleLimits(models.QuerySet[Any]):
    """Limits of deals, limited to who may see them."""

    def visible_to(self, user: User) -> Self:
        """Every version for those who see deals at all."""
        return self.all() if user.may(Action.SEE_DEALS) else self.none()
