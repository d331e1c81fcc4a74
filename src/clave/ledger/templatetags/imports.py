"""How templates say where an import stands, of which kind it is, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from clave.analytics.problems import Problem
from clave.analytics.schema import KINDS, ColumnType
from clave.kit.money import Money
from clave.kit.templatetags.figures import day, mark, money_full, number
from clave.ledger.mapping_lines import Line
from clave.ledger.models import ImportJob
from clave.ledger.rules import COLUMN_NAMES, KIND_NAMES, STATE_NAMES, State

register = template.Library()
MARKS: Mapping[State, str] = {
    State.MAPPING: "warn",
    State.READY: "warn",
    State.REFUSED: "bad",
    State.FAILED: "bad",
    State.IMPORTED: "good",
}


@register.filter
def kind_name(kind: str) -> str:
    """The kind of file in the reader's words."""
    return gettext(KIND_NAMES[kind])


@register.simple_tag
def state_of(job: ImportJob) -> SafeString:
    """Where an import stands, as a word and a mark."""
    if job.batch and not job.batch.is_active:
        return mark("none", gettext("undone"))
    if job.state == State.IMPORTED and job.batch is None:
        return mark("none", gettext("nothing new"))
    state = State(job.state)
    return mark(MARKS.get(state, "none"), gettext(STATE_NAMES[state]))


@dataclass(frozen=True)
class Told:
    """A problem in the reader's language, in the cells of a table."""

    place: str
    column: str
    value: str | None
    reason: str
    remedy: str
    code: str
    sentence: str


@register.simple_tag
def told(problem: Mapping[str, Any], file: str = "") -> Told:
    """A problem as the reader's language says it; its file is named where it is not `file`."""
    found = Problem.from_json(problem)
    place = replace(found, column=None, file="" if found.file == file else found.file).where(gettext)
    reason, remedy = found.reason_and_remedy(gettext)
    return Told(place, found.column or "", found.value, reason, remedy, found.code, found.sentence(gettext))


@register.simple_tag
def ledger_cell(kind: str, row: Mapping[str, Any], name: str) -> str:
    """One value of a row of the ledger as the reader writes it; what is not there is empty."""
    value = row.get(name)
    if value in (None, ""):
        return ""
    return SHOWN.get(KINDS[kind].column(name).type, _as_it_is)(value, row)


def _as_it_is(value: Any, _row: Mapping[str, Any]) -> str:
    return {True: gettext("yes"), False: gettext("no")}[value] if isinstance(value, bool) else str(value)


def _amount(value: Any, row: Mapping[str, Any]) -> str:
    return money_full(Money(Decimal(value), row["currency"])) if row.get("currency") else _decimal(value, row)


def _decimal(value: Any, _row: Mapping[str, Any]) -> str:
    exponent = Decimal(value).normalize().as_tuple().exponent
    return number(Decimal(value), max(0, -exponent) if isinstance(exponent, int) else 0)


SHOWN: dict[ColumnType, Callable[[Any, Mapping[str, Any]], str]] = {
    ColumnType.DATE: lambda value, _row: day(date.fromisoformat(value) if isinstance(value, str) else value),
    ColumnType.MONEY: _amount,
    ColumnType.DECIMAL: _decimal,
}
NUMBERS = frozenset({ColumnType.MONEY, ColumnType.DECIMAL, ColumnType.INTEGER, ColumnType.SHARE})


@register.filter
def is_number(name: str, kind: str) -> bool:
    """Whether a column of this kind of file holds numbers."""
    return KINDS[kind].column(name).type in NUMBERS


@register.filter
def column_words(name: str) -> str:
    """Our name of a column in the reader's words."""
    return gettext(COLUMN_NAMES[name])


@register.filter
def share_done(job: ImportJob) -> int:
    """How far the work on an import is, in percent."""
    return min(100, 100 * job.rows_done // job.rows_total) if job.rows_total else 0


@register.simple_tag
def column_field(field: BoundField, line: Line) -> SafeString:
    """A field of the mapping, named for who cannot see its row."""
    name = f"{field.field.label}, {gettext(COLUMN_NAMES[line.ours])}"
    return field.as_widget(attrs={"aria-label": name})


@register.simple_tag
def import_heading(job: ImportJob) -> str:
    """What there is to know about an import first, as the title of its page."""
    return HEADINGS[State(job.state)](job)


def _ready(job: ImportJob) -> str:
    preview = job.preview or {}
    added, changed = preview.get("added", 0), preview.get("changed", 0)
    if not added and not changed:
        return gettext("The ledger holds every row of this file already")
    if not changed:
        return ngettext("%(n)s new row is ready", "%(n)s new rows are ready", added) % {"n": number(added)}
    counts = {"added": number(added), "changed": number(changed)}
    return gettext("New rows: %(added)s, corrected rows: %(changed)s, ready to import") % counts


def _refused(job: ImportJob) -> str:
    if job.lacks_columns:
        return gettext("The columns need a look")
    if job.refused_file:
        return gettext("This file cannot come in as it is")
    counts = {"refused": number(job.refused_count), "rows": number(job.rows)}
    text = ngettext(
        "%(refused)s of %(rows)s rows was refused", "%(refused)s of %(rows)s rows were refused", job.refused_count
    )
    return text % counts


def _imported(job: ImportJob) -> str:
    batch = job.batch
    if batch is None:
        return gettext("The ledger held every row already; nothing was changed")
    if not batch.is_active:
        return gettext("This import was undone")
    if not batch.changed:
        return ngettext("%(n)s row was added", "%(n)s rows were added", batch.added) % {"n": number(batch.added)}
    counts = {"added": number(batch.added), "changed": number(batch.changed)}
    return gettext("Rows added: %(added)s, corrected: %(changed)s") % counts


HEADINGS: dict[State, Callable[[ImportJob], str]] = {
    State.RECEIVED: lambda _job: gettext("The file waits to be read"),
    State.READING: lambda _job: gettext("The file is being read"),
    State.MAPPING: lambda _job: gettext("The columns need a look"),
    State.READY: _ready,
    State.REFUSED: _refused,
    State.IMPORTING: lambda _job: gettext("The rows are being imported"),
    State.IMPORTED: _imported,
    State.DISCARDED: lambda _job: gettext("This file was discarded; nothing was changed"),
    State.FAILED: lambda _job: gettext("The work on this file stopped"),
}
