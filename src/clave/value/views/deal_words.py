"""What the draw found about a deal, in words and pictures: the same while it is typed and when it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from clave.kit import charts
from clave.kit.money import Money
from clave.kit.refusals import gettext_noop
from clave.kit.shown import Figure, Picture
from clave.kit.templatetags import figures
from clave.value.deal_models import DealVersion
from clave.value.deal_terms import Terms
from clave.value.operations.dealing import Priced
from clave.value.queries.deals import money

CERTAIN = 0.999
RARE = 0.0005

CAUSES: dict[str, str] = {
    "volume": gettext_noop("Volume"),
    "price": gettext_noop("Net price"),
    "product_cost": gettext_noop("Product cost"),
    "payment_days": gettext_noop("Payment days"),
    "serving": gettext_noop("Way of serving it"),
    "early_end": gettext_noop("When it ends"),
}


@dataclass(frozen=True)
class Shown:
    """The findings of one version as pages show them."""

    verdict: str
    kind: str
    figures: list[Figure]
    source: str
    notes: list[str]
    pictures: list[Picture]
    years: list[list[str]]


@dataclass(frozen=True)
class Facts:
    """What is put in words: terms, findings, and how they are held against the book."""

    terms: Terms
    result: Mapping[str, Any]
    book: str
    rate: Decimal
    rate_on: Any
    run: Any

    def money(self, value: float | Decimal | None) -> Money | None:
        return money(value, self.terms.currency)

    def short(self, value: float | Decimal | None) -> str:
        return figures.money(self.money(value))

    def price(self, value: float | Decimal | None) -> str:
        return figures.money_full(self.money(value))


def facts_of(version: DealVersion) -> Facts:
    """What a kept version says."""
    rate = Decimal(version.rate)
    return Facts(version.told, version.result, version.book_currency, rate, version.rate_on, version.run)


def facts_typed(priced: Priced) -> Facts:
    """What terms say while they are typed."""
    rate = priced.rate
    return Facts(priced.terms, priced.result, priced.held.currency, rate.rate, rate.on, priced.held.run)


def shown(facts: Facts) -> Shown:
    """Everything a page shows of a draw."""
    kind, verdict = _verdict(facts)
    pictures = [_futures(facts), _waterfall(facts), *_causes(facts)]
    return Shown(verdict, kind, _figures(facts), _source(facts), _notes(facts), pictures, _years(facts))


def share_words(share: float | None) -> str:
    """A share of what all customers bring in a year."""
    return gettext("not known") if share is None else figures.percent(share, 1)


def _verdict(facts: Facts) -> tuple[str, str]:
    chance, short = facts.result["chance_of_loss"], facts.result["shortfall"]
    told = {
        "chance": figures.percent(chance, 0 if chance >= 0.1 else 1),
        "loss": facts.short(short),
        "least": facts.short(-short),
    }
    if chance >= CERTAIN:
        return "bad", gettext("It loses money in every future. Raise the price, serve it otherwise, or walk away.")
    if short <= 0:
        return "good", gettext("Even the worst twentieth of futures brings %(least)s on average.") % told
    if chance < RARE:
        return "good", gettext("It loses money in almost no future.")
    sentence = gettext("It loses money in %(chance)s of futures; the worst twentieth costs us %(loss)s on average.")
    return ("bad" if chance > 0.25 else "warn"), sentence % told


def _figures(facts: Facts) -> list[Figure]:
    result, at = facts.result, facts.result["quantiles"]
    expected = figures.interval(facts.money(at["10"]), facts.money(at["90"]))
    short = result["shortfall"]
    worst = gettext("a profit of at least that") if short <= 0 else gettext("a loss, over one future in twenty")
    error = gettext("give or take %(error)s by another draw") % {"error": facts.short(result["shortfall_error"])}
    most = gettext("%(interval)s in 8 of 10 futures") % {"interval": expected}
    drawn = gettext("of %(draws)s futures drawn") % {"draws": figures.number(result["draws"])}
    risked = gettext("Share of a year's contribution at risk")
    return [
        Figure(gettext("Expected value today"), facts.short(result["mean"]), most),
        Figure(gettext("Chance of a loss"), figures.percent(result["chance_of_loss"], 1), drawn),
        Figure(gettext("Average of the worst 5 in 100"), facts.short(-short), f"{worst}; {error}"),
        Figure(risked, share_words(result["share_at_risk"]), _share_note(facts)),
        Figure(gettext("Walk-away price, net a unit"), _walk_away(facts), _walk_away_note(facts)),
    ]


def _share_note(facts: Facts) -> str:
    if facts.result["share_at_risk"] is None:
        return gettext("no run says what all customers bring in a year: start one, then price it again")
    return gettext("the worst 5 in 100 against what all customers brought in twelve months")


def _walk_away(facts: Facts) -> str:
    price = facts.result["walk_away_price"]
    return gettext("none") if price is None else facts.price(price)


def _walk_away_note(facts: Facts) -> str:
    price, net = facts.result["walk_away_price"], float(facts.terms.net_price)
    if price is None:
        return gettext("no price brings losses below a fifth of futures")
    if price > net:
        told = {"gap": facts.price(price - net), "net": facts.price(net)}
        return gettext("%(gap)s above the net price of %(net)s: as it stands, walk away") % told
    told = {"room": facts.price(net - price), "net": facts.price(net)}
    return gettext("%(room)s of room below the net price of %(net)s; lower, more than a fifth of futures lose") % told


def _source(facts: Facts) -> str:
    told = {"draws": figures.number(facts.result["draws"]), "seed": facts.result["seed"]}
    drawn = gettext("%(draws)s futures, seed %(seed)s") % told
    if facts.run is None:
        return drawn
    return f"{drawn} · " + gettext("run %(run)s, as of %(day)s") % {
        "run": facts.run.short_code,
        "day": figures.day(facts.run.as_of),
    }


def _notes(facts: Facts) -> list[str]:
    if facts.terms.currency == facts.book:
        return []
    told = {
        "expected": figures.money(in_book_of(facts, facts.result["mean"])),
        "rate": figures.number(facts.rate, 4),
        "currency": facts.terms.currency,
        "book": facts.book,
        "day": figures.day(facts.rate_on),
    }
    return [
        gettext("In %(book)s: expected %(expected)s, at %(rate)s %(book)s for one %(currency)s, the rate of %(day)s.")
        % told
    ]


def in_book_of(facts: Facts, value: float) -> Money | None:
    """A figure of the deal in the book's currency."""
    return money(Decimal(str(value)) * facts.rate, facts.book)


