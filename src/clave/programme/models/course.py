"""The course of the programme: its charter, what people judged of its elements, the gates it went through, who leads it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.company.models import Person
from clave.programme.gates import OfTheProgramme
from clave.programme.rules.elements import Phase
from clave.programme.rules.warnings import PaidOn

USER = settings.AUTH_USER_MODEL
MOST_YEARS = 10


class ProgrammeCharter(models.Model):
    """One version of why the programme exists, for how many years, and since when; a change is a new version."""

    number = models.PositiveIntegerField(unique=True)
    purpose = models.CharField(max_length=1_000)
    horizon_years = models.PositiveSmallIntegerField()
    started_on = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(horizon_years__gte=1, horizon_years__lte=MOST_YEARS), name="programme_horizon_in_years"
            ),
            models.CheckConstraint(
                condition=~Q(purpose="") & (Q(number=1) | ~Q(reason="")), name="programme_charter_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"P{self.number}"


class ElementJudgement(models.Model):
    """What a person found of one element on a day, and what shows it; the newest counts, all are kept."""

    element = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=500, blank=True)
    seen_on = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-seen_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(score__lte=4), name="element_score_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.score}"


class GateClosing(models.Model):
    """A phase was found complete on a day, and what every one of its elements showed then."""

    phase = models.CharField(max_length=12, unique=True)
    closed_on = models.DateField()
    evidence = models.JSONField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["closed_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(phase__in=list(Phase)), name="gate_phase_is_known"),
        ]

    def __str__(self) -> str:
        return self.phase


class ChampionTerm(models.Model):
    """Somebody leads the programme: with which mandate, from when to when, reporting to whom, and why this person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="champion_terms")
    reports_to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mandate = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    starts_on = models.DateField()
    ends_on = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(mandate="") & ~Q(reason=""), name="champion_has_mandate_and_reason"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="champion_term_ends_after_start"),
            models.CheckConstraint(condition=~Q(person=F("reports_to")), name="champion_reports_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.starts_on}"

    def holds(self, on: date) -> bool:
        """Whether the term runs on a day."""
        return bool(self.starts_on <= on <= self.ends_on)


class PayAnswer(models.Model):
    """What managers of key accounts are paid on, as somebody said on a day; the newest counts, all are kept."""

    answer = models.CharField(max_length=8)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(answer__in=list(PaidOn)), name="pay_answer_is_known"),
        ]

    def __str__(self) -> str:
        return self.answer
