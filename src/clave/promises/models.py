"""What was promised to whom, what came of it, and what was put before the champion."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.analytics.promise_check import DeliveryPromise, KeptRate
from clave.company.models import Function, Person
from clave.kit.money import Money
from clave.ledger.models import DataVersion
from clave.portfolio.models import KeyAccount
from clave.promises.gates import OfSeenPromises, VisiblePromises
from clave.promises.rules.states import ALIVE, KIND_NAMES, STATE_MARKS, STATE_NAMES, Audience, Kind, State, Verdict

USER = settings.AUTH_USER_MODEL
SCOPED = ("product_code", "product_group", "site", "ship_mode")


class Promise(models.Model):
    """What was promised to a key account, who keeps it, and what it is judged by."""

    number = models.PositiveIntegerField(unique=True)
    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="promises")
    what = models.CharField(max_length=300)
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="promises")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="promises")
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=6, default=State.OPEN)
    audience = models.CharField(max_length=9, default=Audience.PROGRAMME)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    within_days = models.PositiveSmallIntegerField(null=True, blank=True)
    lines_percent = models.PositiveSmallIntegerField(default=100)
    least_percent = models.PositiveSmallIntegerField(default=95)
    product_code = models.CharField(max_length=300, blank=True)
    product_group = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=120, blank=True)
    ship_mode = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=80, blank=True)
    cost = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    terms_from = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = VisiblePromises.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(what=""), name="promise_says_what"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="promise_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="promise_state_is_known"),
            models.CheckConstraint(condition=Q(audience__in=list(Audience)), name="promise_audience_is_known"),
            models.CheckConstraint(condition=~Q(kind="due") ^ Q(due_on__isnull=False), name="promise_due_has_a_day"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="promise_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(lines_percent__gte=1, lines_percent__lte=100, least_percent__gte=1, least_percent__lte=100),
                name="promise_percents_in_range",
            ),
            models.CheckConstraint(condition=Q(cost=None, currency="") | ~Q(currency=""), name="promise_cost_is_money"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def kind_name(self) -> str:
        """What it is judged by, in the reader's language."""
        return gettext(KIND_NAMES[self.kind])

    @property
    def state_name(self) -> str:
        """Where it stands, in the reader's language."""
        return gettext(STATE_NAMES[self.state])

    @property
    def state_mark(self) -> str:
        """How its state is marked."""
        return STATE_MARKS[self.state]

    @property
    def is_alive(self) -> bool:
        """Whether somebody still has to keep it."""
        return State(self.state) in ALIVE

    @property
    def is_delivery(self) -> bool:
        """Whether the orders judge it."""
        return self.kind == Kind.DELIVERY

    @property
    def scope(self) -> dict[str, str]:
        """Which order lines it is about."""
        return {name: getattr(self, name) for name in SCOPED if getattr(self, name)}

    @property
    def money(self) -> Money | None:
        """What keeping it costs us a year."""
        return None if self.cost is None else Money.from_minor(self.cost, self.currency)

    @property
    def judged_from(self) -> date:
        """From which day on orders are judged by its terms of today; months before keep what was said of them then."""
        return max(self.starts_on, self.terms_from or self.starts_on)

    def is_overdue(self, on: date) -> bool:
        """Whether its day has passed and nobody has kept it."""
        return self.is_alive and self.due_on is not None and self.due_on < on

    def as_delivery(self, codes: tuple[str, ...]) -> DeliveryPromise:
        """The promise as the judge of orders reads it."""
        return DeliveryPromise(
            codes, self.within_days, self.lines_percent, since=self.judged_from, until=self.ends_on, scope=self.scope
        )


class PromiseVersion(models.Model):
    """One change of a promise: what differs, from what to what, who changed it and why. Money stays in the history."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfSeenPromises.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["promise", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["promise", "number"], name="promise_version_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="promise_version_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} v{self.number}"


class Outcome(models.Model):
    """What came of a promise in one month or on its day: judged by the ledger of a data version, or by a person.

    `judged` of the occasions (orders; else one) were due and `kept` of them kept; `failing` are the orders that were not.
    It counts for the function that answered then, whoever took the promise over later.
    """

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="outcomes")
    function = models.ForeignKey(Function, null=True, on_delete=models.PROTECT, related_name="+")
    period_on = models.DateField()
    verdict = models.CharField(max_length=6)
    judged = models.PositiveIntegerField(default=1)
    kept = models.PositiveIntegerField()
    failing = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    data_version = models.ForeignKey(DataVersion, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfSeenPromises.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["promise", "period_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["promise", "period_on"], name="outcome_once_a_period"),
            models.CheckConstraint(condition=Q(verdict__in=list(Verdict)), name="outcome_verdict_is_known"),
            models.CheckConstraint(condition=Q(kept__lte=F("judged")) & Q(judged__gte=1), name="outcome_counts_fit"),
            models.CheckConstraint(
                condition=Q(by=None, data_version__isnull=False) | Q(by__isnull=False, data_version=None),
                name="outcome_judged_by_one",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=["late", "cannot"]) | ~Q(reason=""), name="outcome_late_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.period_on}: {self.verdict}"

    @property
    def verdict_name(self) -> str:
        """What came of it, in the reader's language."""
        return gettext(STATE_NAMES[self.verdict])

    @property
    def rate(self) -> KeptRate:
        """How many were kept, with the interval."""
        return KeptRate(self.judged, self.kept)


class Judging(models.Model):
    """The latest reading of the ledger for a delivery promise: orders on their way, what failing ones had in common, freight.

    `freight` holds one row a currency: the amount as a decimal text, over so many orders of the year before `as_of`.
    """

    promise = models.OneToOneField(Promise, on_delete=models.CASCADE, related_name="judging")
    data_version = models.ForeignKey(DataVersion, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    waiting = models.JSONField(default=list)
    common = models.JSONField(null=True)
    freight = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    objects = OfSeenPromises.as_manager()

    def __str__(self) -> str:
        return f"{self.promise_id} as of {self.as_of}"

    @property
    def freights(self) -> list[tuple[Money, int]]:
        """What the freight of its orders cost in a year, by currency, and over how many orders."""
        return [(Money(Decimal(each["amount"]), each["currency"]), each["orders"]) for each in self.freight]


class Escalation(models.Model):
    """A promise put before the champion, and what came back."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="escalations")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfSeenPromises.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["promise"], condition=Q(answered_at=None), name="escalation_open_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="escalation_has_a_reason"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="escalation_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.reason}"
