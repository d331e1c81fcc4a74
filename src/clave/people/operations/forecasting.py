"""Forecasting what a key account contributes a year: typed once, read by the plan's value and held against what came."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.people.models import Forecast
from clave.people.queries.forecasts import latest
from clave.people.rules import forecast_refusals as refusals
from clave.people.rules.forecasts import Said, checked
from clave.portfolio.models import KeyAccount
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

TOLD = ("first_year", "amounts", "lows", "highs", "chances", "currency")


@transaction.atomic
def save_forecast(
    *, by: User | None, key_account: KeyAccount, version: int, said: Said, today: date | None = None
) -> Forecast:
    """Save a newer version of what is expected a year; the versions before it stay, to be held against what came.

    Raises ForecastStale, ForecastYearOver, ForecastMissing, ForecastHasGap, ForecastTooLong, IntervalTurned, IntervalHalf,
    RetentionImpossible, RetentionNil, ForecastUnchanged and WhyExpected.
    """
    refuse_unless(by, Action.CHANGE_RISKS)
    journal.lock()
    last, day = latest(key_account), today or timezone.localdate()
    if version != (last.number if last else 0):
        raise refusals.ForecastStale
    kept = checked(said, day.year)
    told, before = _told(kept), _told(last) if last else None
    if told == before:
        raise refusals.ForecastUnchanged
    if not kept.reason:
        raise refusals.WhyExpected
    made = Forecast.objects.create(
        key_account=key_account, number=version + 1, made_on=day, by=by, reason=kept.reason, **told
    )
    after = {"customer": key_account.customer.code, "number": made.number, **told, "reason": made.reason}
    journal.record(
        by=by, event="accounts.forecast.saved", subject=key_account, before=before, after=after, holds=FieldClass.F2
    )
    return made


def _told(said: Said | Forecast) -> dict[str, Any]:
    return {name: getattr(said, name) for name in TOLD}
