"""What the pack says of all customers: the whale curve, the best first."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from clave.kit.money import minor_digits
from clave.kit.templatetags import figures
from clave.programme.pack import words
from clave.programme.pack.facts import Facts
from clave.programme.pack.parts import Picture, Point, Points, Section, Span
from clave.programme.pack.worth import no_figures
from clave.value.queries.whale import WhaleFacts

MOST_POINTS = 80
MILLION, THOUSAND = 1_000_000, 1_000


def all_customers(facts: Facts) -> Section:
    """The whale curve: what all customers contribute together, the best first."""
    found, name, source = facts.whale, gettext("All customers"), words.run_source(facts)
    if found is None:
        empty = gettext("The contribution of no customer is known in this run.") if facts.run else no_figures(facts)
        return Section("whale", name, gettext("What all customers contribute is not known yet"), source, empty=empty)
    marks = _marks(found)
    entries = [
        Point(gettext("The first %(number)s: %(amount)s") % {"number": each.label, "amount": each.text})
        for each in marks
    ]
    return Section(
        key="whale",
        name=name,
        finding=_finding(found),
        source=source,
        picture=_curve(found, marks),
        points=[Points(gettext("What they contribute together"), entries)],
        told=_of_members(facts, found.total),
    )


def _finding(found: WhaleFacts) -> str:
    told = {
        "customers": figures.number(found.peak.customers),
        "all": figures.number(found.customers),
        "eroded": words.money(found.erosion, found.run.currency),
    }
    if found.erosion:
        return (
            gettext("%(customers)s of %(all)s customers earn everything; the others take %(eroded)s away again") % told
        )
    return gettext("No customer takes away what the others earn")


def _marks(found: WhaleFacts) -> list[Span]:
    currency, scale = found.run.currency, 10 ** minor_digits(found.run.currency)
    return [
        Span(figures.number(each.customers), 0, each.contribution / scale, words.money(each.contribution, currency))
        for each in found.marks()
    ]


def _curve(found: WhaleFacts, marks: list[Span]) -> Picture:
    currency, scale = found.run.currency, 10 ** minor_digits(found.run.currency)
    is_large = abs(found.total) / scale >= MILLION
    unit = gettext("in millions") if is_large else gettext("in thousands")
    per = scale * (MILLION if is_large else THOUSAND)
    places = [*range(0, found.customers, max(1, found.customers // MOST_POINTS)), found.customers - 1]
    points = [(0.0, 0.0), *((place + 1.0, found.cumulated[place] / per) for place in dict.fromkeys(places))]
    axes = (
        gettext("Customers, from the most to the least profitable"),
        gettext("Contribution together, %(unit)s (%(currency)s)") % {"unit": unit, "currency": currency},
    )
    told = gettext("Rises with every customer that earns, and falls with every one that costs.")
    return Picture("curve", gettext("Whale curve"), told, marks, points, axes)


def _of_members(facts: Facts, total: int) -> str:
    known = [amount for each in facts.held if each.row and (amount := each.row.contribution) is not None]
    if not known or total <= 0:
        return ""
    told = {"number": len(known), "share": figures.percent(sum(known) / total)}
    said = ngettext(
        "The one key account contributes %(share)s of the total.",
        "The %(number)s key accounts contribute %(share)s of the total.",
        len(known),
    )
    return said % told
