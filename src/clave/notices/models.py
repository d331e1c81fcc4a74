"""What a person was told of, whether they read it, and the e-mails it went out in: never a word of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.notices.gates import OwnNotices, VisibleDigests
from clave.notices.rules import STATE_MARKS, STATE_NAMES, Cadence, Kind, State

USER = settings.AUTH_USER_MODEL


class Preference(models.Model):
    """What a person wants to be told of, and how often by e-mail; without a row everything, every day."""

    user = models.OneToOneField(USER, on_delete=models.PROTECT, related_name="notice_preference")
    cadence = models.CharField(max_length=6, default=Cadence.DAILY)
    muted = models.JSONField(default=list)

    objects = OwnNotices.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(cadence__in=list(Cadence)), name="notice_cadence_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.cadence}"


class Digest(models.Model):
    """One e-mail to one person of one day, kept until the mail server has taken it."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="digests")
    on = models.DateField()
    state = models.CharField(max_length=7, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleDigests.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "user__full_name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "on"], name="digest_once_a_day"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="digest_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="digest_sent_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"

    @property
    def state_name(self) -> str:
        """Where it stands, in the reader's language."""
        return gettext(STATE_NAMES[State(self.state)])

    @property
    def state_mark(self) -> str:
        """How its state is marked."""
        return "bad" if self.state == State.WAITING and self.tries else STATE_MARKS[State(self.state)]


class Notice(models.Model):
    """One thing that a person was told of while it lasts; its words are found anew each time, for what they may see then."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    first_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(Digest, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")

    objects = OwnNotices.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-first_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_told_once"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="notice_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
