"""The charter: by which criteria, with which weights and lines, key accounts are chosen; and what raters judged."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.ledger.models import Customer
from clave.portfolio.gates import VisibleCharters, VisibleJudgements
from clave.portfolio.rules.states import (
    KEY_ACCOUNTS_MOST,
    SCORE_SCALE,
    WEIGHTS_WHOLE,
    CharterState,
    Kind,
    Side,
)
from clave.value.models import Run

USER = settings.AUTH_USER_MODEL
TOP_SCORE = 10 * SCORE_SCALE


class Charter(models.Model):
    """One version of the charter. Once locked it never changes: a change is a new version with a reason."""

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=9, default=CharterState.DRAFT)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.CharField(max_length=500)
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    first = models.PositiveSmallIntegerField(default=15)
    theirs_share_percent = models.PositiveSmallIntegerField(default=30)
    entry_line_thousandths = models.PositiveIntegerField(default=6_500)
    exit_line_thousandths = models.PositiveIntegerField(default=5_000)
    comparisons = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_back_reason = models.CharField(max_length=500, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    code_version = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = VisibleCharters.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=list(CharterState)), name="charter_state_is_known"),
            models.UniqueConstraint(fields=["state"], condition=Q(state="locked"), name="charter_one_in_force"),
            models.CheckConstraint(
                condition=Q(first__gte=1, first__lte=KEY_ACCOUNTS_MOST), name="charter_first_in_range"
            ),
            models.CheckConstraint(condition=Q(theirs_share_percent__lte=100), name="charter_share_in_range"),
            models.CheckConstraint(
                condition=Q(exit_line_thousandths__lt=F("entry_line_thousandths"))
                & Q(entry_line_thousandths__lte=TOP_SCORE),
                name="charter_leaving_is_harder_than_entering",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["locked", "replaced"]) | (~Q(digest="") & Q(locked_at__isnull=False)),
                name="charter_locked_with_a_digest",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(proposed_by__isnull=False),
                name="charter_proposed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"C{self.number}"

    @property
    def is_locked(self) -> bool:
        return self.state == CharterState.LOCKED


class Criterion(models.Model):
    """One criterion of a charter: what is a 10, a 5 and a 0, and how much it counts on its side.

    A measured one reads `measure` (a key of rules.measured.MEASURES) from the run and is scored along `anchor_values`
    (the figures that score 0, 5 and 10, as decimal texts in the unit of the measure).
    """

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    side = models.CharField(max_length=6)
    kind = models.CharField(max_length=8)
    measure = models.CharField(max_length=40, blank=True)
    anchor_10 = models.CharField(max_length=300)
    anchor_5 = models.CharField(max_length=300)
    anchor_0 = models.CharField(max_length=300)
    anchor_values = models.JSONField(default=list)
    weight_hundredths = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["charter", "side", "position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["charter", "key"], name="criterion_once_in_a_charter"),
            models.CheckConstraint(condition=Q(side__in=list(Side)), name="criterion_side_is_known"),
            models.CheckConstraint(
                condition=Q(kind="judged", measure="") | (Q(kind="measured") & ~Q(measure="")),
                name="criterion_measured_or_judged",
            ),
            models.CheckConstraint(condition=Q(weight_hundredths__lte=WEIGHTS_WHOLE), name="criterion_weight_in_range"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_measured(self) -> bool:
        return self.kind == Kind.MEASURED


class Approval(models.Model):
    """One person's yes to a proposed charter, in the capacity that counts."""

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="approvals")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["charter", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["charter", "by"], name="charter_approved_once_by_a_person"),
            models.UniqueConstraint(fields=["charter", "capacity"], name="charter_approved_once_in_a_capacity"),
        ]

    def __str__(self) -> str:
        return f"{self.charter_id} by {self.by_id}"


class Judgement(models.Model):
    """What one rater gave a customer on a judged criterion, and why; the newest of a rater counts.

    It quotes the criterion by its key, so that it lives on in the next version of the charter. On the customer's side
    `rival_thousandths` is the customer's best alternative, `rival` its name. `confirmed_on` is when the customer said so.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="judgements")
    criterion_key = models.CharField(max_length=40)
    rater = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    score_thousandths = models.PositiveIntegerField()
    rival_thousandths = models.PositiveIntegerField(null=True, blank=True)
    rival = models.CharField(max_length=120, blank=True)
    evidence = models.CharField(max_length=1_000)
    confirmed_on = models.DateField(null=True, blank=True)
    counts = models.BooleanField(default=True)
    is_newest = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    objects = VisibleJudgements.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["customer", "criterion_key", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["customer", "criterion_key", "rater"],
                condition=Q(is_newest=True),
                name="judgement_newest_once",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="judgement_has_evidence"),
            models.CheckConstraint(
                condition=Q(score_thousandths__lte=TOP_SCORE)
                & (Q(rival_thousandths__isnull=True) | Q(rival_thousandths__lte=TOP_SCORE)),
                name="judgement_on_the_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key} of {self.customer_id} by {self.rater_id}"
