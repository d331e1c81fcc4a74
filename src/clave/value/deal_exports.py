"""Deals as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from clave.kit.tables import Cell, Column, Table, listed
from clave.value.queries.deal_outcomes import Outcome
from clave.value.queries.deals import DealLine

MONEY, SHARE = "#,##0.00", "0.0%"


def deals(found: Sequence[DealLine], as_of: date) -> Table:
    """One row a deal: with whom, its terms, what the draw found, by which run."""
    columns = [
        Column("number", gettext("Number")),
        Column("customer_code", gettext("Code")),
        Column("customer", gettext("Customer")),
        Column("deal", gettext("Deal")),
        Column("state", gettext("State")),
        Column("version", gettext("Version")),
        Column("years", gettext("Term in years")),
        Column("currency", gettext("Currency")),
        Column("list_price", gettext("List price"), MONEY),
        Column("net_price", gettext("Net price"), MONEY),
        Column("volume", gettext("Units a year, likely")),
        Column("expected", gettext("Expected value today"), MONEY),
        Column("low", gettext("Interval (80 per cent): from"), MONEY),
        Column("high", gettext("Interval (80 per cent): to"), MONEY),
        Column("chance_of_loss", gettext("Chance of a loss"), SHARE),
        Column("worst", gettext("Average of the worst 5 in 100"), MONEY),
        Column("share_at_risk", gettext("Share of a year's contribution at risk"), SHARE),
        Column("walk_away_price", gettext("Walk-away price, net a unit"), MONEY),
        Column("run_code", gettext("Run")),
        Column("digest", gettext("Digest")),
    ]
    return Table(gettext("Deals"), columns, [_row(each) for each in found], as_of=as_of)


def years(line: DealLine, as_of: date) -> Table:
    """One row a year of a deal: what it may bring before discounting, and how many futures reach it."""
    columns = [
        ("deal", gettext("Number"), lambda year: line.deal.number),
        ("version", gettext("Version"), lambda year: line.version.number),
        ("year", gettext("Year"), lambda year: year[0]),
        ("low", gettext("Low"), lambda year: _exact(year[1]["low"])),
        ("middle", gettext("Middle"), lambda year: _exact(year[1]["middle"])),
        ("high", gettext("High"), lambda year: _exact(year[1]["high"])),
        ("currency", gettext("Currency"), lambda year: line.terms.currency),
        ("still_runs", gettext("Still runs"), lambda year: _exact(year[1]["still_runs"])),
    ]
    rows, run = enumerate(line.version.result["by_year"], start=1), line.version.run
    return listed(gettext("Year by year"), rows, columns, run=run.short_code if run else "", as_of=as_of)


def outcomes(found: Sequence[Outcome], as_of: date) -> Table:
    """One row a year and measure of a won deal: as priced, and as the ledger has it."""
    columns = [
        ("deal", gettext("Number"), lambda row: row[0].line.deal.number),
        ("year", gettext("Year"), lambda row: row[1].number),
        ("first", gettext("From"), lambda row: row[1].first),
        ("last", gettext("To"), lambda row: row[1].last),
        ("is_whole", gettext("Whole"), lambda row: row[1].is_whole),
        ("measure", gettext("Measure"), lambda row: row[2].measure),
        ("low", gettext("Low"), lambda row: row[2].low),
        ("likely", gettext("Likely"), lambda row: row[2].likely),
        ("high", gettext("High"), lambda row: row[2].high),
        ("came", gettext("Came"), lambda row: row[2].came),
        ("currency", gettext("Currency"), lambda row: row[0].currency),
    ]
    rows = [(outcome, year, measure) for outcome in found for year in outcome.years for measure in year.measures]
    return listed(gettext("What came of it"), rows, columns, as_of=as_of)


def _row(line: DealLine) -> list[Cell]:
    deal, version, terms, result = line.deal, line.version, line.terms, line.version.result
    who: list[Cell] = [deal.number, deal.customer.code, deal.customer.name, deal.name, deal.state, version.number]
    what: list[Cell] = [terms.years, terms.currency, terms.list_price, round(terms.net_price, 4), terms.volume[1]]
    at = result["quantiles"]
    amounts = [
        _exact(value) for value in (result["mean"], at["10"], at["90"], result["chance_of_loss"], -result["shortfall"])
    ]
    ends = [_exact(result["share_at_risk"]), _exact(result["walk_away_price"])]
    return [*who, *what, *amounts, *ends, version.run.short_code if version.run else "", version.digest]


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
