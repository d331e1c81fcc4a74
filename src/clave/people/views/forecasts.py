"""The doors of forecasts: how honest they were, one key account, and the file of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.tables import download
from clave.kit.texts import status_of
from clave.people import forecast_exports as exports
from clave.people.forecast_forms import ForecastForm
from clave.people.models import YearForecast
from clave.people.operations.forecasting import forecast_year
from clave.people.queries import forecasts as queries
from clave.people.rules.forecast_refusals import ForecastStale
from clave.people.views import forecast_words as words
from clave.portfolio.models import KeyAccount
from clave.value.queries.runs import usual_parameters


@doors.requires(Action.SEE_FORECASTS, methods=doors.READING)
def forecasts(request: SignedIn) -> HttpResponse:
    """How honest past forecasts were: altogether, by manager, by key account, year by year."""
    run = queries.latest_run()
    found = queries.outcomes(request.user, run)
    facts = {
        "run": run,
        "rows": [words.outcome(each) for each in found],
        "all": words.judged(queries.overall(found)),
        "picture": words.calibration(queries.overall(found)),
        "managers": [(each.subject, words.judged(each.honesty)) for each in queries.by_manager(request.user, found)],
        "accounts": [(each.subject, words.judged(each.honesty)) for each in queries.by_key_account(found)],
        "held": _held(request).order_by("customer__name"),
        "next_year": timezone.localdate().year + 1,
        "may_forecast": request.user.may(Action.MAKE_FORECASTS),
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


@doors.requires(Action.SEE_FORECASTS, writing=Action.MAKE_FORECASTS)
def forecast(request: SignedIn, code: str) -> HttpResponse:
    """One key account: every forecast of it, what came; a year that has not begun is forecast here."""
    held: KeyAccount = get_object_or_404(_held(request), customer__code=code)
    currency = _currency()
    if request.method != "POST":
        return _page(request, held, ForecastForm(currency=currency, initial=_initial(held)))
    form = ForecastForm(request.POST, currency=currency)
    if not form.is_valid():
        return _page(request, held, form, status_of(form))
    try:
        made = forecast_year(by=request.user, key_account=held, said=form.said, based_on=form.cleaned_data["based_on"])
    except Refusal as refusal:
        theirs = queries.latest(held, form.said.year) if isinstance(refusal, ForecastStale) else None
        again = form
        if theirs:
            again = ForecastForm({**form.cleaned_data, "based_on": theirs.number}, currency=currency)
            again.is_valid()
        again.add_error(None, refusal.sentence(gettext))
        return _page(request, held, again, refusal.http_status, theirs)
    messages.success(request, gettext("%(year)s is forecast.") % {"year": made.year})
    return redirect("forecast", code)


def _held(request: SignedIn) -> Any:
    """The present key accounts whose contribution this person may see."""
    own = YearForecast.objects.key_accounts(request.user)
    return KeyAccount.objects.current().filter(own).select_related("customer")


def _currency() -> str:
    """The currency in which runs count, else that of most order lines; empty while there are none."""
    found: str = usual_parameters()["currency"]
    return found


def _initial(held: KeyAccount) -> dict[str, Any]:
    year = timezone.localdate().year + 1
    found = queries.latest(held, year)
    if found is None:
        return {"year": year, "based_on": 0}
    (low, high), likely = found.interval, found.money
    amounts = {"low": low.amount, "likely": likely.amount, "high": high.amount}
    return {"year": year, "based_on": found.number, "note": found.note, **amounts}


def _page(
    request: SignedIn, held: KeyAccount, form: ForecastForm, status: int = 200, theirs: YearForecast | None = None
) -> HttpResponse:
    run = queries.latest_run()
    found = queries.outcomes(request.user, run, only=held)
    facts = {
        "customer": held.customer,
        "run": run,
        "rows": [words.outcome(each) for each in found],
        "all": words.judged(queries.overall(found)),
        "versions": queries.history(held),
        "form": form if request.user.may(Action.MAKE_FORECASTS) else None,
        "currency": form.currency,
        "theirs": theirs,
    }
    return render(request, "people/forecast.html", facts, status=status)


def _exported(request: SignedIn, kind: str) -> HttpResponseBase:
    run = queries.latest_run()
    table = exports.forecasts(queries.outcomes(request.user, run), run, timezone.localdate())
    return download(table, kind, gettext("forecasts"))
