"""Forecasting what a key account contributes in a year, before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.people.models import YearForecast
from clave.people.queries.forecasts import latest
from clave.people.rules import forecast_refusals as refusals
from clave.portfolio.models import KeyAccount
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

MOST_YEARS_AHEAD = 5


@dataclass(frozen=True)
class Said:
    """What somebody expects of a year: from low to high, the likely amount, in minor units of a currency."""

    year: int
    low: int
    likely: int
    high: int
    currency: str
    note: str = ""


@transaction.atomic
def forecast_year(
    *, by: User, key_account: KeyAccount, said: Said, based_on: int = 0, today: date | None = None
) -> YearForecast:
    """Say what a key account will contribute in a year. Raises YearHasBegun, YearTooFar,
    NoCurrencyYet, IntervalTurned and ForecastStale."""
    refuse_unless(by, Action.MAKE_FORECASTS)
    journal.lock()
    day = today or timezone.localdate()
    _refuse(said, day)
    held = latest(key_account, said.year)
    if (held.number if held else 0) != based_on:
        raise refusals.ForecastStale(year=said.year)
    made = YearForecast.objects.create(
        key_account=key_account, number=based_on + 1, made_on=day, by=by, **_told(said), year=said.year
    )
    journal.record(
        by=by,
        event="people.forecast.put",
        subject=made,
        before=_told(held) if held else None,
        after={"customer": key_account.customer.code, "year": said.year, **_told(said)},
        holds=FieldClass.F2,
    )
    return made


def _refuse(said: Said, day: date) -> None:
    if said.year <= day.year:
        raise refusals.YearHasBegun(year=said.year, next=day.year + 1)
    if said.year > day.year + MOST_YEARS_AHEAD:
        raise refusals.YearTooFar(year=said.year, last=day.year + MOST_YEARS_AHEAD)
    if not said.currency:
        raise refusals.NoCurrencyYet
    if not said.low <= said.likely <= said.high:
        raise refusals.IntervalTurned


def _told(said: Said | YearForecast) -> dict[str, Any]:
    return {name: getattr(said, name) for name in ("low", "likely", "high", "currency", "note")}
