"""The doors of the whale curve: where contribution comes from, and where it goes again."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit import tables
from clave.value.choice_words import choice_of
from clave.value.fields import reading
from clave.value.forms import ExportKind
from clave.value.operations.exports import record_export
from clave.value.queries import whale as queries
from clave.value.queries.choosing import Asked, latest_run, selection
from clave.value.queries.customers import totals
from clave.value.queries.losses import SORTS
from clave.value.queries.losses import losses as losses_of
from clave.value.refusals import NoRunYet
from clave.value.views import loss_words, whale_words
from clave.value.views.customer_figures import said
from clave.value.views.no_run import no_run

SHOWN_LOSSES = 25


@doors.requires(Action.SEE_WHALE_CURVE, methods=doors.READING)
def whale(request: SignedIn) -> HttpResponse:
    """The curve of all customers, its peak, its erosion, and who loses money."""
    run, reads = latest_run(), reading(request.user, timezone.localdate())
    if run is None:
        return no_run(request, gettext("Whale curve"))
    facts = queries.whale(run, reads)
    if not facts.customers:
        return render(request, "value/whale_unknown.html", {"run": run, "shows_money": True})
    losses = totals(selection(run, reads, Asked(losing=True, sort="contribution")))
    sort = request.GET.get("sort", "") if request.GET.get("sort", "") in SORTS else "contribution"
    found = losses_of(run, reads, sort)
    shown = {
        "run": run,
        "shows_money": True,
        "finding": whale_words.finding(facts, losses),
        "remark": whale_words.remark(facts, losses),
        "figures": whale_words.headline(facts, losses),
        "picture": whale_words.picture(facts, losses),
        "choice": choice_of(run, reads),
        "warnings": [said(warning) for warning in run.warnings],
        "losses": losses,
        "found": [loss_words.shown(loss, run.currency) for loss in found[:SHOWN_LOSSES]],
        "sort": sort,
        "sorts": [(name, gettext(words)) for name, words in loss_words.SORT_NAMES.items()],
        "mended": loss_words.if_mended(found, facts.total, run.currency) if found else "",
        "causes": loss_words.causes(found, run.currency),
        "may_export": request.user.may(Action.EXPORT_CUSTOMERS),
    }
    return render(request, "value/whale.html", shown)


@doors.requires(Action.SEE_WHALE_CURVE, methods=doors.READING)
@doors.requires(Action.EXPORT_CUSTOMERS, methods=doors.READING)
def whale_export(request: SignedIn) -> HttpResponseBase:
    """The curve as a file, customer by customer; who took it stands in the history."""
    run, chosen = latest_run(), ExportKind(request.GET)
    if run is None:
        return _refused(request, NoRunYet().sentence(gettext), NoRunYet.http_status)
    if not chosen.is_valid():
        return _refused(request, gettext("A list can be taken as CSV or XLSX. Nothing was exported."), 422)
    rows = list(queries.exported(run, reading(request.user, timezone.localdate())))
    table = tables.Table(gettext("Whale curve"), whale_words.columns(), rows, run.short_code, run.as_of)
    file = tables.download(table, chosen.chosen, f"whale-{run.short_code}")
    record_export(
        by=request.user,
        event="value.whale_curve.exported",
        run=run,
        kind=chosen.chosen,
        rows=len(rows),
        columns=[column.id for column in table.columns],
        asked={},
    )
    return file


@doors.requires(Action.SEE_WHALE_CURVE, methods=doors.READING)
@doors.requires(Action.EXPORT_CUSTOMERS, methods=doors.READING)
def losses_export(request: SignedIn) -> HttpResponseBase:
    """The customers that lose money as a file, with what drives each and what would end it."""
    run, chosen = latest_run(), ExportKind(request.GET)
    if run is None:
        return _refused(request, NoRunYet().sentence(gettext), NoRunYet.http_status)
    if not chosen.is_valid():
        return _refused(request, gettext("A list can be taken as CSV or XLSX. Nothing was exported."), 422)
    found = losses_of(run, reading(request.user, timezone.localdate()))
    rows = list(loss_words.exported(found, run.currency))
    table = tables.Table(gettext("Losses"), loss_words.columns(), rows, run.short_code, run.as_of)
    file = tables.download(table, chosen.chosen, f"losses-{run.short_code}")
    record_export(
        by=request.user,
        event="value.losses.exported",
        run=run,
        kind=chosen.chosen,
        rows=len(rows),
        columns=[column.id for column in table.columns],
        asked={},
    )
    return file


def _refused(request: SignedIn, sentence: str, status: int) -> HttpResponse:
    return render(request, "value/refused.html", {"sentence": sentence, "back": "whale"}, status=status)
