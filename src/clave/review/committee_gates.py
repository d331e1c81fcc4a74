"""The query gate of the review committee: its members, meetings and findings are read by all whose work it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from clave.access.policy import Action

if TYPE_CHECKING:
    from clave.access.models import User


class OfTheCommittee(models.QuerySet[Any]):
    """Rows of the review committee."""

    def visible_to(self, user: User) -> Self:
        """Every row for those who may see the committee, none for the others."""
        return self.all() if user.may(Action.SEE_COMMITTEE) else self.none()


class CommitteeSteps(OfTheCommittee):
    """What became of the steps; with an owner it is an action."""

    def answered_by(self, user: User) -> Self:
        """The actions that this person answers for, member or not; every one for who plans the committee."""
        if not user.may(Action.FINISH_COMMITTEE_ACTIONS):
            return self.none()
        found = self.filter(owner__isnull=False)
        return found if user.may(Action.PLAN_COMMITTEE) else found.filter(owner__user=user)
