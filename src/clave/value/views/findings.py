"""The sentences at the top of a page: what its figures say, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from clave.kit.templatetags import figures
from clave.value.queries.choosing import Asked
from clave.value.queries.customers import Totals


def finding(totals: Totals, asked: Asked) -> str:
    """How many customers there are and what they are worth together, for the heading."""
    count = figures.number(totals.customers)
    worth = totals.sums.get("lifetime_value")
    if worth is not None and totals.customers:
        words = ngettext(
            "%(count)s customer is worth %(worth)s", "%(count)s customers are worth %(worth)s", totals.customers
        )
        return words % {"count": count, "worth": figures.money(worth)}
    words = (
        ngettext("%(count)s customer found", "%(count)s customers found", totals.customers)
        if asked.narrows
        else ngettext("%(count)s customer", "%(count)s customers", totals.customers)
    )
    return words % {"count": count}


def remark(totals: Totals) -> str:
    """How sure that is, and what needs an eye: the interval, who has gone quiet, who costs more than it brings."""
    told = []
    if totals.low is not None:
        told.append(
            gettext("Lifetime value lies between %(low)s and %(high)s with 80%% confidence.")
            % {"low": figures.money(totals.low), "high": figures.money(totals.high)}
        )
    elif "on_time_share" in totals.sums:
        told.append(
            gettext("%(share)s of their orders were delivered on time.")
            % {"share": figures.percent(totals.sums["on_time_share"])}
        )
    if totals.quiet:
        told.append(
            ngettext("%(count)s has gone quiet.", "%(count)s have gone quiet.", totals.quiet)
            % {"count": figures.number(totals.quiet)}
        )
    if totals.losing:
        told.append(
            ngettext("%(count)s loses money.", "%(count)s lose money.", totals.losing)
            % {"count": figures.number(totals.losing)}
        )
    return " ".join(told)
