"""The query gates of promises: a function sees its own, others those of the customers in their scope."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.access.policy import FIELDS, Action, FieldClass, Role, Scope, allows
from clave.ledger.gates import EVERY_CUSTOMER, own_customers

if TYPE_CHECKING:
    from clave.access.models import User

SERVES = ("manager", "sponsor", "deputy")
"""The capacities in which somebody answers for a customer as a whole."""
EVERYWHERE = EVERY_CUSTOMER - {Scope.NAMES} | {Scope.ROUND}


def seen_promises(user: User, on: date, *, to_read: bool = True) -> Q:
    """The condition on promises that one person may see, or only speak about; nothing where none is."""
    if not user.may(Action.SEE_PROMISES):
        return Q(pk__in=())
    if allows(user.roles, Action.ANSWER_ESCALATIONS):
        return ~Q(pk__in=())
    mine = Q(function__people__user=user) | Q(owner__user=user)
    found = mine | Q(function__owner__user=user)
    scopes = {FIELDS[role][FieldClass.F0].reads for role in user.roles if role is not Role.FUNCTION_MEMBER}
    if Scope.OWN in scopes:
        found |= Q(key_account__customer__in=own_customers(user, SERVES, on))
    if to_read and scopes & EVERYWHERE:
        found |= Q(audience="programme")
    return found


class VisiblePromises(models.QuerySet[Any]):
    """Promises, limited to those one person may see."""

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """The promises of one's function, of the customers one answers for, and those for the whole programme."""
        mine = self.model.objects.filter(seen_promises(user, on or timezone.localdate())).values("pk")
        return self.filter(pk__in=mine)

    def changed_by(self, user: User) -> Self:
        """The promises that this person may change and end: those to customers they answer for; to all for the champion."""
        if not user.may(Action.MAKE_PROMISES):
            return self.none()
        if allows(user.roles, Action.ANSWER_ESCALATIONS):
            return self.visible_to(user)
        own = own_customers(user, SERVES, timezone.localdate())
        return self.filter(pk__in=self.model.objects.filter(key_account__customer__in=own).values("pk"))

    def kept_by(self, user: User) -> Self:
        """The promises about which this person may speak: of their function, of the customers they answer for."""
        ours = seen_promises(user, timezone.localdate(), to_read=False)
        return self.filter(pk__in=self.model.objects.filter(ours).values("pk"))


class OfSeenPromises(models.QuerySet[Any]):
    """What came of promises, and what was put before the champion."""

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """The rows of the promises one person may see."""
        from clave.promises.models import Promise

        return self.filter(promise__in=Promise.objects.visible_to(user, on).values("pk"))
