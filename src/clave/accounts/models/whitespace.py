"""What a unit of a key account could buy of an offering, and who sells it to them today."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.accounts.rules.whitespace import Standing
from clave.accounts.worth_gates import OfWorthyAccounts
from clave.kit.money import Money
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount

USER = settings.AUTH_USER_MODEL


class WhitespaceCell(models.Model):
    """What was typed for one unit and one offering; what was sold stands in the ledger alone.

    `potential` is a year's revenue in minor units of `currency`, null while nobody knows; `as_of` says of which day.
    """

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="whitespace")
    unit = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    offering = models.CharField(max_length=300)
    potential = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    standing = models.CharField(max_length=9, default=Standing.ASSUMED)
    rival = models.CharField(max_length=120, blank=True)
    as_of = models.DateField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfWorthyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key_account", "unit", "offering"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key_account", "unit", "offering"], name="whitespace_cell_once"),
            models.CheckConstraint(condition=Q(standing__in=list(Standing)), name="whitespace_standing_is_known"),
            models.CheckConstraint(condition=~Q(offering="") & ~Q(currency=""), name="whitespace_cell_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} · {self.offering}"

    @property
    def money(self) -> Money | None:
        """The potential as money."""
        return None if self.potential is None else Money.from_minor(self.potential, self.currency)
