"""What we remember of the proof of benefit: statements as they were made, and what the programme costs a year."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.portfolio.models import KeyAccount
from clave.review.benefit_gates import VisibleBenefit
from clave.value.models import Run
from clave.value.rules import AT_WORK, State

USER = settings.AUTH_USER_MODEL


class BenefitStatement(models.Model):
    """What the programme added, as far as a run could tell; once done it never changes.

    `inputs` holds all that decides the figures beside the run (who entered when and by which ranking, what it costs, seed),
    `result` what came out: amounts in minor units of `currency`, over all months since entry.
    """

    number = models.PositiveIntegerField(unique=True)
    short_code = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=8, default=State.QUEUED)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    inputs = models.JSONField(default=dict)
    inputs_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    step = models.CharField(max_length=16, blank=True)
    result = models.JSONField(null=True, blank=True)
    result_digest = models.CharField(max_length=64, blank=True)
    failure = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleBenefit.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="benefit_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(result__isnull=False) & ~Q(result_digest="")),
                name="benefit_done_has_a_result",
            ),
            models.UniqueConstraint(
                fields=["inputs_digest"], condition=~Q(state="failed"), name="benefit_once_for_the_same_inputs"
            ),
        ]

    def __str__(self) -> str:
        return self.short_code

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class BenefitCheck(models.Model):
    """A finished statement computed once more, and whether every figure came out the same."""

    statement = models.ForeignKey(BenefitStatement, on_delete=models.PROTECT, related_name="checks")
    result_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.at:%Y-%m-%d}"

    @property
    def is_same(self) -> bool:
        """Whether every figure came out the same."""
        return self.result_digest == self.statement.result_digest


class ProgrammeCost(models.Model):
    """What the programme costs a year beside the offers: for one key account, or as a whole; what was wrong is withdrawn."""

    what = models.CharField(max_length=200)
    key_account = models.ForeignKey(KeyAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    yearly_cost = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleBenefit.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(yearly_cost__gte=0) & ~Q(currency="") & ~Q(what=""), name="programme_cost_says_what"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="programme_cost_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.what
