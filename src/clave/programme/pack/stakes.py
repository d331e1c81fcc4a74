"""What the pack says is at stake: risks to key accounts, and deals that are not settled."""

from __future__ import annotations

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.tables import Cell as Plain
from clave.kit.tables import Column, Table
from clave.kit.templatetags import figures
from clave.programme.pack import words
from clave.programme.pack.facts import Facts
from clave.programme.pack.parts import Cell, Grid, Section
from clave.value.deal_rules import DEAL_STATE_NAMES, DealState
from clave.value.queries.deals import DealLine

MOST_LISTED = 9


def risks(facts: Facts) -> Section:
    """The risks that cost most on average, with who meets them."""
    found = facts.risks
    rows = [
        [
            Cell(each.what, each.mitigation),
            Cell(each.key_account.customer.name),
            Cell(figures.percent(each.likelihood / 100)),
            Cell(figures.money(each.hit_money)),
            Cell(figures.money(each.expected_money)),
            Cell(str(each.owner), each.state_name),
        ]
        for each in found[:MOST_LISTED]
    ]
    headings = [
        gettext("Risk"), gettext("Key account"), gettext("Chance in a year"), gettext("If it happens"),
        gettext("On average a year"), gettext("Who"),
    ]  # fmt: skip
    finding = (
        gettext("%(number)s risks are open; the first costs %(amount)s a year on average: %(customer)s")
        % {
            "number": len(found),
            "amount": figures.money(found[0].expected_money),
            "customer": found[0].key_account.customer.name,
        }
        if found
        else gettext("No risk to a key account is on record")
    )
    return Section(
        key="risks",
        name=gettext("Risks"),
        finding=finding,
        source=words.today_source(facts),
        grid=Grid(headings, rows, (0.33, 0.22, 0.09, 0.1, 0.11, 0.15), frozenset({2, 3, 4})) if rows else None,
        told=words.as_it_is_today(facts, _how_many(len(found))),
        empty=gettext("A programme without risks on record has not looked: ask each key account manager for one."),
        tables=[_risk_table(facts)],
    )


def _risk_table(facts: Facts) -> Table:
    columns = [
        Column("number", gettext("Number")),
        Column("risk", gettext("Risk")),
        Column("customer_code", gettext("Code")),
        Column("likelihood_percent", gettext("Chance in a year, per cent")),
        Column("hit", gettext("If it happens"), "#,##0.00"),
        Column("expected", gettext("On average a year"), "#,##0.00"),
        Column("currency", gettext("Currency")),
        Column("owner", gettext("Who")),
        Column("state", gettext("State")),
    ]
    plain: list[list[Plain]] = [
        [
            each.number, each.what, each.key_account.customer.code, each.likelihood, each.hit_money.amount,
            each.expected_money.amount, each.currency, str(each.owner), each.state,
        ]
        for each in facts.risks
    ]  # fmt: skip
    return Table(gettext("Risks"), columns, plain, as_of=facts.today)


def _how_many(number: int) -> str:
    """That a page shows the first of many."""
    if number <= MOST_LISTED:
        return ""
    told = {"shown": MOST_LISTED, "number": number}
    return gettext("The first %(shown)s of %(number)s; all of them stand in the workbook.") % told


def deals(facts: Facts) -> Section:
    """The multi-year deals that are not settled, and what they put at stake."""
    found = facts.deals
    rows = [
        [
            Cell(each.deal.name, each.deal.customer.name),
            Cell(gettext(DEAL_STATE_NAMES[DealState(each.deal.state)])),
            Cell(*_amount(each.expected)),
            Cell(figures.percent(each.chance_of_loss), mark="bad" if each.chance_of_loss > 0.25 else "none"),
            Cell(*_amount(_worst(each))),
        ]
        for each in found
    ]
    asked = sum(each.deal.state == DealState.ASKED for each in found)
    told = {"number": len(found), "asked": asked}
    finding = (
        gettext("Deals under way: %(number)s, of which %(asked)s wait for approval") % told
        if found
        else gettext("No multi-year deal is under way")
    )
    headings = [
        gettext("Deal"), gettext("State"), gettext("Expected value"), gettext("Chance of loss"),
        gettext("Average of the worst 5 per cent"),
    ]  # fmt: skip
    return Section(
        key="deals",
        name=gettext("Deals at stake"),
        finding=finding,
        source=words.today_source(facts),
        told=words.as_it_is_today(facts),
        grid=Grid(headings, rows, (0.4, 0.15, 0.15, 0.13, 0.17), frozenset({2, 3, 4})) if rows else None,
        empty=gettext("Deals over several years are priced at the deal desk before they are promised."),
    )


def _worst(each: DealLine) -> Money | None:
    """What the deal is worth on average in the worst futures; the draw keeps it as a loss."""
    lost = each.amount("shortfall")
    return None if lost is None else -lost


def _amount(amount: Money | None) -> tuple[str, str, str]:
    if amount is None:
        return "–", "", "none"
    return figures.money(amount), "", "bad" if amount.is_negative else "none"
