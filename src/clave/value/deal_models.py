"""What we remember of deals: their versions with what the draw found, who was asked, what was decided, by which limits."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.ledger.models import Customer
from clave.value.deal_gates import OfSeenDeals, VisibleDeals, VisibleLimits
from clave.value.deal_rules import DEAL_STATE_MARKS, DEAL_STATE_NAMES, OVER, SEAT_NAMES, DealState, Seat
from clave.value.deal_terms import Terms, terms_of

USER = settings.AUTH_USER_MODEL
ENDED = sorted(map(str, OVER))


class YearOfRun(models.Model):
    """What all customers of a run contributed in its last twelve months, in minor units; written once."""

    run = models.OneToOneField("value.Run", on_delete=models.PROTECT, related_name="year", primary_key=True)
    contribution = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["run"]

    def __str__(self) -> str:
        return f"year of {self.run_id}"


class Deal(models.Model):
    """A deal over some years on the table with a customer; its terms are in its versions."""

    number = models.PositiveIntegerField(unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="deals")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=9, default=DealState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(null=True, blank=True)
    finance_asked = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = VisibleDeals.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="deal_has_a_name"),
            models.CheckConstraint(condition=Q(state__in=sorted(map(str, DealState))), name="deal_state_is_known"),
            models.CheckConstraint(condition=~Q(state="won") | Q(starts_on__isnull=False), name="deal_won_has_a_start"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, closed_on__isnull=False)
                | (~Q(state__in=ENDED) & Q(closed_on__isnull=True)),
                name="deal_over_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_name(self) -> str:
        """Where it stands, in the reader's language."""
        return gettext(DEAL_STATE_NAMES[DealState(self.state)])

    @property
    def state_mark(self) -> str:
        """How its state is marked."""
        return DEAL_STATE_MARKS[DealState(self.state)]

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done with it any more."""
        return self.state in OVER


class DealVersion(models.Model):
    """One version of a deal: its terms, what the draw found, and all that it rests on; never changed.

    `result` holds the draw's findings in the deal's currency with its seed and number of draws; `digest` is over terms,
    result and sources. `rate` says what one unit of the deal's currency is worth in the book's, on `rate_on`.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    terms = models.JSONField()
    result = models.JSONField()
    run = models.ForeignKey("value.Run", null=True, on_delete=models.PROTECT, related_name="+")
    book_currency = models.CharField(max_length=3)
    rate = models.CharField(max_length=40, default="1")
    rate_on = models.DateField(null=True, blank=True)
    code_version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfSeenDeals.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["deal", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deal", "number"], name="deal_version_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="deal_version_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id}.{self.number}"

    @property
    def told(self) -> Terms:
        """The terms."""
        return terms_of(self.terms)


class DealLimits(models.Model):
    """One version of the limits beyond which others decide too; a change is a new version with a reason."""

    number = models.PositiveIntegerField(unique=True)
    limits = models.JSONField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = VisibleLimits.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="deal_limits_say_why"),
        ]

    def __str__(self) -> str:
        return f"L{self.number}"


class DealAsking(models.Model):
    """A version put forward: which limits it breaks, who must decide, by which limits (null: the usual ones)."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="askings")
    version = models.OneToOneField(DealVersion, on_delete=models.PROTECT, related_name="asking")
    limits = models.ForeignKey(DealLimits, null=True, on_delete=models.PROTECT, related_name="+")
    breaches = models.JSONField(default=list)
    seats = models.JSONField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfSeenDeals.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["deal", "-at"]

    def __str__(self) -> str:
        return f"{self.version_id} asked"


class DealDecision(models.Model):
    """What somebody in one seat decided about a version; nobody decides on what they asked for, and nobody twice."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="decisions")
    asking = models.ForeignKey(DealAsking, on_delete=models.PROTECT, related_name="decisions")
    seat = models.CharField(max_length=8)
    approves = models.BooleanField()
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64)

    objects = OfSeenDeals.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["asking", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(seat__in=sorted(map(str, Seat))), name="deal_decision_seat_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="deal_decision_says_why"),
            models.CheckConstraint(condition=~Q(by=F("asked_by")), name="deal_decided_by_another"),
            models.UniqueConstraint(fields=["asking", "seat"], name="deal_seat_decides_once"),
            models.UniqueConstraint(fields=["asking", "by"], name="deal_person_decides_once"),
        ]

    def __str__(self) -> str:
        return f"{self.asking_id} {self.seat}"

    @property
    def seat_name(self) -> str:
        """In which capacity it was decided, in the reader's language."""
        return gettext(SEAT_NAMES[Seat(self.seat)])
