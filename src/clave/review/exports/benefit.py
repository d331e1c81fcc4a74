"""The proof of benefit as tables that leave Clave: the results, and the panel that they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.tables import Cell, Column, Table
from clave.review.models import BenefitStatement
from clave.review.queries.benefit import Told
from clave.review.queries.benefit_panel import Built
from clave.review.rules.benefit import LEFT_OUT_NAMES, METHOD_NAMES

AMOUNT = "#,##0.00"


def results(found: BenefitStatement, names: Mapping[str, str]) -> Table:
    """One row a method, then one row a key account: estimate a year with its interval, share of the level before."""
    columns = [
        Column("part", gettext("Part")),
        Column("code", gettext("Code")),
        Column("name", gettext("Name")),
        Column("estimate", gettext("Benefit a year"), AMOUNT),
        Column("low", gettext("Low (80 per cent)"), AMOUNT),
        Column("high", gettext("High (80 per cent)"), AMOUNT),
        Column("share", gettext("Share of the level before"), "0.0%"),
        Column("entered_on", gettext("Entered")),
        Column("left_on", gettext("Left")),
        Column("why_not", gettext("Why it is not measured")),
        Column("currency", gettext("Currency")),
    ]
    rows = [*_methods(Told(found)), *_accounts(found, names)]
    return Table(gettext("Benefit"), columns, rows, found.run.short_code, found.run.as_of)


def _methods(told: Told) -> Iterator[list[Cell]]:
    for each in told.found["methods"]:
        amounts = [_amount(told.yearly(each[name])) for name in ("estimate", "low", "high")]
        name, currency = gettext(METHOD_NAMES[each["name"]]), told.statement.currency
        yield [gettext("method"), each["name"], name, *amounts, each["share"], None, None, "", currency]


def _accounts(found: BenefitStatement, names: Mapping[str, str]) -> Iterator[list[Cell]]:
    for each in (found.result or {})["accounts"]:
        effect = each["effect_a_year"]
        amount = None if effect is None else Money.from_minor(effect, found.currency).amount
        why = gettext(LEFT_OUT_NAMES[each["why_not"]]) if each["why_not"] else ""
        days: list[Cell] = [each["entered_on"], each["left_on"], why, found.currency]
        name = names.get(each["code"], each["code"])
        yield [gettext("key account"), each["code"], name, amount, None, None, each["share"], *days]


def panel(found: BenefitStatement, built: Built) -> Table:
    """One row a customer and month: contribution after cost to serve, the month of entry, and the stored score."""
    columns = [
        Column("customer_code", gettext("Code")),
        Column("name", gettext("Customer")),
        Column("month", gettext("Month")),
        Column("contribution", gettext("Contribution"), AMOUNT),
        Column("is_key_account", gettext("Key account")),
        Column("is_after_entry", gettext("After entry")),
        Column("score", gettext("Stored score"), "0.000"),
        Column("currency", gettext("Currency")),
    ]
    return Table(
        gettext("Panel of the benefit"), columns, _months(built, found.currency), found.run.short_code, found.run.as_of
    )


def _months(built: Built, currency: str) -> Iterator[list[Cell]]:
    held, score = built.panel, built.panel.own_score
    for at, unit in enumerate(built.units):
        entered, told = int(held.entered[at]), float(score[at])
        known: Any = None if told != told else round(told, 3)
        for place, month in enumerate(built.months):
            amount = Money.from_minor(round(float(held.outcome[at, place])), currency).amount
            inside = entered >= 0
            yield [unit.code, unit.name, month, amount, inside, inside and place >= entered, known, currency]


def _amount(money: Money | None) -> Cell:
    return None if money is None else money.amount
