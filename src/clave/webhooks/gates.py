"""The query gates of webhooks: one's own, all for administrators, and for a token those made with the same scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from clave.access.policy import Action, FieldClass, Scope

if TYPE_CHECKING:
    from clave.access.models import User


def seen(user: User, path: str = "") -> Q:
    """The condition on a subscription (at `path`) that this person may see."""
    if not user.may(Action.SEE_WEBHOOKS):
        return Q(pk__in=[])
    if user.lent is not None:
        return Q(**{f"{path}owner": user, f"{path}scopes": lent_words(user)})
    return Q() if user.reads(FieldClass.F7) is Scope.ALL else Q(**{f"{path}owner": user})


def lent_words(user: User) -> str:
    """The scopes that the token of this request lends, in one text; empty for the person in person."""
    return " ".join(sorted(user.lent.scopes)) if user.lent else ""


class VisibleSubscriptions(models.QuerySet[Any]):
    """Who hears of what."""

    def visible_to(self, user: User) -> Self:
        """The subscriptions this person may see."""
        return self.filter(seen(user))


class VisibleDeliveries(models.QuerySet[Any]):
    """What was sent."""

    def visible_to(self, user: User) -> Self:
        """The messages of the subscriptions this person may see."""
        return self.filter(seen(user, "subscription__"))
