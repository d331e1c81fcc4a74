"""What the whale curve says: its peak, what is lost after it, and who loses it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext, ngettext

from clave.kit import tables
from clave.kit.charts import Whale, whale_curve
from clave.kit.money import Money
from clave.kit.shown import Figure, Picture
from clave.kit.templatetags import figures
from clave.value.queries.customers import Totals
from clave.value.queries.whale import Mark, WhaleFacts
from clave.value.views.words import at_a_glance, counted, in_full, major, writer


def finding(facts: WhaleFacts, losses: Totals) -> str:
    """What the curve says in one line, for the heading."""
    told = {
        "peak": counted(facts.peak.customers),
        "customers": counted(facts.customers),
        "share": _share(facts, facts.peak.contribution),
        "loss": at_a_glance(-facts.total, facts.run.currency),
    }
    if facts.total < 0:
        return gettext("All customers together lose %(loss)s") % told
    if not facts.in_percent:
        return gettext("All customers together bring nothing")
    if not losses.customers:
        return gettext("No customer loses money")
    return gettext("%(peak)s of %(customers)s customers bring %(share)s of all contribution") % told


def remark(facts: WhaleFacts, losses: Totals) -> str:
    """Who takes away what, and how much of revenue that is."""
    told = []
    if losses.customers:
        words = ngettext(
            "%(count)s customer costs more than it brings and takes %(loss)s away again.",
            "%(count)s customers cost more than they bring and take %(loss)s away again.",
            losses.customers,
        )
        told.append(words % {"count": counted(losses.customers), "loss": _lost(losses)})
    if facts.unknown:
        words = ngettext(
            "%(count)s customer is left out: its contribution is not known.",
            "%(count)s customers are left out: their contribution is not known.",
            facts.unknown,
        )
        told.append(words % {"count": counted(facts.unknown)})
    return " ".join(told)


def headline(facts: WhaleFacts, losses: Totals) -> list[Figure]:
    """Peak, erosion, who loses money and how much of revenue is with them."""
    currency = facts.run.currency
    of_all = gettext("the best %(peak)s of %(customers)s customers") % {
        "peak": counted(facts.peak.customers),
        "customers": counted(facts.customers),
    }
    lost_share = gettext("%(share)s of all contribution") % {"share": _share(facts, facts.erosion)}
    revenue = losses.sums.get("revenue")
    share = revenue.to_minor() / facts.revenue if revenue is not None and facts.revenue > 0 else None
    return [
        Figure(gettext("Contribution of all"), at_a_glance(facts.total, currency)),
        Figure(gettext("At the peak"), at_a_glance(facts.peak.contribution, currency), of_all),
        Figure(
            gettext("Lost after the peak"),
            at_a_glance(facts.erosion, currency),
            lost_share if facts.in_percent else "",
        ),
        Figure(
            gettext("Customers that lose money"),
            counted(losses.customers),
            "" if share is None else gettext("%(share)s of revenue") % {"share": figures.percent(share)},
        ),
    ]


def picture(facts: WhaleFacts, losses: Totals) -> Picture:
    """The curve in percent of the total, or in money where all together bring nothing."""
    sentence = _what_to_see(facts, losses)
    write = figures.percent if facts.in_percent else writer(facts.run.currency)
    place = _place(facts)
    curve = Whale(
        cumulated=[place(value) for value in facts.cumulated],
        peak_label=ngettext(
            "%(value)s with %(count)s customer", "%(value)s with %(count)s customers", facts.peak.customers
        )
        % {"value": write(place(facts.peak.contribution)), "count": counted(facts.peak.customers)},
        end_label=gettext("%(loss)s lost again") % {"loss": at_a_glance(facts.erosion, facts.run.currency)},
        axis_label=gettext("customers, the most profitable first"),
        write=write,
    )
    return Picture(
        gettext("Contribution added up, customer by customer"),
        sentence,
        whale_curve(curve, sentence=sentence),
        [gettext("Best customers"), gettext("How many"), gettext("Contribution together"), gettext("Of all")],
        [_row(facts, mark) for mark in facts.marks()],
    )


def columns() -> list[tables.Column]:
    """The columns of the curve as a file."""
    return [
        tables.Column("place", gettext("Place"), "#,##0"),
        tables.Column("customer_code", gettext("Code")),
        tables.Column("name", gettext("Customer")),
        tables.Column("contribution", gettext("Contribution"), "#,##0.00"),
        tables.Column("cumulated", gettext("Contribution together"), "#,##0.00"),
        tables.Column("cumulated_share", gettext("Of all"), "0.0%"),
        tables.Column("currency", gettext("Currency")),
    ]


def _what_to_see(facts: WhaleFacts, losses: Totals) -> str:
    told = {
        "count": counted(facts.peak.customers),
        "rest": counted(facts.customers - facts.peak.customers),
        "peak": at_a_glance(facts.peak.contribution, facts.run.currency),
        "total": at_a_glance(facts.total, facts.run.currency),
    }
    if not losses.customers:
        return gettext("The curve never falls: each of the %(count)s customers adds to %(total)s.") % told
    return (
        ngettext(
            "The curve climbs to %(peak)s with the best customer; the other %(rest)s pull it to %(total)s.",
            "The curve climbs to %(peak)s with the best %(count)s customers; the other %(rest)s pull it to %(total)s.",
            facts.peak.customers,
        )
        % told
    )


def _row(facts: WhaleFacts, mark: Mark) -> list[str]:
    percent = figures.percent(mark.customers / facts.customers, 0 if mark.customers * 100 >= facts.customers else 2)
    name = gettext("%(share)s, the peak") % {"share": percent} if mark.is_peak else percent
    amount = in_full(mark.contribution, facts.run.currency)
    return [name, counted(mark.customers), amount, _share(facts, mark.contribution)]


def _place(facts: WhaleFacts) -> Callable[[int], float]:
    """From minor units to what the axis measures."""
    if facts.in_percent:
        return lambda minor: minor / facts.total
    return lambda minor: float(major(minor, facts.run.currency))


def _share(facts: WhaleFacts, minor: int) -> str:
    """A share of the total, with a decimal where it would else read as a round hundred."""
    if not facts.in_percent:
        return ""
    share = minor / facts.total
    return figures.percent(share, 1 if share != 1 and round(share, 2) == 1 else 0)


def _lost(losses: Totals) -> str:
    lost = losses.sums.get("contribution")
    return figures.money(-lost) if isinstance(lost, Money) else ""
