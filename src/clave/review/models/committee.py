"""The review committee: who was in it when, its meetings, what became of every step, and who does what."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.company.models import Person
from clave.review.committee_gates import CommitteeSteps, OfTheCommittee
from clave.review.rules.committee import BY_KEY, MeetingState, Outcome

USER = settings.AUTH_USER_MODEL


class CommitteeTerm(models.Model):
    """Somebody sits on the committee, in the chair or not, from one day to another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="committee_terms")
    is_chair = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheCommittee.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-is_chair", "person__full_name", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="committee_term_ends_after_start"),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def holds(self, on: date) -> bool:
        """Whether the term runs on a day."""
        return bool(self.starts_on <= on <= self.ends_on)


class CommitteeMeeting(models.Model):
    """One meeting: planned, then held step by step, then closed with its minutes and kept."""

    number = models.PositiveIntegerField(unique=True)
    meets_on = models.DateField()
    state = models.CharField(max_length=8, default=MeetingState.PLANNED)
    minutes = models.CharField(max_length=8_000, blank=True)
    assessment = models.JSONField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = OfTheCommittee.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["meets_on", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=list(MeetingState)), name="committee_meeting_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="planned", closed_at=None, minutes="")
                | (Q(state="closed", closed_at__isnull=False) & ~Q(minutes="")),
                name="committee_meeting_closed_with_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"C{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be held or closed."""
        return self.state == MeetingState.PLANNED

    @property
    def decided(self) -> list[str]:
        """What its steps decided, in their words."""
        return [each.words for each in self.steps.all() if each.words]


class CommitteeStep(models.Model):
    """What became of one step of a meeting, said once; a decision may be an action with its owner and day."""

    meeting = models.ForeignKey(CommitteeMeeting, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    outcome = models.CharField(max_length=8)
    words = models.CharField(max_length=1_000, blank=True)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="committee_actions")
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = CommitteeSteps.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "step"], name="committee_step_once"),
            models.CheckConstraint(condition=Q(step__in=list(BY_KEY)), name="committee_step_is_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.NOTHING, words="", owner=None)
                | (Q(outcome=Outcome.DECIDED) & ~Q(words="")),
                name="committee_step_decided_in_words",
            ),
            models.CheckConstraint(
                condition=Q(owner=None, due_on=None, done_on=None) | Q(owner__isnull=False, due_on__isnull=False),
                name="committee_action_has_owner_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.step}"
