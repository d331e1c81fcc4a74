"""Who sponsors which key account, how often it is visited, and the visits."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.company.models import Person
from clave.ledger.models import CustomerAssignment
from clave.portfolio.models import KeyAccount
from clave.sponsorship.gates import OfKeyAccounts
from clave.sponsorship.rules.cadence import FEWEST_A_YEAR, MOST_A_YEAR, VISITS_A_YEAR

USER = settings.AUTH_USER_MODEL


class Sponsorship(models.Model):
    """Why a person of the top team sponsors a key account, and who decided it.

    From when to when stands on the assignment, which also makes the customer their own: one truth.
    """

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="sponsorships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sponsorships")
    assignment = models.OneToOneField(CustomerAssignment, on_delete=models.PROTECT, related_name="sponsorship")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfKeyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key_account", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="sponsorship_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.key_account_id}"


class VisitRhythm(models.Model):
    """How many times a year a key account is visited, where somebody chose it."""

    key_account = models.OneToOneField(KeyAccount, on_delete=models.PROTECT, related_name="visit_rhythm")
    visits_a_year = models.PositiveSmallIntegerField(default=VISITS_A_YEAR)
    version = models.PositiveIntegerField(default=1)

    objects = OfKeyAccounts.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(visits_a_year__gte=FEWEST_A_YEAR, visits_a_year__lte=MOST_A_YEAR),
                name="visit_rhythm_within_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visits_a_year} a year"


class Visit(models.Model):
    """One visit of the sponsor to the customer: a day in the company's time zone, and the moment where it is known."""

    class State(models.TextChoices):
        PLANNED = "planned"
        REPORTED = "reported"
        CALLED_OFF = "called off"

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="visits")
    visit_on = models.DateField()
    starts_at = models.DateTimeField(null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(default=90)
    state = models.CharField(max_length=10, default=State.PLANNED, choices=State)
    called_off_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    planned_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OfKeyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["visit_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["key_account", "visit_on"], condition=Q(state="planned"), name="visit_planned_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "reported", "called off"]), name="visit_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="called off") | ~Q(called_off_reason=""), name="visit_called_off_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_account_id} on {self.visit_on}"

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be made or to be told of."""
        return self.state == self.State.PLANNED