def _futures(facts: Facts) -> Picture:
    bars, at = facts.result["bars"], facts.result["quantiles"]
    told = {"low": facts.short(at["10"]), "high": facts.short(at["90"]), "middle": facts.short(at["50"])}
    sentence = (
        gettext("Eight futures in ten bring between %(low)s and %(high)s, half of them more than %(middle)s.") % told
    )
    found = charts.Futures(bars["from"], bars["to"], bars["counts"], facts.result["mean"])
    rows = [
        [gettext("%(share)s of futures stay below") % {"share": figures.percent(int(name) / 100)}, facts.short(value)]
        for name, value in at.items()
    ]
    chart = charts.futures(found, sentence=sentence, write=facts.short)
    return Picture(gettext("What it may bring, worth today"), sentence, chart, ["", gettext("Value")], rows)


def _waterfall(facts: Facts) -> Picture:
    terms = facts.terms
    waiting = terms.net_price * terms.payment_days * terms.capital_percent / Decimal(36_500)
    left = terms.net_price - waiting - terms.cost[1] - terms.serving_cost
    steps = [
        charts.Row(gettext("List price"), terms.list_price, is_total=True),
        charts.Row(gettext("Discounts"), terms.invoice_price - terms.list_price),
        charts.Row(gettext("Rebates"), terms.net_price - terms.invoice_price),
        charts.Row(gettext("Net price"), terms.net_price, is_total=True),
        charts.Row(gettext("Waiting to be paid"), -waiting),
        charts.Row(gettext("Product cost"), -terms.cost[1]),
        charts.Row(gettext("Serving"), -terms.serving_cost),
        charts.Row(gettext("Left a unit"), left, is_total=True),
    ]
    sentence = gettext("Of a list price of %(list)s, %(left)s a unit is left in the likely case.") % {
        "list": facts.price(terms.list_price),
        "left": facts.price(left),
    }
    chart = charts.waterfall(steps, sentence=sentence, write=lambda amount: facts.price(amount))
    return Picture(
        gettext("From list price to what is left a unit"),
        sentence,
        chart,
        ["", gettext("A unit")],
        [[step.label, facts.price(step.amount)] for step in steps],
    )


def _causes(facts: Facts) -> list[Picture]:
    found = [one for one in facts.result["influences"] if one["share"] >= 0.005]
    if not found:
        return []
    first = {"cause": gettext(CAUSES[found[0]["name"]]), "share": figures.percent(found[0]["share"])}
    sentence = (
        gettext(
            "%(cause)s goes with %(share)s of the doubt. Each bar runs from the mean of the tenth of futures where the cause is "
            "lowest to that of the tenth where it is highest."
        )
        % first
    )
    rows = [
        charts.Reach(f"{gettext(CAUSES[one['name']])} · {figures.percent(one['share'])}", one["lowest"], one["highest"])
        for one in found
    ]
    chart = charts.tornado(rows, facts.result["mean"], sentence=sentence, write=facts.short)
    told = [
        [
            gettext(CAUSES[one["name"]]),
            figures.percent(one["share"]),
            facts.short(one["lowest"]),
            facts.short(one["highest"]),
        ]
        for one in found
    ]
    headings = ["", gettext("Share of the doubt"), gettext("Mean where lowest"), gettext("Mean where highest")]
    return [Picture(gettext("What the doubt comes from"), sentence, chart, headings, told)]


def _years(facts: Facts) -> list[list[str]]:
    write: Callable[[float], str] = facts.short
    return [
        [
            figures.number(at),
            write(year["low"]),
            write(year["middle"]),
            write(year["high"]),
            figures.percent(year["still_runs"]),
        ]
        for at, year in enumerate(facts.result["by_year"], start=1)
    ]


def term_rows(older: Terms, newer: Terms, names: list[str]) -> list[tuple[str, str, str]]:
    """The parts in which two versions differ, side by side."""
    from clave.value.deal_forms import part_name

    return [(part_name(name), said(getattr(older, name)), said(getattr(newer, name))) for name in names]


def said(value: Any) -> str:
    """A part of the terms in words."""
    if value is None:
        return "–"
    if value == ():
        return gettext("everything the customer buys")
    if isinstance(value, tuple):
        return " / ".join(said(each) for each in value)
    if isinstance(value, Decimal):
        return figures.number(value, max(0, -int(value.normalize().as_tuple().exponent)))
    if hasattr(value, "chance_percent"):
        told = {
            "name": value.name,
            "chance": figures.percent(value.chance_percent / 100),
            "cost": said(value.cost_per_unit),
        }
        return gettext("%(name)s: %(chance)s, %(cost)s a unit") % told
    return str(value)
