"""The query gates of the company: which of our people and functions one person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from clave.access.policy import Action

if TYPE_CHECKING:
    from clave.access.models import User


class VisiblePeople(models.QuerySet[Any]):
    """Our people, limited to whom one person may see."""

    def visible_to(self, user: User) -> Self:
        """Everybody for those who look after our people; oneself for everybody else."""
        return self.all() if user.may(Action.SEE_PEOPLE) else self.filter(user=user)


class VisibleFunctions(models.QuerySet[Any]):
    """Our functions, limited to what one person may see."""

    def visible_to(self, user: User) -> Self:
        """Every function for those who look after our people or the programme; their own, or one they own, for others."""
        if user.may(Action.SEE_PEOPLE) or user.may(Action.SEE_PROGRAMME):
            return self.all()
        if not user.may(Action.SEE_FUNCTIONS):
            return self.none()
        mine = models.Q(people__user=user) | models.Q(owner__user=user)
        return self.filter(pk__in=self.model.objects.filter(mine).values("pk"))
