"""What came of won deals, in words: year by year, and how well deals were foreseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from clave.kit.refusals import gettext_noop
from clave.kit.templatetags import figures
from clave.value.queries.deal_outcomes import Against, Calibration, Outcome, YearCame, calibration
from clave.value.queries.deals import money

MEASURE_NAMES: dict[str, str] = {
    "volume": gettext_noop("Units"),
    "price": gettext_noop("Net price a unit"),
    "cost": gettext_noop("Product cost a unit"),
    "contribution": gettext_noop("Contribution of the year"),
}


@dataclass(frozen=True)
class CameRow:
    """One measure as a table row: name, low, likely, high, what came, and how it is marked."""

    name: str
    ends: list[str]
    came: str
    mark: str
    word: str


@dataclass(frozen=True)
class CameTable:
    """One year of a deal, from when to when, whole or so far."""

    title: str
    rows: list[CameRow]


def outcome_tables(found: Sequence[Outcome]) -> list[CameTable]:
    """The years of a won deal."""
    return [_table(outcome, year) for outcome in found for year in outcome.years]


def calibration_rows(found: Sequence[Outcome]) -> list[dict[str, str]]:
    """How well deals were foreseen, measure by measure; nothing where no year is whole yet."""
    return [_calibrated(each) for each in calibration(found) if each.judged]


def _calibrated(each: Calibration) -> dict[str, str]:
    low, high = each.interval or (0.0, 0.0)
    facts = {"within": figures.number(each.within), "judged": figures.number(each.judged)}
    return {
        "name": gettext(MEASURE_NAMES[each.measure]),
        "within": gettext("%(within)s of %(judged)s") % facts,
        "share": figures.percent(each.within / each.judged),
        "interval": gettext("%(low)s to %(high)s") % {"low": figures.percent(low), "high": figures.percent(high)},
        "ratio": "–" if each.ratio is None else figures.percent(each.ratio),
    }


def _table(outcome: Outcome, year: YearCame) -> CameTable:
    facts = {"number": year.number, "first": figures.day(year.first), "last": figures.day(year.last)}
    title = gettext("Year %(number)s: %(first)s to %(last)s") % facts
    if not year.is_whole:
        title = gettext("Year %(number)s so far: %(first)s to %(last)s, not judged yet") % {
            **facts,
            "last": figures.day(outcome.as_of),
        }
    return CameTable(title, [_row(outcome, year, one) for one in year.measures])


def _row(outcome: Outcome, year: YearCame, one: Against) -> CameRow:
    def write(value: Decimal | None) -> str:
        if value is None:
            return gettext("not known")
        if one.measure == "volume":
            return figures.number(value)
        amount = money(value, outcome.currency)
        return figures.money_whole(amount) if one.measure == "contribution" else figures.money_full(amount)

    mark, word = _judged(year, one)
    return CameRow(
        gettext(MEASURE_NAMES[one.measure]),
        [write(each) for each in (one.low, one.likely, one.high)],
        write(one.came),
        mark,
        word,
    )


def _judged(year: YearCame, one: Against) -> tuple[str, str]:
    if not year.is_whole or one.came is None:
        return "none", gettext("open")
    if one.is_within:
        return "good", gettext("within")
    return "warn", gettext("below low") if one.came < one.low else gettext("above high")
