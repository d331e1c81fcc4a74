"""What the pack says of the proof of benefit: the statement where there is one, else what could be seen at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt
from statistics import stdev
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from clave.kit.money import Money, rounded
from clave.kit.templatetags import figures
from clave.programme.pack import words
from clave.programme.pack.facts import Facts
from clave.programme.pack.parts import Figure, Point, Points, Section
from clave.value.models import BookRow
from clave.value.series import filled

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.analytics.benefit.statement import Statement

STANDARD_ERRORS = 2.8
"""What is so many standard errors away from nothing is found four times in five, and by chance once in twenty."""
BESIDE = 4
"""So many similar customers outside are taken for each key account."""
FEWEST = 5


@dataclass(frozen=True)
class Proven:
    """A statement of benefit with its currency, run and day."""

    statement: Statement
    currency: str
    run: str
    as_of: date


Teller = Callable[["User", date], Proven | None]
TELLERS: list[Teller] = []
"""Who can tell the newest statement that a person may read; whoever keeps statements adds itself."""


def proven(user: User, on: date) -> Proven | None:
    """The first statement that anybody can tell; None while there is none."""
    return next((found for teller in TELLERS if (found := teller(user, on))), None)


def proof(facts: Facts) -> Section:
    """Whether the programme pays, and how sure that is."""
    found = proven(facts.user, facts.on)
    return _stated(found) if found else _not_stated(facts)


def _stated(found: Proven) -> Section:
    leading, said = found.statement.leading, found.statement
    methods = [
        Point(f"{each.name}: {_money(each.estimate, found)}", _range(each.low, each.high, found))
        for each in said.methods
    ]
    told = {"amount": _money(leading.estimate, found)} if leading else {}
    finding = (
        gettext("Key accounts brought %(amount)s beyond what similar customers suggest") % told
        if leading and said.is_claimed
        else gettext("The data cannot tell yet whether the programme pays")
    )
    detectable = _money(said.minimum_detectable, found) if said.minimum_detectable is not None else words.unknown()
    source = gettext("Run %(run)s, as of %(day)s") % {"run": found.run, "day": figures.day(found.as_of)}
    return Section(
        key="proof",
        name=gettext("Proof of benefit"),
        finding=finding,
        source=source,
        figures=[
            Figure(gettext("Benefit"), _money(leading.estimate, found), _range(leading.low, leading.high, found)),
            Figure(gettext("Smallest benefit that could be seen"), detectable),
        ]
        if leading
        else [],
        points=[Points(gettext("Every method side by side"), methods)],
        empty=gettext("Nothing can be estimated yet."),
    )


def _money(amount: float, found: Proven) -> str:
    return figures.money(Money(rounded(Decimal(repr(float(amount))), 0), found.currency))


def _range(low: float, high: float, found: Proven) -> str:
    told = {"low": _money(low, found), "high": _money(high, found)}
    return gettext("%(low)s to %(high)s in 8 of 10 cases") % told


def _not_stated(facts: Facts) -> Section:
    least, beside = detectable(facts)
    currency = words.currency_of(facts)
    entries = [
        Point(
            gettext("A before-and-after figure is not given"),
            gettext(
                "It would credit the programme with what the market did, and with customers chosen while they grew."
            ),
        ),
        Point(
            gettext("What a statement compares"),
            gettext(
                "Contribution of key accounts after cost to serve, against similar customers outside and their own past."
            ),
        ),
    ]
    if least is None:
        entries.append(
            Point(
                gettext("What could be seen is not known"),
                gettext("It needs five key accounts and five similar customers with two years of known contribution."),
            )
        )
        tiles = []
    else:
        told = {"number": figures.number(len(facts.held)), "beside": figures.number(beside)}
        note = gettext("%(number)s key accounts, %(beside)s similar customers, found 4 times in 5") % told
        tiles = [
            Figure(
                gettext("Smallest benefit in a year that could be told from chance"), words.money(least, currency), note
            )
        ]
    return Section(
        key="proof",
        name=gettext("Proof of benefit"),
        finding=gettext("No statement of benefit was made yet; a small one could not be seen")
        if least is not None
        else gettext("No statement of benefit was made yet"),
        source=words.run_source(facts),
        figures=tiles,
        points=[Points(gettext("What is said, and what is not"), entries)],
        told=gettext(
            "Smallest benefit: 2.8 standard errors of the yearly change of contribution among similar customers."
        ),
    )


def detectable(facts: Facts) -> tuple[int | None, int]:
    """The smallest yearly benefit over all key accounts that so few could show, and how many stand beside them.

    Similar customers are those outside whose contribution comes next to that of the key accounts; the noise is the
    standard deviation of what their contribution changed by from one year to the next.
    """
    number = len(facts.held)
    changes = _changes_outside(facts) if facts.run and number >= FEWEST else []
    if len(changes) < FEWEST:
        return None, len(changes)
    error = stdev(changes) * sqrt(1 / number + 1 / len(changes))
    return round(STANDARD_ERRORS * error * number), len(changes)


def _changes_outside(facts: Facts) -> Sequence[int]:
    run = facts.run
    if run is None or run.as_of is None:
        return []
    inside = [each.key_account.customer_id for each in facts.held]
    rows = BookRow.objects.filter(run=run, is_group=False, contribution__isnull=False).exclude(customer__in=inside)
    rows = rows.exclude(parent__in=inside).select_related("series").order_by("-contribution", "pk")
    found = []
    for row in rows[: BESIDE * len(inside)]:
        series = getattr(row, "series", None)
        months = filled(vars(series), run.as_of) if series and series.month else None
        now, was = (months.sum_of("contribution", years_ago=ago) if months else None for ago in (0, 1))
        if months and months.has_year(years_ago=1) and now is not None and was is not None:
            found.append(now - was)
    return found
