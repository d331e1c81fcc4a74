"""What was forecast of the contribution of a key account in a year, before that year began."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clave.kit.money import Money
from clave.people.gates import OfForecastKeyAccounts
from clave.portfolio.models import KeyAccount

USER = settings.AUTH_USER_MODEL


class YearForecast(models.Model):
    """One forecast of the contribution of a key account in a year, with its 80 % interval; a change is a new number.

    Money is in minor units. None is made once the year has begun, so that the last one is what was forecast.
    """

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="year_forecasts")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    low = models.BigIntegerField()
    likely = models.BigIntegerField()
    high = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    note = models.CharField(max_length=500, blank=True)
    made_on = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfForecastKeyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key_account", "-year", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key_account", "year", "number"], name="year_forecast_numbered_once"),
            models.CheckConstraint(
                condition=Q(low__lte=F("likely"), high__gte=F("likely")), name="year_forecast_within_interval"
            ),
            models.CheckConstraint(condition=~Q(currency=""), name="year_forecast_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.key_account_id} {self.year}.{self.number}"

    @property
    def money(self) -> Money:
        """What was forecast."""
        return Money.from_minor(self.likely, self.currency)

    @property
    def interval(self) -> tuple[Money, Money]:
        """From where to where it was forecast to lie."""
        return Money.from_minor(self.low, self.currency), Money.from_minor(self.high, self.currency)
