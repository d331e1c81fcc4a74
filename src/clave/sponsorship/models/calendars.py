"""The private addresses under which people's calendars read their visits."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class CalendarAddress(models.Model):
    """One address of one person; the word in it is told once, only its digest is kept, and one is live at a time."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_addresses")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    last_read_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0)
    asked_in_minute = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(revoked_at=None), name="calendar_address_one_live_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"calendar of {self.owner_id}"
