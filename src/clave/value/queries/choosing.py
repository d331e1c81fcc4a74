"""Which customers of a run a list holds, and in which order: those in the reader's scope that were asked for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from clave.ledger.gates import own_customers
from clave.ledger.models import Customer
from clave.value.columns import Column, Kind, Opens, open_columns, sorting, usual_sorting
from clave.value.fields import Reading
from clave.value.models import BookRow, Run
from clave.value.refusals import ColumnUnknown
from clave.value.rules import QUIET_BELOW_BASIS_POINTS

QUIET = Q(p_active_basis_points__lt=QUIET_BELOW_BASIS_POINTS)
LOSING = Q(contribution__lt=0)
COSTS = F("revenue") - F("contribution")
"""Whatever lies between revenue and contribution."""


@dataclass(frozen=True)
class Asked:
    """What the reader asked the list for; empty means everything."""

    text: str = ""
    country: str = ""
    segment: str = ""
    quiet: bool = False
    losing: bool = False
    mine: bool = False
    singles: bool = False
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the order was asked for."""
        return any((self.text, self.country, self.segment, self.quiet, self.losing, self.mine))


@dataclass(frozen=True)
class Selection:
    """The customers found in one run, sorted, with the columns that are open to the reader."""

    run: Run
    reading: Reading
    asked: Asked
    columns: tuple[Column, ...]
    rows: QuerySet[BookRow]
    sorted_by: Column
    from_the_top: bool

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns of the page; files have more."""
        return tuple(column for column in self.columns if column.is_on_page)


def latest_run() -> Run | None:
    """The newest finished run, which every page of customers shows."""
    run: Run | None = Run.objects.latest_done()
    return run


def selection(run: Run, reading: Reading, asked: Asked) -> Selection:
    """The customers asked for, among those in the reader's scope; raises ColumnUnknown for a column not open to them."""
    rows = _narrowed(in_scope(run, reading, singles=asked.singles), reading, asked)
    return _selected(run, reading, asked, rows)


def members_of(run: Run, reading: Reading, group: Customer) -> Selection:
    """The members of a group, each with all that belongs to it, and the orders of the group's own code."""
    rows: QuerySet[BookRow] = BookRow.objects.visible_to(reading.user, reading.on).filter(run=run)
    below = Q(parent=group) & (Q(is_group=True) | ~Exists(_rolled_up(run)))
    rows = rows.filter(below | Q(customer=group, is_group=False)).annotate(costs=COSTS)
    return _selected(run, reading, Asked(), rows)


def _selected(run: Run, reading: Reading, asked: Asked, rows: QuerySet[BookRow]) -> Selection:
    columns = open_columns(reading.reaches)
    sort = asked.sort or usual_sorting(columns)
    found = sorting(sort, columns)
    if found is None:
        raise ColumnUnknown(column=sort.removeprefix("-")[:80])
    column, from_the_top = found
    return Selection(run, reading, asked, columns, _sorted(rows, reading, column, from_the_top), column, from_the_top)


def in_scope(run: Run, reading: Reading, *, singles: bool = False) -> QuerySet[BookRow]:
    """The rows of a run that this reader may name: customers rolled up to their groups, or every single one."""
    rows: QuerySet[BookRow] = BookRow.objects.visible_to(reading.user, reading.on).filter(run=run)
    rows = rows.annotate(costs=COSTS)
    if singles:
        return rows.filter(is_group=False)
    if reading.sees_everyone:
        return rows.filter(is_widest=True)
    own = own_customers(reading.user, tuple(sorted(reading.reaches[Opens.NAME].capacities or {""})), reading.on)
    return rows.filter(Q(is_group=True) | ~Exists(_rolled_up(run))).exclude(parent_id__in=own)


def _rolled_up(run: Run) -> QuerySet[BookRow]:
    """The row of the whole group whose head the outer row is about."""
    rows: QuerySet[BookRow] = BookRow.objects.filter(run=run, customer_id=OuterRef("customer_id"), is_group=True)
    return rows


def _narrowed(rows: QuerySet[BookRow], reading: Reading, asked: Asked) -> QuerySet[BookRow]:
    """The rows that were asked for; a condition holds only where its figure is open to the reader."""
    if asked.text:
        rows = rows.filter(_named(asked.text))
    if asked.country:
        rows = rows.filter(reading.whose(Opens.MASTER), customer__country=asked.country)
    if asked.segment:
        rows = rows.filter(reading.whose(Opens.MASTER), customer__segment=asked.segment)
    if asked.quiet:
        rows = rows.filter(reading.whose(Opens.COUNTS), QUIET)
    if asked.losing:
        rows = rows.filter(reading.whose(Opens.VALUE), LOSING)
    if asked.mine:
        every_capacity = ("function", "manager", "reader", "sponsor")
        rows = rows.filter(customer_id__in=own_customers(reading.user, every_capacity, reading.on))
    return rows


def _named(text: str) -> Q:
    """The condition on name or code; a database that folds only ASCII is asked for each way of writing the rest."""
    spellings = {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}
    found = Q()
    for spelling in sorted(spellings):
        found |= Q(customer__name__icontains=spelling) | Q(customer__code__icontains=spelling)
    return found


def _sorted(rows: QuerySet[BookRow], reading: Reading, column: Column, from_the_top: bool) -> QuerySet[BookRow]:
    """Unknown figures last, whichever way; equal ones in a fixed order, so that pages never repeat a customer."""
    key = reading.shown(F(column.field), column.opens)
    if column.kind is Kind.TEXT:
        key = Lower(key)
    rows = rows.annotate(sorted_by=key)
    last = F("sorted_by").desc(nulls_last=True) if from_the_top else F("sorted_by").asc(nulls_last=True)
    return rows.order_by(last, "customer_id", "is_group")
