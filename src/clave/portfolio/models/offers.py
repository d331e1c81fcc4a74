"""What key accounts get that others do not, and what that costs us."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.company.models import Function
from clave.portfolio.gates import VisibleOffers
from clave.portfolio.models.decisions import KeyAccount

USER = settings.AUTH_USER_MODEL


class OfferElement(models.Model):
    """Something a key account can get that others do not: a named engineer, reserved stock, a shared forecast."""

    name = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=500, blank=True)
    function = models.ForeignKey(Function, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    yearly_cost = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleOffers.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(yearly_cost__isnull=True) | (Q(yearly_cost__gte=0) & ~Q(currency="")),
                name="offer_cost_with_its_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AccountOffer(models.Model):
    """One element given to one key account; its own cost where it differs from the element's."""

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="offers")
    element = models.ForeignKey(OfferElement, on_delete=models.PROTECT, related_name="given")
    note = models.CharField(max_length=500, blank=True)
    yearly_cost = models.BigIntegerField(null=True, blank=True)
    given_from = models.DateField()
    given_to = models.DateField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["key_account", "element__name", "given_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["key_account", "element"], condition=Q(given_to=None), name="account_offer_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element_id} for {self.key_account_id}"
