"""What was forecast of the contribution of a key account, year by year: the one place where a forecast stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.kit.money import Money
from clave.people.gates import OfForecastKeyAccounts
from clave.portfolio.models import KeyAccount

USER = settings.AUTH_USER_MODEL


class Forecast(models.Model):
    """One version of what a key account is expected to contribute a year; the newest counts, all are kept.

    `amounts` holds minor units a calendar year from `first_year`, as if the customer stays; `lows` and `highs` the ends of
    the 80 % interval where somebody gave one; `chances` what was typed over the scorecard, in basis points. Null is not said.
    """

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="forecasts")
    number = models.PositiveIntegerField()
    first_year = models.PositiveSmallIntegerField()
    amounts = models.JSONField()
    lows = models.JSONField(default=list)
    highs = models.JSONField(default=list)
    chances = models.JSONField(default=list)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=500)
    made_on = models.DateField()
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfForecastKeyAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key_account", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key_account", "number"], name="people_forecast_version_once"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(currency=""), name="people_forecast_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.key_account_id} forecast {self.number}"

    @property
    def years(self) -> list[ForecastYear]:
        """The years of which something was said."""
        return list(self._years())

    def of_year(self, year: int) -> ForecastYear | None:
        """What was said of one year; None where nothing was."""
        return next((each for each in self._years() if each.year == year), None)

    def _years(self) -> Iterator[ForecastYear]:
        for place, likely in enumerate(self.amounts):
            if likely is not None:
                low, high = _at(self.lows, place), _at(self.highs, place)
                yield ForecastYear(self, self.first_year + place, likely, low, high, _at(self.chances, place))


@dataclass(frozen=True)
class ForecastYear:
    """What one version says of one year: the likely amount, its interval and chance of keeping where they were given."""

    version: Forecast
    year: int
    likely: int
    low: int | None
    high: int | None
    chance: int | None

    @property
    def currency(self) -> str:
        """The money it is said in."""
        return self.version.currency

    @property
    def money(self) -> Money:
        """What was forecast."""
        return Money.from_minor(self.likely, self.currency)

    @property
    def interval(self) -> tuple[Money, Money] | None:
        """From where to where it was forecast to lie; None where nobody said."""
        if self.low is None or self.high is None:
            return None
        return Money.from_minor(self.low, self.currency), Money.from_minor(self.high, self.currency)

    @property
    def is_before_its_year(self) -> bool:
        """Whether it was said before the year began: only then it is held against what came."""
        return self.version.made_on < date(self.year, 1, 1)


def _at(values: list[int | None], place: int) -> int | None:
    return values[place] if place < len(values) else None
