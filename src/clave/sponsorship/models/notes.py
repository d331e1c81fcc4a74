"""What a sponsor told after a visit (field class F4, in tables of its own), and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.company.models import Person
from clave.sponsorship.gates import VisibleFollowUps, VisibleNotes
from clave.sponsorship.models.visits import Visit
from clave.sponsorship.rules.notes import AUDIENCE_NAMES, LINE_NAMES, TURN_NAMES, Audience, Line, Turn, sentences

USER = settings.AUTH_USER_MODEL


class VisitReport(models.Model):
    """That a visit was told of, by whom and when; what was told stands in its notes."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="report")
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"report of visit {self.visit_id}"


class Note(models.Model):
    """One of the three lines of a report, with who may read it, chosen when it was written."""

    report = models.ForeignKey(VisitReport, on_delete=models.PROTECT, related_name="notes")
    line = models.CharField(max_length=8)
    text = models.CharField(max_length=600)
    audience = models.CharField(max_length=9)

    objects = VisibleNotes.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["report", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "line"], name="note_once_a_line"),
            models.CheckConstraint(condition=Q(line__in=list(Line)) & ~Q(text=""), name="note_says_something"),
            models.CheckConstraint(condition=Q(audience__in=list(Audience)), name="note_audience_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.line} of report {self.report_id}"

    @property
    def line_name(self) -> str:
        """Which of the three lines it is, in the reader's language."""
        return gettext(LINE_NAMES[Line(self.line)])

    @property
    def sentences(self) -> list[str]:
        """What it says, sentence by sentence."""
        return sentences(self.text)

    @property
    def audience_name(self) -> str:
        """Who reads it, in the reader's language."""
        return gettext(AUDIENCE_NAMES[Audience(self.audience)])


class FollowUp(models.Model):
    """A sentence of a note that became an action or a risk, with an owner and a day."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=6)
    sentence = models.CharField(max_length=600)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = VisibleFollowUps.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["note", "sentence"], name="follow_up_once_a_sentence"),
            models.CheckConstraint(condition=Q(kind__in=list(Turn)), name="follow_up_kind_is_known"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="follow_up_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from note {self.note_id}"

    @property
    def kind_name(self) -> str:
        """Action or risk, in the reader's language."""
        return gettext(TURN_NAMES[Turn(self.kind)])
