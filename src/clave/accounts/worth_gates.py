"""The query gate of risks, scorecards, forecasts and whitespace: they rest on value and cost (F2) of one's customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.access.policy import Action, FieldClass
from clave.ledger.gates import in_scope

if TYPE_CHECKING:
    from clave.access.models import User


def of_worth(user: User, path: str) -> Q:
    """The condition on customers (at `path`) whose value (F2) this person reads; nothing for who may not see risks."""
    if not user.may(Action.SEE_RISKS):
        return Q(pk__in=())
    return in_scope(user, FieldClass.F2, timezone.localdate(), path)


class OfWorthyAccounts(models.QuerySet[Any]):
    """Rows about key accounts, limited to those whose value one person reads."""

    def visible_to(self, user: User) -> Self:
        """The rows of key accounts in this person's scope of F2; none for who may not see risks."""
        return self.filter(of_worth(user, "key_account__customer_id"))
