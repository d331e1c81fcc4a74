"""Kept-rates as pictures, each with the sentence that says what to see and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from clave.analytics.promise_check import KeptRate
from clave.kit.charts import Estimate, Share, line_with_band, share_rows
from clave.kit.shown import Picture
from clave.kit.templatetags import figures
from clave.promises.queries.standing import Rate

if TYPE_CHECKING:
    pass


def rates_picture(title: str, rates: Sequence[Rate]) -> Picture | None:
    """Who was served how well in a year, the worst first; None where nothing was judged."""
    judged = [each for each in rates if each.year.share is not None]
    if not judged:
        return None
    worst_first = sorted(judged, key=lambda each: (each.year.share, each.name)) + [
        each for each in rates if each.year.share is None
    ]
    shares = [Share(each.name, each.year.share, each.year.low, each.year.high) for each in worst_first]
    lowest = worst_first[0]
    facts = {"who": lowest.name, "share": figures.percent(lowest.year.share), **counted(lowest.year)}
    sentence = gettext("Lowest: %(who)s, %(share)s kept in 12 months (%(kept)s of %(judged)s).") % facts
    return Picture(
        title,
        sentence,
        share_rows(shares, sentence=f"{title}. {sentence}", write=figures.percent),
        [gettext("Who"), gettext("Open"), gettext("Kept, 90 days"), gettext("Kept, 12 months")],
        [[each.name, figures.number(each.open), in_words(each.recent), in_words(each.year)] for each in worst_first],
    )


def months_picture(months: Sequence[tuple[date, KeptRate]]) -> Picture | None:
    """How much was kept month by month; None where nothing was judged."""
    if not months:
        return None
    points = [Estimate(month, rate.share or 0, rate.low or 0, rate.high or 0) for month, rate in months]
    month, last = months[-1]
    facts = {"month": figures.month(month), "share": figures.percent(last.share), **counted(last)}
    sentence = gettext("In %(month)s, %(share)s was kept (%(kept)s of %(judged)s).") % facts
    title = gettext("Kept month by month")
    return Picture(
        title,
        sentence,
        line_with_band(points, sentence=f"{title}. {sentence}", write=figures.percent, within=(0, 1)),
        [gettext("Month"), gettext("Kept")],
        [[figures.month(month), in_words(rate)] for month, rate in reversed(months)],
    )


def in_words(rate: KeptRate) -> str:
    """A kept-rate with its count and interval; a dash where nothing was judged."""
    if rate.share is None:
        return "–"
    ends = {"low": figures.percent(rate.low), "high": figures.percent(rate.high)}
    facts = {"share": figures.percent(rate.share), **counted(rate), **ends}
    return gettext("%(share)s (%(kept)s of %(judged)s; %(low)s to %(high)s)") % facts


def counted(rate: KeptRate) -> dict[str, str]:
    """How many were kept, of how many."""
    return {"kept": figures.number(rate.kept), "judged": figures.number(rate.judged)}
