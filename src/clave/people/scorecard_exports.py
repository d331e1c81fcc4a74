"""Scorecards as a table that leaves Clave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.tables import Cell, Column, Table
from clave.people.queries.scorecards import Part, Scorecard
from clave.people.queries.valuations import Pair


def scorecards(cards: Sequence[Scorecard], pair: Pair | None, today: date) -> Table:
    """One row a person and key account: the days that count, the change in value with its interval, promises kept."""
    columns = [
        Column("person_code", gettext("Code")),
        Column("full_name", gettext("Full name")),
        Column("customer_code", gettext("Customer")),
        Column("name", gettext("Key account")),
        Column("days", gettext("Days that count"), "0.0"),
        Column("new_value", gettext("New value"), "0.00"),
        Column("new_value_low", gettext("New value, low"), "0.00"),
        Column("new_value_high", gettext("New value, high"), "0.00"),
        Column("contribution", gettext("Contribution in these days"), "0.00"),
        Column("currency", gettext("Currency")),
        Column("promises_judged", gettext("Promises judged")),
        Column("promises_kept", gettext("Promises kept")),
        Column("since", gettext("Since")),
    ]
    if pair is None:
        return Table(gettext("Scorecards"), columns, [], as_of=today)
    rows = [_cells(card, part, pair) for card in cards for part in card.parts]
    return Table(gettext("Scorecards"), columns, rows, run=pair.now.short_code, as_of=pair.until)


def _cells(card: Scorecard, part: Part, pair: Pair) -> list[Cell]:
    found, person, kept = part.brought, card.person, part.kept
    amounts = (found.new_value, found.low, found.high, found.received) if found else (None,) * 4
    currency = pair.now.currency
    money = [None if amount is None else Money.from_minor(round(amount), currency).amount for amount in amounts]
    counts: list[Cell] = [kept.judged, kept.kept] if kept else [None, None]
    days = Decimal(round(float(part.days) * 10)) / 10
    head: list[Cell] = [person.person_code, person.full_name, part.customer.code, part.customer.name, days]
    return [*head, *money, currency, *counts, pair.after]
