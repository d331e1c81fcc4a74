"""The doors of the list of customers and of its files."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit import paging, tables
from clave.kit.refusals import Refusal
from clave.value.choice_words import choice_of
from clave.value.columns import Column, Kind, Opens, open_columns, usual_sorting
from clave.value.fields import Reading, reading
from clave.value.forms import CustomerFilter, ExportKind
from clave.value.operations.exports import record_export
from clave.value.queries import customers as queries
from clave.value.queries.choosing import Asked, Selection, latest_run, selection
from clave.value.refusals import NoRunYet
from clave.value.views.findings import finding, remark
from clave.value.views.no_run import no_run

FORMATS = {Kind.MONEY: "#,##0.00", Kind.SHARE: "0.0%", Kind.COUNT: "#,##0"}
"""How a spreadsheet shows the figures of each kind."""


@doors.requires(Action.SEE_CUSTOMERS, methods=doors.READING)
def customers(request: SignedIn) -> HttpResponse:
    """Every customer in the reader's scope: what it contributes and is worth."""
    run, reads = latest_run(), reading(request.user, timezone.localdate())
    if run is None:
        return no_run(request, gettext("Customers"))
    form = _filter(request, reads)
    asked, refusal = _asked(form), None
    try:
        found = selection(run, reads, asked)
    except Refusal as refused:
        refusal = refused
        found = selection(run, reads, Asked(**{**asdict(asked), "sort": ""}))
    totals = queries.totals(found)
    place = paging.place(form.page_number, totals.customers)
    shown = {
        "run": run,
        "form": form,
        "asked": asked,
        "refusal": refusal.sentence(gettext) if refusal else "",
        "headings": headings(found),
        "lines": queries.lines(found, place.start, place.stop),
        "totals": totals,
        "sums": [totals.cell(column) for column in found.shown[1:]],
        "place": place,
        "shows_money": Opens.MONEY in reads.reaches,
        "finding": finding(totals, asked),
        "remark": remark(totals),
        "choice": choice_of(run, reads),
        "may_export": request.user.may(Action.EXPORT_CUSTOMERS),
    }
    return render(request, "value/customers.html", shown, status=422 if refusal or form.errors else 200)


@doors.requires(Action.EXPORT_CUSTOMERS, methods=doors.READING)
def customers_export(request: SignedIn) -> HttpResponseBase:
    """Just that list as a file, with its run and day; who took it stands in the history."""
    reads, chosen = reading(request.user, timezone.localdate()), ExportKind(request.GET)
    form = _filter(request, reads, with_choices=False)
    try:
        if (run := latest_run()) is None:
            raise NoRunYet
        found = selection(run, reads, _asked(form))
    except Refusal as refusal:
        return _refused(request, refusal.sentence(gettext), refusal.http_status)
    if not chosen.is_valid() or not form.is_valid():
        return _refused(request, gettext("A list can be taken as CSV or XLSX. Nothing was exported."), 422)
    return book_file(request, found, chosen.chosen)


@dataclass(frozen=True)
class Heading:
    """One heading of the list: which way it is sorted now, and where a click leads (nothing for the usual order)."""

    column: Column
    sorted: str
    leads_to: str | None

    @property
    def label(self) -> str:
        """The heading in the reader's language."""
        return gettext(self.column.heading)


def headings(found: Selection) -> list[Heading]:
    """The headings of a list, in the order of its columns."""
    usual = usual_sorting(found.columns)
    return [_heading(found, column, usual) for column in found.shown]


def _heading(found: Selection, column: Column, usual: str) -> Heading:
    leads_to, now = column.begins_with, ""
    if column == found.sorted_by:
        now = "descending" if found.from_the_top else "ascending"
        leads_to = column.id if found.from_the_top else f"-{column.id}"
    return Heading(column, now, None if leads_to == usual else leads_to)


def _filter(request: SignedIn, reads: Reading, *, with_choices: bool = True) -> CustomerFilter:
    """What was asked for."""
    columns = tuple(column for column in open_columns(reads.reaches) if column.is_on_page)
    choices = queries.choices(reads) if with_choices else {"country": [], "segment": []}
    return CustomerFilter(request.GET, reading=reads, columns=columns, choices=choices)


def _asked(form: CustomerFilter) -> Asked:
    """What was asked for; everything where it cannot be understood."""
    return form.asked if form.is_valid() else Asked()


def book_file(request: SignedIn, found: Selection, kind: str) -> HttpResponseBase:
    """These customers as a file, with their run and day; who took it stands in the history."""
    ends = [
        tables.Column("members", gettext("Customers in the group")),
        tables.Column("currency", gettext("Currency")),
    ]
    table = tables.Table(
        title=gettext("Customers"),
        columns=[
            tables.Column("customer_code", gettext("Code")),
            *(tables.Column(c.id, gettext(c.heading), FORMATS.get(c.kind, "")) for c in found.columns),
            *ends,
        ],
        rows=queries.exported(found),
        run=found.run.short_code,
        as_of=found.run.as_of,
    )
    file = tables.download(table, kind, f"customers-{found.run.short_code}")
    record_export(
        by=request.user,
        event="value.customers.exported",
        run=found.run,
        kind=kind,
        rows=queries.totals(found).customers,
        columns=[column.id for column in table.columns],
        asked=asdict(found.asked),
    )
    return file


def _refused(request: SignedIn, sentence: str, status: int) -> HttpResponse:
    return render(request, "value/refused.html", {"sentence": sentence, "back": "customers"}, status=status)
