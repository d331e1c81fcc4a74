"""Practices and where they were copied: the card, its evidence, owner and follow-up, the measure before and after."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.company.models import Person
from clave.portfolio.models import KeyAccount
from clave.review.practice_gates import OfAdoptions, OfPractices
from clave.review.rules.comparison import BY_KEY
from clave.review.rules.practices import VERDICT_MARKS, VERDICT_NAMES, Source, Verdict

USER = settings.AUTH_USER_MODEL


class Practice(models.Model):
    """What was done, where it worked, what shows it, when it fits, and which measure it is meant to move."""

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=120)
    what = models.CharField(max_length=1_000)
    fits = models.CharField(max_length=600)
    measure = models.CharField(max_length=20)
    source = models.CharField(max_length=8)
    source_words = models.CharField(max_length=300, blank=True)
    key_account = models.ForeignKey(KeyAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=600)
    evidence_path = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = OfPractices.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["title", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(what="") & ~Q(evidence=""), name="practice_says_what"),
            models.CheckConstraint(condition=Q(measure__in=list(BY_KEY)), name="practice_measure_is_known"),
            models.CheckConstraint(
                condition=Q(source=Source.INSIDE) | (Q(source=Source.OUTSIDE, key_account=None) & ~Q(source_words="")),
                name="practice_from_outside_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Adoption(models.Model):
    """A practice copied to a key account: who sees to it, when it is looked at again, the measure before and after."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="adoptions")
    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="adoptions")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="adoptions")
    follow_up_on = models.DateField()
    before = models.FloatField(null=True, blank=True)
    after = models.FloatField(null=True, blank=True)
    verdict = models.CharField(max_length=8, blank=True)
    note = models.CharField(max_length=600, blank=True)
    judged_on = models.DateField(null=True, blank=True)
    started_on = models.DateField()
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = OfAdoptions.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["follow_up_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["practice", "key_account"], name="adoption_once"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_on=None)
                | Q(verdict__in=[Verdict.WORKED, Verdict.DID_NOT], judged_on__isnull=False),
                name="adoption_judged_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} at {self.key_account_id}"

    @property
    def verdict_name(self) -> str:
        """What was found; empty while it is open."""
        return gettext(VERDICT_NAMES[self.verdict]) if self.verdict else ""

    @property
    def verdict_mark(self) -> str:
        """How that is marked."""
        return VERDICT_MARKS.get(self.verdict, "none")
