"""Who was proposed and appointed to manage which key account, and what is handed over."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.company.models import Person
from clave.ledger.models import Customer, CustomerAssignment
from clave.people.gates import ForWhoAppoints, OfHandedOver, OfSeenKeyAccounts
from clave.people.rules.proposing import Follows
from clave.portfolio.models import KeyAccount
from clave.value.models import Run

USER = settings.AUTH_USER_MODEL


class Proposal(models.Model):
    """Who should manage which key account, by calculation: what went in, what came out; never changed."""

    number = models.PositiveIntegerField(unique=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    inputs = models.JSONField()
    inputs_digest = models.CharField(max_length=64)
    result = models.JSONField()
    result_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ForWhoAppoints.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"A{self.number}"


class Appointment(models.Model):
    """Why a person manages a key account or stands in for its manager, and who decided it.

    From when to when stands on the assignment, which also makes the customer their own: one truth.
    """

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    assignment = models.OneToOneField(CustomerAssignment, on_delete=models.PROTECT, related_name="appointment")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfSeenKeyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key_account", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="appointment_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.key_account_id}"


class ProposalAnswer(models.Model):
    """What a person decided on one key account of a proposal: followed it, chose somebody else, or left it as it is."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="answers")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    follows = models.CharField(max_length=6)
    reason = models.CharField(max_length=500, blank=True)
    appointment = models.OneToOneField(Appointment, null=True, on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["proposal", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "customer"], name="proposal_answered_once"),
            models.CheckConstraint(
                condition=Q(follows__in=list(Follows)) & (Q(follows="best") | ~Q(reason="")),
                name="proposal_answer_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.customer_id} to {self.person_id}"


class HandOverItem(models.Model):
    """One thing that the former manager hands to the new one; open until somebody says it is done."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="hand_over")
    position = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=20)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = OfHandedOver.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["appointment", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["appointment", "item"], name="hand_over_item_once"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="hand_over_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.appointment_id}"
