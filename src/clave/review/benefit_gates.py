"""The query gates of the proof of benefit: it rests on value and cost of all key accounts, so only who reads all sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from clave.access.policy import Action, FieldClass, Scope

if TYPE_CHECKING:
    from clave.access.models import User


class VisibleBenefit(models.QuerySet[Any]):
    """Statements of the benefit, and what the programme costs."""

    def visible_to(self, user: User) -> Self:
        """Every row for those who read value and cost (F2) of all or in their round, none for the others."""
        reads = bool(user.reading(FieldClass.F2) & {Scope.ALL, Scope.ROUND})
        return self.all() if user.may(Action.SEE_BENEFIT) and reads else self.none()

    def latest_done(self) -> Any | None:
        """The newest finished statement; None when there is none."""
        return self.filter(state="done").order_by("-number").first()
