"""The query gates of notifications: one's own; how the mail goes is for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from clave.access.policy import Action

if TYPE_CHECKING:
    from clave.access.models import User


class OwnNotices(models.QuerySet[Any]):
    """What was told to whom."""

    def visible_to(self, user: User) -> Self:
        """One's own, whatever one's roles."""
        return self.filter(user=user)


class VisibleDigests(models.QuerySet[Any]):
    """E-mails; a row holds no word of what they say."""

    def visible_to(self, user: User) -> Self:
        """All for who looks after the mail, one's own for everybody else."""
        return self.all() if user.may(Action.SEE_MAIL) else self.filter(user=user)
