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
