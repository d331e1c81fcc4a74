"""How the tables of customers write one figure: in the reader's language, and saying so where it is not known."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.value.columns import Column, Kind
from clave.value.queries.customers import Cell

register = template.Library()
NOTHING = SafeString('<td role="cell" class="nothing"></td>')


@register.simple_tag
def cell(given: Cell) -> SafeString:
    """One figure as a table cell that carries its heading, so that it can stand alone on a phone."""
    column, label = given.column, gettext(given.column.heading)
    if not given.is_open or given.value == "":
        return NOTHING
    kind = "" if column.kind is Kind.TEXT else " num"
    lead = " lead" if column.id == "lifetime_value" else ""
    words = format_html('<td role="cell" class="figure{}{}" data-label="{}">{}', kind, lead, label, _value(given))
    return format_html("{}{}</td>", words, _under(given))


def written(column: Column, value: Any) -> str:
    """A figure in the reader's language."""
    if column.kind is Kind.MONEY:
        return figures.money_whole(value)
    if column.kind is Kind.SHARE:
        return figures.percent(value)
    if column.kind is Kind.DAY:
        return figures.day(value)
    return figures.number(value) if column.kind is Kind.COUNT else str(value)


def _value(given: Cell) -> SafeString | str:
    if given.value is None:
        return format_html('<span class="unknown">{}</span>', gettext("not known"))
    words = written(given.column, given.value)
    is_negative = isinstance(given.value, Money) and given.value.is_negative
    return format_html('<span class="negative">{}</span>', words) if is_negative else words


def _under(given: Cell) -> SafeString | str:
    """What stands under a figure: its interval, and for a sum how many figures it lacks."""
    notes = [figures.interval(given.low, given.high)] if given.low is not None else []
    if given.unknown:
        lacking = ngettext("without %(number)s not known", "without %(number)s not known", given.unknown)
        notes.append(lacking % {"number": figures.number(given.unknown)})
    return format_html('<span class="under">{}</span>', " · ".join(notes)) if notes else ""
