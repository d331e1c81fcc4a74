"""What is refused of forecasts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unready(Refusal):
    """A forecast that does not say enough, or says what does not fit."""

    http_status = 422


class ForecastYearOver(Unready):
    code = "FORECAST_YEAR_OVER"
    template = gettext_noop(
        "%(year)s is over: what was forecast of it stands, so that it can be compared with what came. Begin with %(next)s. "
        "Nothing was saved."
    )


class IntervalTurned(Unready):
    code = "FORECAST_INTERVAL_TURNED"
    template = gettext_noop(
        "Of %(year)s the likely amount must lie between low and high: give them in this order. Nothing was saved."
    )


class IntervalHalf(Unready):
    code = "FORECAST_INTERVAL_HALF"
    template = gettext_noop("Of %(year)s give both low and high, or neither. Nothing was saved.")


class WhyExpected(Unready):
    code = "REASON_NEEDED"
    template = gettext_noop("Say in a few words why: who reads it in a year needs to know. Nothing was saved.")


class ForecastMissing(Unready):
    code = "FORECAST_MISSING"
    template = gettext_noop("A forecast needs at least its first year. Say what you expect it to contribute.")


class ForecastHasGap(Unready):
    code = "FORECAST_HAS_GAP"
    template = gettext_noop("Year %(year)s is empty, but a later one is not. Fill it, with 0 where you expect nothing.")


class ForecastTooLong(Unready):
    code = "FORECAST_TOO_LONG"
    template = gettext_noop("A forecast has at most %(most)s years; nobody knows more. Nothing was saved.")


class RetentionImpossible(Unready):
    code = "RETENTION_IMPOSSIBLE"
    template = gettext_noop(
        "The chance of keeping the customer in year %(year)s lies between 0 and 100 per cent, and this one is %(given)s. "
        "Nobody is kept more than surely. Nothing was saved."
    )


class RetentionNil(Unready):
    code = "RETENTION_NIL"
    template = gettext_noop(
        "Year %(year)s has no chance of keeping the customer, so nothing after it can count. End the forecast with the year "
        "before, or give a chance. Nothing was saved."
    )


class ForecastStale(Refusal):
    code = "FORECAST_STALE"
    template = gettext_noop(
        "Somebody saved a newer forecast while you edited. What stands there now and what you wrote are below: nothing was "
        "saved."
    )


class ForecastUnchanged(Unready):
    code = "FORECAST_UNCHANGED"
    template = gettext_noop("Nothing is different from the forecast that stands there now. Nothing was saved.")
