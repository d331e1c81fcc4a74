"""How the tables of customers write one figure: in the reader's language, and saying so where it is not known."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.value.columns import Column, Kind
from clave.value.queries.customers import Cell

register = template.Library()
CLASSES = {
    (False, False): "figure num",
    (False, True): "figure num lead",
    (True, False): "figure",
}
"""Whether it is a text, whether it leads -> how the cell is drawn."""
NOTHING = SafeString('<td role="cell" class="nothing"></td>')


@register.simple_tag
def cell(given: Cell) -> SafeString:
    """One figure as a table cell that carries its heading, so that it can stand alone on a phone."""
    column = given.column
    if not given.is_open or given.value == "":
        return NOTHING
    classes = CLASSES[column.kind is Kind.TEXT, column.id == "lifetime_value"]
    label, words = escape(gettext(column.heading)), _value(given) + _under(given)
    return mark_safe(f'<td role="cell" class="{classes}" data-label="{label}">{words}</td>')  # noqa: S308  # escaped above


def written(column: Column, value: Any) -> str:
    """A figure in the reader's language."""
    if column.kind is Kind.MONEY:
        return figures.money_whole(value)
    if column.kind is Kind.SHARE:
        return figures.percent(value)
    if column.kind is Kind.DAY:
        return figures.day(value)
    return figures.number(value) if column.kind is Kind.COUNT else str(value)


def _value(given: Cell) -> str:
    """The figure as escaped HTML; a negative one is marked, an unknown one says so."""
    if given.value is None:
        return f'<span class="unknown">{escape(gettext("not known"))}</span>'
    words = escape(written(given.column, given.value))
    is_negative = isinstance(given.value, Money) and given.value.is_negative
    return f'<span class="negative">{words}</span>' if is_negative else words


def _under(given: Cell) -> str:
    """What stands under a figure, escaped: its interval, and for a sum how many figures it lacks."""
    if given.low is None and not given.unknown:
        return ""
    notes = [figures.interval(given.low, given.high)] if given.low is not None else []
    if given.unknown:
        lacking = ngettext("without %(number)s not known", "without %(number)s not known", given.unknown)
        notes.append(lacking % {"number": figures.number(given.unknown)})
    return f'<span class="under">{escape(" · ".join(notes))}</span>'
