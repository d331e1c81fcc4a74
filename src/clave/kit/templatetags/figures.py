"""How templates write money, numbers, shares and dates: always in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from clave.kit import dates
from clave.kit import money as amounts
from clave.kit.money import Money

register = template.Library()


def language() -> str:
    """The reader's language, without its region."""
    return (get_language() or "en").split("-")[0]


@register.filter
def money(value: Money | None) -> str:
    """An amount at a glance: €1.92m."""
    return "" if value is None else amounts.short(value, language())


@register.filter
def money_whole(value: Money | None) -> str:
    """An amount without decimals, for tables."""
    return "" if value is None else amounts.whole(value, language())


@register.filter
def money_full(value: Money | None) -> str:
    """An amount to the cent."""
    return "" if value is None else amounts.written(value, language())


@register.filter
def number(value: Decimal | float | None, digits: int = 0) -> str:
    """A number; with `|number:1` one decimal."""
    return "" if value is None else dates.number(value, language(), digits)


@register.filter
def percent(value: Decimal | float | None, digits: int = 0) -> str:
    """A share of one as a percentage."""
    return "" if value is None else dates.percent(value, language(), digits)


@register.filter
def day(value: date | str | None) -> str:
    """A day: 2 Mar 2026; of a moment, the day it was in the zone of the request; of a day kept as text, that day."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return dates.day(localtime(value) if isinstance(value, datetime) else value, language())


@register.filter
def month(value: date | None) -> str:
    """A month: Mar 2026."""
    return "" if value is None else dates.month(value, language())


@register.filter
def moment(value: datetime | None) -> str:
    """A moment to the minute, in the zone of the request."""
    return "" if value is None else dates.moment(localtime(value), language())


@register.simple_tag
def interval(low: Money | None, high: Money | None) -> str:
    """An interval of amounts: €1.31m to €2.60m."""
    if low is None or high is None:
        return ""
    return gettext("%(low)s to %(high)s") % {"low": money(low), "high": money(high)}


@register.simple_tag
def mark(kind: str, text: str) -> SafeString:
    """A status as a word and a mark; `kind` is good, warn, bad or none."""
    return format_html('<span class="mark {}">{}</span>', kind, text)


@register.inclusion_tag("kit/figure.html")
def figure(label: str, value: Any, note: str = "", source: str = "", to: str = "") -> dict[str, Any]:
    """A figure in four lines: what it is, the value, how sure or compared with what, its run and date; and its page."""
    return {"label": label, "value": value, "note": note, "source": source, "to": to}


@register.inclusion_tag("kit/chart_table.html")
def chart_table(headings: Sequence[str], rows: Sequence[Sequence[Any]], summary: str = "") -> dict[str, Any]:
    """The same picture as a table: what stands in the first column, then its numbers as the page writes them."""
    return {"headings": headings, "rows": rows, "summary": summary or gettext("The same as a table")}
