"""What is brought before the executive committee, what it decided, and its meetings."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.company.models import Person
from clave.portfolio.models import KeyAccount
from clave.programme.gates import AgendaItems, OfTheProgramme
from clave.programme.rules.agenda import (
    ITEM_STATE_MARKS,
    ITEM_STATE_NAMES,
    KIND_NAMES,
    MEETING_STATE_MARKS,
    MEETING_STATE_NAMES,
    VERDICT_NAMES,
    ItemKind,
    ItemState,
    MeetingState,
    Origin,
    Verdict,
)
from clave.promises.models import Escalation

USER = settings.AUTH_USER_MODEL
SETTLED = ["decided", "done"]


class ExecutiveMeeting(models.Model):
    """A meeting of the executive committee that gives the programme a place on its agenda."""

    number = models.PositiveIntegerField(unique=True)
    meets_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default=MeetingState.PLANNED)
    called_off_reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheProgramme.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["meets_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["meets_on"], condition=Q(state="planned"), name="meeting_planned_once_a_day"
            ),
            models.CheckConstraint(condition=Q(state__in=list(MeetingState)), name="meeting_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="called off") | ~Q(called_off_reason=""), name="meeting_called_off_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"M{self.number}"

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be held or to be closed."""
        return bool(self.state == MeetingState.PLANNED)

    @property
    def state_name(self) -> str:
        return gettext(MEETING_STATE_NAMES[MeetingState(self.state)])

    @property
    def state_mark(self) -> str:
        return MEETING_STATE_MARKS[MeetingState(self.state)]


class AgendaItem(models.Model):
    """One ask, blocker, escalation or decision: what is wanted, who answers for it by when, and what was decided."""

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=10)
    what = models.CharField(max_length=300)
    why = models.CharField(max_length=1_000, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agenda_items")
    due_on = models.DateField()
    meeting = models.ForeignKey(ExecutiveMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    carried = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, default=ItemState.OPEN)
    origin = models.CharField(max_length=7, blank=True)
    escalation = models.OneToOneField(
        Escalation, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_item"
    )
    key_account = models.ForeignKey(KeyAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    verdict = models.CharField(max_length=7, blank=True)
    decision = models.CharField(max_length=1_000, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AgendaItems.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(what=""), name="item_says_what"),
            models.CheckConstraint(condition=Q(kind__in=list(ItemKind)), name="item_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=list(ItemState)), name="item_state_is_known"),
            models.CheckConstraint(condition=Q(origin__in=list(Origin)), name="item_origin_is_known"),
            models.CheckConstraint(
                condition=~Q(origin="promise") ^ Q(escalation__isnull=False), name="item_of_promise"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=SETTLED, verdict__in=list(Verdict), decided_on__isnull=False, decided_by__isnull=False)
                    & ~Q(decision="")
                )
                | (~Q(state__in=SETTLED) & Q(verdict="", decision="", decided_on=None, decided_by=None)),
                name="item_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False, done_by__isnull=False, verdict="agreed")
                | (~Q(state="done") & Q(done_on=None, done_by=None)),
                name="item_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") ^ ~Q(withdrawn_reason=""), name="item_withdrawn_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["key_account"], condition=Q(origin="visit", state="open"), name="item_of_visit_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def kind_name(self) -> str:
        return gettext(KIND_NAMES[ItemKind(self.kind)])

    @property
    def state_name(self) -> str:
        """Where it stands: of what was decided, what was said."""
        if self.state == ItemState.DECIDED:
            return gettext(VERDICT_NAMES[Verdict(self.verdict)])
        return gettext(ITEM_STATE_NAMES[ItemState(self.state)])

    @property
    def state_mark(self) -> str:
        return "none" if self.verdict == Verdict.REFUSED else ITEM_STATE_MARKS[ItemState(self.state)]

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return bool(self.state == ItemState.OPEN)

    @property
    def is_to_do(self) -> bool:
        """Whether it was agreed and is not done."""
        return bool(self.state == ItemState.DECIDED and self.verdict == Verdict.AGREED)

    @property
    def is_settled(self) -> bool:
        """Whether it was decided."""
        return self.state in SETTLED

    def is_overdue(self, on: date) -> bool:
        """Whether its day passed without a decision, or without what was decided."""
        return bool(self.due_on < on and (self.is_open or self.is_to_do))
