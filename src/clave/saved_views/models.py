"""What we remember of how somebody wants to see a list."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.access.policy import ROLE_NAMES, Role
from clave.saved_views.gates import VisibleViews


class SavedView(models.Model):
    """Filters and order of a list, under a name; it holds no row of the list, so that everybody sees in it what is theirs."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    address = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1_000)
    shared_with = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = VisibleViews.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["address", "name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "address", "name"], name="saved_view_named_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="saved_view_has_name_and_query"),
            models.CheckConstraint(
                condition=Q(shared_with="") | Q(shared_with__in=[role.value for role in Role]),
                name="saved_view_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def role_name(self) -> str:
        """With whom it is shared, in the reader's language; empty where with nobody."""
        return gettext(ROLE_NAMES[Role(self.shared_with)]) if self.shared_with else ""
