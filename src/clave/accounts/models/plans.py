"""Account plans: what the customer wants, what we want to reach with it, and who does what by when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.accounts.gates import OfPlans
from clave.accounts.rules import plans as rules
from clave.accounts.rules.plans import GoalKind, Measure, Standing, State
from clave.company.models import Person
from clave.kit.money import Money
from clave.ledger.models import DataVersion
from clave.portfolio.models import KeyAccount

USER = settings.AUTH_USER_MODEL


class Plan(models.Model):
    """The plan of one key account for some whole months, and whether the customer agreed to it.

    `version` counts changes of the agreement; what stands in the plan has versions of its own.
    """

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="plans")
    starts_on = models.DateField()
    ends_on = models.DateField()
    carried_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    agreed_with = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    objects = OfPlans.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key_account", "-starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key_account", "starts_on"], name="plan_once_a_period"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_start"),
            models.CheckConstraint(
                condition=Q(agreed_on=None, agreed_with="", agreed_at=None)
                | (Q(agreed_on__isnull=False, agreed_at__isnull=False) & ~Q(agreed_with="")),
                name="plan_agreed_with_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_account_id} from {self.starts_on}"

    @property
    def period(self) -> rules.Period:
        """The months it is for."""
        return rules.Period(self.starts_on, self.ends_on)

    def days_untouched(self, on: date) -> int:
        """For how many days nothing in it was touched."""
        return max((on - timezone.localdate(self.touched_at)).days, 0)

    @property
    def changed_since_agreed(self) -> bool:
        """Whether something in it was changed after the customer had agreed."""
        return self.agreed_at is not None and self.touched_at > self.agreed_at


class _InPlan(models.Model):
    """What stands in a plan: whose it is, its version, where it was carried from."""

    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfPlans.as_manager()

    class Meta:
        abstract = True


class Goal(_InPlan):
    """A goal or a pressure of the customer, assumed by us or confirmed by somebody of theirs."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    kind = models.CharField(max_length=8)
    words = models.CharField(max_length=300)
    standing = models.CharField(max_length=9, default=Standing.ASSUMED)
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    holds = models.BooleanField(default=True)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["plan", "-holds", "kind", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=list(GoalKind)) & ~Q(words=""), name="goal_says_something"),
            models.CheckConstraint(
                condition=Q(standing="assumed", confirmed_by="", confirmed_on=None)
                | (Q(standing="confirmed", confirmed_on__isnull=False) & ~Q(confirmed_by="")),
                name="goal_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def kind_name(self) -> str:
        """Goal or pressure, in the reader's language."""
        return gettext(rules.GOAL_KIND_NAMES[GoalKind(self.kind)])

    @property
    def standing_name(self) -> str:
        """Assumed or confirmed, in the reader's language."""
        return gettext(rules.STANDING_NAMES[Standing(self.standing)])

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody of the customer said so."""
        return self.standing == Standing.CONFIRMED


class Objective(_InPlan):
    """What we want to reach with the customer: the measure, its target, and what reaching it is worth.

    `target`, `start` and `typed` are kept in the unit of the measure: minor units of `currency`, hundredths of a per
    cent, orders, or thousandths of `unit`.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="objectives")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="objectives")
    words = models.CharField(max_length=300)
    measure = models.CharField(max_length=13)
    product_group = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    target = models.BigIntegerField()
    start = models.BigIntegerField(default=0)
    typed = models.BigIntegerField(null=True, blank=True)
    typed_on = models.DateField(null=True, blank=True)
    worth = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=7, default=State.OPEN)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["plan", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words="") & ~Q(currency=""), name="objective_says_something"),
            models.CheckConstraint(condition=Q(measure__in=list(Measure)), name="objective_measure_is_known"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="objective_state_is_known"),
            models.CheckConstraint(
                condition=~Q(measure="group_revenue") | ~Q(product_group=""), name="objective_names_its_group"
            ),
            models.CheckConstraint(
                condition=Q(typed=None, typed_on=None) | Q(typed__isnull=False, typed_on__isnull=False),
                name="objective_typed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def measure_name(self) -> str:
        """What it is measured by, in the reader's language."""
        return gettext(rules.MEASURE_NAMES[Measure(self.measure)])

    @property
    def state_name(self) -> str:
        """Where it stands, in the reader's language."""
        return gettext(rules.STATE_NAMES[State(self.state)])

    @property
    def is_open(self) -> bool:
        """Whether it is still to be reached."""
        return self.state == State.OPEN

    @property
    def money(self) -> Money | None:
        """What reaching it adds to the lifetime value, as far as somebody said."""
        return None if self.worth is None else Money.from_minor(self.worth, self.currency)


class ObjectiveReading(models.Model):
    """What the ledger says of an objective about a product group, as of a data version; null where currencies mix."""

    objective = models.OneToOneField(Objective, on_delete=models.CASCADE, related_name="reading")
    data_version = models.ForeignKey(DataVersion, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    value = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.objective_id} as of {self.as_of}"


class PlanAction(_InPlan):
    """What somebody of ours does for a plan by a day."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    objective = models.ForeignKey(Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    words = models.CharField(max_length=600)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_actions")
    due_on = models.DateField()
    state = models.CharField(max_length=7, default=State.OPEN)
    done_on = models.DateField(null=True, blank=True)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["plan", "due_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="plan_action_says_something"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | Q(state__in=["open", "dropped"], done_on=None),
                name="plan_action_done_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def state_name(self) -> str:
        """Where it stands, in the reader's language."""
        return gettext(rules.ACTION_STATE_NAMES[State(self.state)])

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state == State.OPEN

    def is_late(self, on: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.is_open and self.due_on < on
