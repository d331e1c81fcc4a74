"""The doors of forecasts: how honest they were, one key account, and the file of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.leaving import taken
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.people import forecast_exports as exports
from clave.people.models import Forecast
from clave.people.queries import forecasts as queries
from clave.people.views import forecast_words as words
from clave.portfolio.models import KeyAccount


@doors.requires(Action.SEE_FORECASTS, methods=doors.READING)
def forecasts(request: SignedIn) -> HttpResponse:
    """How honest past forecasts were: altogether, by manager, by key account, year by year."""
    run = queries.latest_run()
    found = queries.outcomes(request.user, run)
    facts = {
        "run": run,
        "rows": [words.outcome(each) for each in found if each.is_over],
        "ahead": [words.outcome(each) for each in found if not each.is_over],
        "all": words.judged(queries.overall(found)),
        "picture": words.calibration(queries.overall(found)),
        "managers": [(each.subject, words.judged(each.honesty)) for each in queries.by_manager(request.user, found)],
        "accounts": [(each.subject, words.judged(each.honesty)) for each in queries.by_key_account(found)],
        "held": _held(request).order_by("customer__name"),
        "next_year": timezone.localdate().year + 1,
        "may_forecast": request.user.may(Action.CHANGE_RISKS),
        "may_export": request.user.may(Action.EXPORT_FORECASTS),
    }
    return render(request, "people/forecasts.html", facts)


@doors.requires(Action.EXPORT_FORECASTS, methods=doors.READING)
def forecasts_csv(request: SignedIn) -> HttpResponseBase:
    """Every last forecast beside what came, as CSV."""
    return _exported(request, "csv")


@doors.requires(Action.EXPORT_FORECASTS, methods=doors.READING)
def forecasts_xlsx(request: SignedIn) -> HttpResponseBase:
    """Every last forecast beside what came, as a workbook."""
    return _exported(request, "xlsx")


@doors.requires(Action.SEE_FORECASTS, methods=doors.READING)
def forecast(request: SignedIn, code: str) -> HttpResponse:
    """One key account: every version of its forecast, and what came of them."""
    held: KeyAccount = get_object_or_404(_held(request), customer__code=code)
    run = queries.latest_run()
    found = queries.outcomes(request.user, run, only=held)
    facts = {
        "customer": held.customer,
        "run": run,
        "rows": [words.outcome(each) for each in found],
        "all": words.judged(queries.overall(found)),
        "versions": queries.history(held),
        "may_forecast": request.user.may(Action.CHANGE_RISKS),
    }
    return render(request, "people/forecast.html", facts)


def _held(request: SignedIn) -> Any:
    """The present key accounts whose contribution this person may see."""
    own = Forecast.objects.key_accounts(request.user)
    return KeyAccount.objects.current().filter(own).select_related("customer")


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    run = queries.latest_run()
    table = exports.forecasts(queries.outcomes(request.user, run), run, timezone.localdate())
    return taken(request, table, kind, gettext("forecasts"))
