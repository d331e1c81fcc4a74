"""The query gates of practices: cards are for all who choose or answer for key accounts, adoptions follow the key account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from clave.access.policy import Action, Role
from clave.portfolio.models import KeyAccount
from clave.sponsorship.gates import own

if TYPE_CHECKING:
    from clave.access.models import User

FOLLOWED_BY = ("manager", "deputy")


def copied_to(user: User) -> models.QuerySet[Any]:
    """The current key accounts to which this person may copy a practice: all for the champion, those they manage."""
    found: models.QuerySet[Any] = KeyAccount.objects.current()
    if not user.may(Action.SHARE_PRACTICES):
        return found.none()
    return found if Role.CHAMPION in user.roles else found.filter(own(user, FOLLOWED_BY, "customer_id"))


class OfPractices(models.QuerySet[Any]):
    """Practice cards."""

    def visible_to(self, user: User) -> Self:
        """Every card for those who see practices."""
        return self.all() if user.may(Action.SEE_PRACTICES) else self.none()

    def written_by(self, user: User) -> Self:
        """The cards that this person wrote; all for the champion."""
        if not user.may(Action.SHARE_PRACTICES):
            return self.none()
        return self if Role.CHAMPION in user.roles else self.filter(by=user)


class OfAdoptions(models.QuerySet[Any]):
    """Practices at work in a key account."""

    def visible_to(self, user: User) -> Self:
        """The adoptions of the key accounts one sees."""
        if not user.may(Action.SEE_PRACTICES):
            return self.none()
        return self.filter(key_account__in=KeyAccount.objects.visible_to(user).values("pk"))

    def written_by(self, user: User) -> Self:
        """The adoptions of key accounts that one manages; all for the champion."""
        return self.filter(key_account__in=copied_to(user).values("pk"))
