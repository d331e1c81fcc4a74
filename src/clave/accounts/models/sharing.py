"""Links by which a customer reads chosen sections of its plan, and when they were read."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.accounts.gates import OfPlans
from clave.accounts.models.plans import Plan
from clave.accounts.rules.sharing import MOST_WRONG

USER = settings.AUTH_USER_MODEL


class PlanShare(models.Model):
    """One link to one plan: the word in it and the code are told once, only their digests are kept."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="shares")
    for_whom = models.CharField(max_length=200)
    sections = models.JSONField()
    language = models.CharField(max_length=8)
    word_digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfPlans.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(for_whom=""), name="plan_share_is_for_somebody"),
        ]

    def __str__(self) -> str:
        return f"link for {self.for_whom}"

    @property
    def is_locked(self) -> bool:
        """Whether too many wrong codes were tried."""
        return self.wrong >= MOST_WRONG

    def is_alive(self, now: datetime) -> bool:
        """Whether it still opens with its code."""
        return self.revoked_at is None and not self.is_locked and now < self.expires_at


class ShareSeen(models.Model):
    """One time a shared plan was read, on the page or as a file."""

    share = models.ForeignKey(PlanShare, on_delete=models.PROTECT, related_name="seen")
    at = models.DateTimeField(default=timezone.now)
    as_file = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.share_id} seen"
