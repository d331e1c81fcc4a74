"""Who is paid on what (field class F6, in tables of their own), and ways of paying that were proposed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.access.policy import ROLE_NAMES, Role
from clave.company.models import Person
from clave.kit.money import Money
from clave.people.gates import OfPay, OfPayProposals
from clave.people.rules.pay import MEASURE_NAMES, Measure

USER = settings.AUTH_USER_MODEL


class PayPlan(models.Model):
    """On what a person or everybody in a role is paid, from a day on; a change ends one plan and begins the next."""

    number = models.PositiveIntegerField(unique=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="pay_plans")
    role = models.CharField(max_length=32, blank=True)
    base = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    variable_percent = models.PositiveSmallIntegerField()
    floor_percent = models.PositiveSmallIntegerField(default=80)
    cap_percent = models.PositiveSmallIntegerField(default=150)
    approves_discounts = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfPay.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(Q(person=None) & ~Q(role="")) | (Q(person__isnull=False) & Q(role="")),
                name="pay_plan_for_a_person_or_a_role",
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(valid_to=None), name="pay_plan_of_person_once"),
            models.UniqueConstraint(
                fields=["role"], condition=Q(valid_to=None) & ~Q(role=""), name="pay_plan_of_role_once"
            ),
            models.CheckConstraint(
                condition=Q(variable_percent__lte=100, cap_percent__lte=500, floor_percent__lt=F("cap_percent")),
                name="pay_plan_curve_in_range",
            ),
            models.CheckConstraint(condition=Q(base=None) | ~Q(currency=""), name="pay_plan_base_is_money"),
            models.CheckConstraint(condition=~Q(reason=""), name="pay_plan_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"P{self.number}"

    @property
    def payee(self) -> str:
        """The person, or the role in the reader's language."""
        return str(self.person) if self.person else gettext(ROLE_NAMES[Role(self.role)])

    @property
    def base_money(self) -> Money | None:
        """Base pay a year."""
        return None if self.base is None else Money.from_minor(self.base, self.currency)


class PayComponent(models.Model):
    """One part of a pay plan: what it is measured by, and its weight."""

    plan = models.ForeignKey(PayPlan, on_delete=models.CASCADE, related_name="components")
    measure = models.CharField(max_length=16)
    weight_percent = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["plan", "-weight_percent", "measure"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "measure"], name="pay_component_once"),
            models.CheckConstraint(condition=Q(measure__in=list(Measure)), name="pay_component_measure_is_known"),
            models.CheckConstraint(
                condition=Q(weight_percent__gte=1, weight_percent__lte=100), name="pay_component_weight_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.weight_percent}"

    @property
    def name(self) -> str:
        """What it is measured by, in the reader's language."""
        return gettext(MEASURE_NAMES[Measure(self.measure)])

    @property
    def share(self) -> float:
        """The weight as a share of one."""
        return self.weight_percent / 100


class PayProposal(models.Model):
    """A way of paying that somebody tried on the past and kept: weights, curve and targets; never changed."""

    name = models.CharField(max_length=120)
    asked = models.JSONField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfPayProposals.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="pay_proposal_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
