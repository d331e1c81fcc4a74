"""What we remember of runs: what went in, what came out, and the figures of every customer as pages read them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.ledger.models import Customer, DataVersion
from clave.value.deal_models import Deal, DealAsking, DealDecision, DealLimits, DealVersion, YearOfRun
from clave.value.gates import VisibleBookRows, VisibleDrivers, VisibleRuns
from clave.value.rules import AT_WORK, BASIS_POINTS, SECONDS_OF_SILENCE, State

USER = settings.AUTH_USER_MODEL
DEALS = (Deal, DealVersion, DealLimits, DealAsking, DealDecision, YearOfRun)
"""The models of the deal desk, which has a file of its own."""
STATES = [state.value for state in State]


class Run(models.Model):
    """One computation of what every customer contributed and is worth; once done it never changes."""

    number = models.PositiveIntegerField(unique=True)
    short_code = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=8, default=State.QUEUED)
    data_version = models.ForeignKey(DataVersion, on_delete=models.PROTECT, related_name="runs")
    as_of = models.DateField(null=True, blank=True)
    horizon_months = models.PositiveSmallIntegerField()
    discount_rate_basis_points = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    seed = models.BigIntegerField()
    parameters = models.JSONField(default=dict)
    inputs_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    time_zone = models.CharField(max_length=64)
    step = models.CharField(max_length=16, blank=True)
    rows_done = models.PositiveBigIntegerField(default=0)
    rows_total = models.PositiveBigIntegerField(default=0)
    manifest = models.JSONField(default=dict)
    result_digest = models.CharField(max_length=64, blank=True)
    warnings = models.JSONField(default=list)
    failure = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    worked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleRuns.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="run_state_is_known"),
            models.UniqueConstraint(
                fields=["inputs_digest"], condition=~Q(state="failed"), name="run_once_for_the_same_inputs"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(result_digest="") & ~Q(currency="") & Q(as_of__isnull=False)),
                name="run_done_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(discount_rate_basis_points__lte=BASIS_POINTS), name="run_discount_rate_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.short_code

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    def is_silent(self, now: Any) -> bool:
        """Whether the process that worked on it has died: nothing was heard of it for a quarter of an hour."""
        return self.state == State.RUNNING and (now - self.worked_at).total_seconds() > SECONDS_OF_SILENCE


class Recomputation(models.Model):
    """One attempt to compute a finished run again, and whether the figures were the same."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="recomputations")
    state = models.CharField(max_length=8, default=State.QUEUED)
    code_version = models.CharField(max_length=40)
    result_digest = models.CharField(max_length=64, blank=True)
    difference = models.JSONField(default=list)
    failure = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-queued_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="recomputation_state_is_known"),
            models.UniqueConstraint(
                fields=["run"], condition=Q(state__in=["queued", "running"]), name="recomputation_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.state}"

    @property
    def is_same(self) -> bool:
        """Whether the figures came out the same, to the last digit."""
        return self.state == State.DONE and self.result_digest == self.run.result_digest

    @property
    def is_by_other_code(self) -> bool:
        """Whether another code than that of the run computed it."""
        return self.code_version != self.run.code_version


class BookRow(models.Model):
    """The figures of one customer in one run: its own, or with all that belonged to it on the day of the run.

    Money is in minor units of the run's currency; null means not known. Shares and chances are in basis points,
    regularity, units and expected orders in thousandths.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="rows")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="book_rows")
    parent = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    is_group = models.BooleanField(default=False)
    is_widest = models.BooleanField(default=True)
    members = models.PositiveIntegerField(default=0)
    rank = models.PositiveIntegerField(null=True)
    orders = models.BigIntegerField()
    first_ordered_on = models.DateField(null=True)
    last_ordered_on = models.DateField(null=True)
    revenue = models.BigIntegerField()
    list_revenue = models.BigIntegerField(null=True)
    discount = models.BigIntegerField(null=True)
    returns_amount = models.BigIntegerField(null=True)
    product_cost = models.BigIntegerField(null=True)
    freight = models.BigIntegerField(null=True)
    cost_to_serve = models.BigIntegerField(null=True)
    contribution = models.BigIntegerField(null=True)
    contribution_share_basis_points = models.BigIntegerField(null=True)
    due_orders = models.BigIntegerField(null=True)
    on_time_orders = models.BigIntegerField(null=True)
    on_time_share_basis_points = models.IntegerField(null=True)
    regularity_thousandths = models.BigIntegerField(null=True)
    p_active_basis_points = models.IntegerField(null=True)
    units_thousandths = models.BigIntegerField(null=True)
    expected_orders_thousandths = models.BigIntegerField(null=True)
    expected_contribution = models.BigIntegerField(null=True)
    lifetime_value = models.BigIntegerField(null=True)
    lifetime_value_low = models.BigIntegerField(null=True)
    lifetime_value_high = models.BigIntegerField(null=True)
    method = models.CharField(max_length=32)

    objects = VisibleBookRows.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["run", "rank", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "is_group", "lifetime_value"], name="book_row_by_value"),
            models.Index(fields=["run", "parent"], name="book_row_by_group"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "customer", "is_group"], name="book_row_once"),
            models.CheckConstraint(
                condition=Q(lifetime_value_low__isnull=True)
                | Q(lifetime_value_low__lte=F("lifetime_value"), lifetime_value_high__gte=F("lifetime_value")),
                name="book_row_value_within_interval",
            ),
            models.CheckConstraint(
                condition=Q(on_time_orders__isnull=True) | Q(on_time_orders__lte=F("due_orders")),
                name="book_row_on_time_of_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.run_id}"


class BookSeries(models.Model):
    """The months behind one row of the book, as its page draws them: one array per figure, in the order of `month`.

    `month` holds first days (2026-03-01), only of months in which something was ordered or came back; `due` and
    `on_time` count orders, `returns` is what was credited as a positive amount. Money is in minor units; null means
    not known. `drivers` holds cost to serve by driver ([name, amount, whether after the invoice], the largest first),
    null in runs before it was kept; `loss` what drives a negative contribution, and what would end it.
    """

    row = models.OneToOneField(BookRow, on_delete=models.PROTECT, related_name="series", primary_key=True)
    month = models.JSONField(default=list)
    revenue = models.JSONField(default=list)
    product_cost = models.JSONField(default=list)
    freight = models.JSONField(default=list)
    contribution = models.JSONField(default=list)
    list_revenue = models.JSONField(default=list)
    discount = models.JSONField(default=list)
    returns = models.JSONField(default=list)
    orders = models.JSONField(default=list)
    due = models.JSONField(default=list)
    on_time = models.JSONField(default=list)
    drivers = models.JSONField(null=True)
    loss = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["row"]

    def __str__(self) -> str:
        return f"months of {self.row_id}"


class CostDrivers(models.Model):
    """One version of the cost drivers, as text; a change is a new version with a reason, and the newest counts."""

    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = VisibleDrivers.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(text=""), name="cost_drivers_say_why"),
        ]

    def __str__(self) -> str:
        return f"D{self.number}"

    @property
    def drivers(self) -> DriverSet:
        """What the text says."""
        return DriverSet.from_toml(self.text)


class DriverTrial(models.Model):
    """Cost drivers tried out before they count: what would change, computed by the worker and kept for its asker."""

    text = models.TextField()
    reason = models.CharField(max_length=500, blank=True)
    based_on = models.PositiveIntegerField()
    state = models.CharField(max_length=8, default=State.QUEUED)
    found = models.JSONField(default=dict)
    failure = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    objects = VisibleDrivers.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="driver_trial_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK
