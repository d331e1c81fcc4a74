"""Forecasts beside what came, in words and as a picture of how often intervals held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from clave.kit import charts
from clave.kit.refusals import gettext_noop
from clave.kit.templatetags import figures
from clave.people.queries.forecasts import Outcome
from clave.people.rules.honesty import VERDICT_MARKS, VERDICT_WORDS, Honesty
from clave.people.views.amounts import amount, change

HELD = {
    True: ("good", gettext_noop("within the interval")),
    False: ("warn", gettext_noop("outside the interval")),
    None: ("none", gettext_noop("no interval was given")),
}
"""Whether the interval held what came -> its mark and its words."""


@dataclass(frozen=True)
class Row:
    """One forecast and what came."""

    outcome: Outcome
    came: str
    error: str
    mark: str
    words: str


@dataclass(frozen=True)
class Judged:
    """How honest several forecasts were."""

    count: int
    bias: str
    typical: str
    within: str
    mark: str
    words: str

    @property
    def short(self) -> str:
        """What can be said, before the reason."""
        return self.words.partition(": ")[0]

    @property
    def why(self) -> str:
        """The reason, where one is told."""
        return self.words.partition(": ")[2]


def outcome(each: Outcome) -> Row:
    """One forecast and what came."""
    found, currency = each.compared, each.forecast.currency
    if found is None:
        return Row(each, _not_yet(each), "", "none", gettext("open"))
    share = "" if found.share is None else f" ({figures.percent(found.share)})"
    mark, told = HELD[found.is_within]
    return Row(each, amount(found.actual, currency), change(found.error, currency) + share, mark, gettext(told))


def judged(found: Honesty) -> Judged:
    """How honest several forecasts were."""
    within = ""
    if found.within.judged:
        told = gettext("%(within)s of %(count)s")
        within = told % {"within": found.within.kept, "count": found.within.judged}
    return Judged(
        count=found.count,
        bias=_bias(found.bias),
        typical="" if found.typical is None else figures.percent(found.typical),
        within=within,
        mark=VERDICT_MARKS[found.verdict],
        words=gettext(VERDICT_WORDS[found.verdict]),
    )


def calibration(found: Honesty) -> Any:
    """How often what came lay below, within and above the intervals; None before a year with one is over."""
    if not found.within.judged:
        return None
    told = (
        (gettext("Below the interval (10 of 100 promised)"), found.below),
        (gettext("Within the interval (80 of 100 promised)"), found.within),
        (gettext("Above the interval (10 of 100 promised)"), found.above),
    )
    rows = [charts.Share(label, rate.share, rate.low, rate.high) for label, rate in told]
    return charts.share_rows(rows, sentence=gettext("How often intervals held what came"), write=figures.percent)


def _bias(bias: float | None) -> str:
    if bias is None:
        return ""
    told = gettext("%(share)s too low") if bias > 0 else gettext("%(share)s too high")
    return told % {"share": figures.percent(abs(bias), 1)}


def _not_yet(each: Outcome) -> str:
    if each.other_currency:
        return gettext("the run counts in %(currency)s: not compared") % {"currency": each.other_currency}
    return gettext("not known") if each.is_over else gettext("the year is not over in the run")
