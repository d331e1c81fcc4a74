"""Who is a key account, who decided it, and who asked for what."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.ledger.models import Customer
from clave.portfolio.gates import VisibleDecisions, VisibleExceptions, VisibleKeyAccounts
from clave.portfolio.models.ranking import Ranking
from clave.portfolio.rules.states import Choice, DecisionKind, DecisionState

USER = settings.AUTH_USER_MODEL


class Decision(models.Model):
    """A proposal to admit or release a customer, and what became of it.

    It quotes the ranking by which it was judged; that ranking keeps score, weights and date of every candidate. `manager` and
    `sponsor` are who is to answer for an admitted customer, `telling` how a released one will be told.
    """

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=7)
    state = models.CharField(max_length=9, default=DecisionState.OPEN)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="decisions")
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="decisions")
    reason = models.CharField(max_length=1_000)
    manager = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sponsor = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    telling = models.JSONField(default=dict)
    minutes = models.TextField(blank=True)
    effective_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleDecisions.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=list(DecisionKind)), name="decision_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=list(DecisionState)), name="decision_state_is_known"),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="open"), name="decision_one_open_for_a_customer"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(minutes="")),
                name="decision_decided_with_minutes",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(state="withdrawn") | ~Q(decided_by=F("proposed_by")),
                name="decision_proposer_is_not_approver",
            ),
        ]

    def __str__(self) -> str:
        return f"D{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its decision."""
        return self.state == DecisionState.OPEN

    @property
    def admits(self) -> bool:
        """Whether it is about entering, not leaving."""
        return self.kind == DecisionKind.ADMIT


class Vote(models.Model):
    """What one member of the committee said of a proposal."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="votes")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=7)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["decision", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "by"], name="vote_once_a_person"),
            models.CheckConstraint(condition=Q(choice__in=list(Choice)), name="vote_choice_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.choice} of {self.by_id}"


class KeyAccount(models.Model):
    """A customer in the programme, from the day it was admitted until the day it was released."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="key_accounts")
    admission = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="admitted")
    release = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="released")
    admitted_on = models.DateField()
    released_on = models.DateField(null=True, blank=True)

    objects = VisibleKeyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["customer__name", "admitted_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(released_on=None), name="key_account_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True, release__isnull=True)
                | Q(released_on__gte=F("admitted_on"), release__isnull=False),
                name="key_account_released_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} since {self.admitted_on}"


class ExceptionRequest(models.Model):
    """Somebody asked for a customer outside the charter: who, for whom, why, and what the charter said. Kept for ever."""

    number = models.PositiveIntegerField(unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="exception_requests")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=200, blank=True)
    ground = models.CharField(max_length=20)
    reason = models.CharField(max_length=1_000)
    ranking = models.ForeignKey(Ranking, null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=40)
    figures = models.JSONField(default=dict)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = VisibleExceptions.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(verdict=""), name="exception_asked_and_answered"),
        ]

    def __str__(self) -> str:
        return f"E{self.number}"
