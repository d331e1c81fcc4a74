"""Who hears of what under which address, and every message with what came of it: identifiers and links, never a figure."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.webhooks.gates import VisibleDeliveries, VisibleSubscriptions
from clave.webhooks.rules import EVENTS, SENDING_MARKS, SENDING_NAMES, STATE_MARKS, STATE_NAMES, Sending, State

USER = settings.AUTH_USER_MODEL


class Subscription(models.Model):
    """A program that hears of events, for its owner and within the owner's rights.

    The secret is worked out from `salt` and the secret of the server, so that the database alone does not hold it.
    `scopes` are those of the token that made it, in one text; empty where a person did.
    """

    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="webhooks")
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    scopes = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    old_salt = models.CharField(max_length=32, blank=True)
    old_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=7, default=State.OPEN)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=120, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    seen_seq = models.BigIntegerField(default=0)
    """Up to where in the history it was told."""
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)

    objects = VisibleSubscriptions.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="webhook_state_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="webhook_has_a_name"),
            models.CheckConstraint(
                condition=Q(state="stopped", stopped_at__isnull=False) | ~Q(state="stopped"),
                name="webhook_stopped_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Where it is sent, without what may be secret in the address."""
        return urlsplit(self.url).netloc

    @property
    def state_name(self) -> str:
        """Where it stands, in the reader's language."""
        return gettext(STATE_NAMES[self.state])

    @property
    def state_mark(self) -> str:
        """How its state is marked."""
        return "warn" if self.state == State.OPEN and self.failing_since else STATE_MARKS[self.state]


class Delivery(models.Model):
    """One message to one subscription: what it is about, how often it was tried, and what the receiver answered."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    message = models.CharField(max_length=80)
    event = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=200)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=Sending.WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=120, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)

    objects = VisibleDeliveries.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-happened_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subscription", "message"], name="webhook_message_once"),
            models.CheckConstraint(condition=Q(state__in=list(Sending)), name="webhook_message_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="webhook_messages_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.message}"

    @property
    def event_name(self) -> str:
        """What happened, in the reader's language."""
        return gettext(EVENTS[self.event].words) if self.event in EVENTS else self.event

    @property
    def state_name(self) -> str:
        """What became of it, in the reader's language."""
        return gettext(SENDING_NAMES[self.state])

    @property
    def state_mark(self) -> str:
        """How its state is marked."""
        return SENDING_MARKS[self.state]
