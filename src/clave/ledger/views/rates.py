"""The doors of exchange rates and of the closed period."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.tables import Column, Table
from clave.kit.texts import status_of
from clave.ledger import exports, operations, rate_queries
from clave.ledger.rate_forms import PeriodForm


@doors.requires(Action.SEE_RATES, methods=doors.READING)
def rates(request: SignedIn) -> HttpResponseBase:
    """The currencies of the ledger, the rates that count, and the order days that lack one."""
    found = rate_queries.currencies(request.GET.get("into", ""))
    names = [pair.name for pair in found.pairs]
    asked = request.GET.get("pair", "")
    chosen = asked if asked in names else next(iter(names), "")
    shown = {
        "found": found,
        "pair": chosen,
        "rates": rate_queries.rates(chosen)[: rate_queries.SHOWN_RATES] if chosen else (),
        "shown": rate_queries.SHOWN_RATES,
        "may_change": request.user.may(Action.CHANGE_RATES),
    }
    tables = {"currencies": lambda: exports.currencies(found)}
    return leaving.page(request, "ledger/rates.html", shown, tables, needs=Action.EXPORT_RATES)


@doors.requires(Action.EXPORT_RATES, methods=doors.READING)
def rates_csv(request: SignedIn) -> HttpResponseBase:
    """Every rate that counts now, as CSV."""
    return leaving.taken(request, _table(), "csv", "rates")


@doors.requires(Action.EXPORT_RATES, methods=doors.READING)
def rates_xlsx(request: SignedIn) -> HttpResponseBase:
    """Every rate that counts now, as a workbook."""
    return leaving.taken(request, _table(), "xlsx", "rates")


@doors.requires(Action.SEE_RATES, writing=Action.LOCK_PERIOD)
def period(request: SignedIn) -> HttpResponseBase:
    """Until which day the books are closed, who closed them and why."""
    today = timezone.localdate()
    if request.method != "POST":
        return _period_page(request, PeriodForm(today=today))
    form = PeriodForm(request.POST, today=today)
    if not form.is_valid():
        return _period_page(request, form, status_of(form))
    try:
        operations.lock_period(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _period_page(request, form, refusal.http_status)
    messages.success(request, gettext("The books are closed until that day."))
    return redirect("period")


def _period_page(request: SignedIn, form: PeriodForm, status: int = 200) -> HttpResponseBase:
    locks = list(rate_queries.locks())
    shown = {"form": form, "locks": locks, "lock": next(iter(locks), None)}
    facts = {**shown, "may_lock": request.user.may(Action.LOCK_PERIOD)}
    tables = {"closed-periods": lambda: exports.locks(locks)}
    return leaving.page(request, "ledger/period.html", facts, tables, needs=Action.EXPORT_LEDGER, status=status)


def _table() -> Table:
    columns = [
        Column("rate_date", gettext("Day")),
        Column("base", gettext("One unit of")),
        Column("quote", gettext("is worth so many")),
        Column("rate", gettext("Rate"), "0.0000##########"),
    ]
    found = rate_queries.rates().iterator()
    rows = ((each.rate_date, each.base, each.quote, each.exact) for each in found)
    return Table(gettext("Exchange rates"), columns, rows, as_of=timezone.localdate())
