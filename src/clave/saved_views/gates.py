"""The query gate of saved views: one's own, and those shared with a role one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from clave.access.models import User


class VisibleViews(models.QuerySet[Any]):
    """Saved views."""

    def visible_to(self, user: User) -> Self:
        """One's own, and those that their owners share with one of this person's roles."""
        return self.filter(Q(owner=user) | Q(shared_with__in=user.roles))

    def owned_by(self, user: User) -> Self:
        """Those this person may rename, share and delete."""
        return self.filter(owner=user)
