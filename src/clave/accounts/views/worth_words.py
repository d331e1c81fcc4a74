"""What the risks page says in words: where plan and statistics disagree and why, and what stands beside a stale form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from clave.accounts.models import Renewal, Risk
from clave.accounts.queries.worth import Worth, money
from clave.accounts.rules.plan_worth import Source
from clave.accounts.rules.scorecard import FACTORS
from clave.kit.charts import Estimate, line_with_band
from clave.kit.refusals import gettext_noop
from clave.kit.templatetags import figures
from clave.people.models import Forecast
from clave.value.rules import BASIS_POINTS

SOURCE_NAMES = {
    Source.SCORECARD: gettext_noop("from the scorecard"),
    Source.RENEWAL: gettext_noop("from a renewal in that year"),
    Source.TYPED: gettext_noop("typed for that year"),
}
AGREE_WITHIN = 0.05
"""A plan this close to the statistical value agrees with it, whatever the interval."""


@dataclass(frozen=True)
class YearLine:
    """One year of the forecast as the page shows it; `share` of it lies within the horizon."""

    number: int
    ends_on: date
    amount: Any
    interval: Any
    share: float
    chance: float | None
    source: str
    survival: float | None
    is_counted: bool


@dataclass(frozen=True)
class Curve:
    """The chance of having kept the customer, year by year, as a picture and as a table."""

    chart: SafeString
    sentence: str
    headings: list[str]
    rows: list[list[str]]


def year_lines(worth: Worth) -> list[YearLine]:
    """The years of the forecast with the chance of having kept the customer by the end of each."""
    survival = worth.survival
    said = worth.forecast.years if worth.forecast else []
    return [
        YearLine(
            year.number,
            year.ends_on,
            said[place].money,
            said[place].interval,
            year.share,
            year.chance,
            gettext(SOURCE_NAMES[year.source]) if year.chance is not None else "",
            survival.get(year.number),
            year.is_counted,
        )
        for place, year in enumerate(worth.years)
    ]


def curve(worth: Worth, lines: list[YearLine]) -> Curve | None:
    """The chained curve; None while it is not known."""
    known = [(line.ends_on, line.survival) for line in lines if line.survival is not None]
    if not known or worth.forecast is None:
        return None
    points = [(worth.terms.starts_on, 1.0), *known]
    ends = figures.percent(points[-1][1], 0)
    told = gettext("Until %(day)s we keep this customer with a chance of %(share)s.")
    sentence = told % {"day": figures.day(points[-1][0] - timedelta(days=1)), "share": ends}
    chart = line_with_band(
        [Estimate(day, share, share, share) for day, share in points],
        sentence=sentence,
        write=lambda value: figures.percent(value, 0),
        within=(0.0, 1.0),
    )
    rows = [[figures.day(day - timedelta(days=1)), figures.percent(share, 1)] for day, share in points]
    return Curve(chart, sentence, [gettext("At the end of"), gettext("Still our customer")], rows)


def agreement(worth: Worth) -> tuple[str, str]:
    """Whether plan and statistics agree, as a mark and a sentence; where they do not, which part is larger and what to ask."""
    value, found = worth.value, worth.statistical
    if value is None or found is None:
        return "none", _unknown(worth)
    if not worth.is_comparable:
        told = gettext("The plan is in %(plan)s and run %(run)s in %(other)s: without a rate they are not compared.")
        return "none", told % {"plan": worth.currency, "run": found.run.short_code, "other": found.run.currency}
    stands, low, high = (found.money(name) for name in ("lifetime_value", "lifetime_value_low", "lifetime_value_high"))
    if stands is None or low is None or high is None:
        return "none", gettext("Run %(run)s knows no lifetime value of this customer.") % {"run": found.run.short_code}
    facts = {"plan": figures.money(value), "orders": figures.money(stands), "interval": figures.interval(low, high)}
    near = abs(value.amount - stands.amount) <= abs(stands.amount) * Decimal(str(AGREE_WITHIN))
    if near or low.amount <= value.amount <= high.amount:
        told = gettext(
            "The plan says %(plan)s and the orders say %(orders)s: the plan lies within what the orders allow (%(interval)s)."
        )
        return "good", told % facts
    return "warn", f"{_disagreement(value.amount > stands.amount) % facts} {_why(worth)}".strip()


def _disagreement(is_higher: bool) -> str:
    if is_higher:
        return gettext("The plan says %(plan)s, more than the orders allow: %(orders)s, in 8 of 10 cases %(interval)s.")
    return gettext("The plan says %(plan)s, less than the orders suggest: %(orders)s, in 8 of 10 cases %(interval)s.")


def _why(worth: Worth) -> str:
    """Which part of the difference is larger: what is expected a year, or how surely it is kept."""
    parts, found = worth.apart, worth.statistical
    expected = found.a_year if found else None
    if parts is None or expected is None:
        return ""
    counted = [year for year in worth.years if year.is_counted]
    whole = sum(year.share for year in counted)
    average = money(sum(year.amount * year.share for year in counted) / whole, worth.currency)
    facts = {
        "amounts": signed(parts.amounts, worth.currency),
        "keeping": signed(parts.keeping, worth.currency),
        "planned": figures.money(average),
        "expected": figures.money(expected),
    }
    if abs(parts.amounts) >= abs(parts.keeping):
        told = gettext(
            "Mostly because it expects %(planned)s a year where the orders suggest %(expected)s (%(amounts)s); how surely the "
            "customer is kept, and when, makes the rest (%(keeping)s). What has to be true for that?"
        )
    else:
        told = gettext(
            "Mostly because it keeps the customer with another chance than the orders suggest (%(keeping)s); %(planned)s a year "
            "instead of %(expected)s makes the rest (%(amounts)s). Is every answer of the scorecard still true?"
        )
    return told % facts


def _unknown(worth: Worth) -> str:
    if worth.forecast is None:
        return gettext("There is no forecast yet, so the plan has no value to hold against the orders.")
    if worth.plan is None:
        return gettext("The plan has a value as soon as every factor of the scorecard is answered.")
    return gettext("No run knows this customer yet, so there is nothing to hold the plan against.")


def signed(amount: float, currency: str) -> str:
    """An amount at a glance, with its sign."""
    told = figures.money(money(amount, currency))
    return f"+{told}" if amount > 0 else told


def risk_words(risk: Risk) -> list[tuple[str, str]]:
    """What stands there now: label and value."""
    after = "–" if risk.likelihood_after is None else figures.percent(risk.likelihood_after / 100)
    return [
        (gettext("What could happen"), risk.what),
        (gettext("How it stands"), risk.state_name),
        (gettext("How likely in a year, per cent"), figures.percent(risk.likelihood / 100)),
        (gettext("What a year of it would cost us"), figures.money_full(risk.hit_money)),
        (gettext("Who watches it"), str(risk.owner)),
        (gettext("What we do about it"), risk.mitigation or "–"),
        (gettext("What that costs, once"), figures.money_full(risk.cost_money) or "–"),
        (gettext("How likely it is then, per cent"), after),
        (gettext("Done by"), figures.day(risk.due_on) or "–"),
    ]


def forecast_words(forecast: Forecast) -> list[tuple[str, str]]:
    """The forecast that stands there now, year by year, and why."""
    rows = []
    for each in forecast.years:
        told = [figures.money_full(each.money), figures.interval(*each.interval) if each.interval else ""]
        told.append("" if each.chance is None else figures.percent(each.chance / BASIS_POINTS, 1))
        rows.append((str(each.year), " · ".join(part for part in told if part)))
    return [*rows, (gettext("Why you expect this"), forecast.reason)]


def renewal_words(renewal: Renewal) -> list[tuple[str, str]]:
    """The renewal that stands there now."""
    chance = "–" if renewal.chance is None else figures.percent(renewal.chance / 100)
    return [
        (gettext("Contract or agreement"), renewal.what),
        (gettext("To be renewed on"), figures.day(renewal.renews_on)),
        (gettext("Chance that they renew, per cent"), chance),
    ]


def scorecard_words(worth: Worth) -> list[tuple[str, str]]:
    """The answers that stand there now."""
    return [
        (gettext(FACTORS[key].name), f"{answer.score} · {answer.reason} ({answer.by or gettext('command line')})")
        for key, answer in worth.answers.items()
    ]
