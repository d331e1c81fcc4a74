"""What is refused of forecasts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class YearHasBegun(Refusal):
    code = "FORECAST_YEAR_BEGUN"
    template = gettext_noop(
        "%(year)s has begun: what was forecast before stands, so that it can be compared with what comes. Forecast "
        "%(next)s instead. Nothing was changed."
    )


class YearTooFar(Refusal):
    code = "FORECAST_YEAR_TOO_FAR"
    template = gettext_noop("Forecasts reach until %(last)s; %(year)s is too far ahead. Nothing was changed.")
    http_status = 422


class IntervalTurned(Refusal):
    code = "FORECAST_INTERVAL_TURNED"
    template = gettext_noop(
        "The likely amount must lie between low and high: give them in this order. Nothing was changed."
    )
    http_status = 422


class ForecastStale(Refusal):
    code = "FORECAST_STALE"
    template = gettext_noop(
        "Somebody forecast %(year)s while you wrote. What stands there now and what you wrote are below: nothing was changed."
    )


class NoCurrencyYet(Refusal):
    code = "FORECAST_NO_CURRENCY"
    template = gettext_noop("Nothing says yet in which currency we count: import orders or start a run first.")
