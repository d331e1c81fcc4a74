"""The files the company would export: one table per kind, in the contract's columns, always written the same way."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clave.analytics.schema import ORDERS
from clave.demo.chance import Ints
from clave.demo.company import Company
from clave.demo.countries import COUNTRIES, SITES
from clave.demo.delivery import NOT_YET
from clave.demo.pricing import Amounts
from clave.demo.rates import BASE, CURRENCIES
from clave.demo.words import (
    ACTIVITY_KINDS,
    CONTACT_ROLES,
    FUNCTIONS,
    NOTES,
    PRODUCT_GROUPS,
    SEGMENTS,
    SHIP_MODES,
    said,
)

Table = dict[str, list[str]]
"""Column -> its cells as text."""
FILE_NAMES = {
    "people": "people.csv",
    "customers": "customers.csv",
    "rates": "rates.csv",
    "orders": "orders.csv",
    "activities": "activities.csv",
    "contacts": "contacts.csv",
}
"""Kind -> file, in the order in which they are imported."""


@dataclass(frozen=True)
class Columns:
    """A part of the order file with the day each row is sorted by."""

    day: Ints
    cells: Table


def tables(company: Company) -> dict[str, Table]:
    """Every file of the company as columns of text."""
    return {
        "people": people_table(company),
        "customers": customers_table(company),
        "rates": rates_table(company),
        "orders": orders_table(company),
        "activities": activities_table(company),
        "contacts": contacts_table(company),
    }


def as_csv(table: Table) -> bytes:
    """A table as CSV in UTF-8, lines ended by LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return text.getvalue().encode()


def write_file(content: bytes, path: Path) -> None:
    """Write a file, and the folder it stands in where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def money(cents: Ints) -> list[str]:
    """Cents as amounts with two decimals."""
    return [f"{c / 100:.2f}" for c in cents.tolist()]


def texts(words: list[str], index: Ints) -> list[str]:
    """The word of each index."""
    return [words[i] for i in index.tolist()]


def orders_table(company: Company) -> Table:
    """Order lines and credit notes by day, as an order system lists them."""
    sold, back = sold_lines(company), credit_notes(company)
    turn = np.argsort(np.concatenate([sold.day, back.day]), kind="stable").tolist()
    both = {name: cells + back.cells[name] for name, cells in sold.cells.items()}
    return {column.name: [both[column.name][n] for n in turn] for column in ORDERS.columns}


def sold_lines(company: Company) -> Columns:
    """Every ordered line with its amounts and what became of it."""
    trade, history = company.trade, company.history
    order, deliveries = trade.lines.order, trade.deliveries
    arrived = deliveries.delivered != NOT_YET
    status = np.where(deliveries.cancelled, "cancelled", np.where(arrived, "invoiced", "open"))
    day = trade.orders.day[order]
    return Columns(
        day=day,
        cells={
            **identity(company, order, texts(trade.orders.ids, order), trade.lines.number, day, trade.lines.product),
            **amount_cells(company.results.actual.lines),
            "promised_on": history.iso(deliveries.promised[order]),
            "delivered_on": [
                d if a else "" for d, a in zip(history.iso(deliveries.delivered), arrived.tolist(), strict=True)
            ],
            **circumstances(company, order),
            "status": status.tolist(),
        },
    )


def credit_notes(company: Company) -> Columns:
    """Every credit note that took something back, as a line of its own."""
    trade = company.trade
    some = np.flatnonzero(company.results.actual.credits.quantity)
    line, day = trade.returns.line[some], trade.returns.day[some]
    order = trade.lines.order[line]
    ids = [trade.returns.ids[n] for n in some.tolist()]
    cells = {
        **identity(company, order, ids, np.ones_like(line), day, trade.lines.product[line]),
        **amount_cells(Amounts(*(part[some] for part in vars(company.results.actual.credits).values()))),
        "promised_on": [""] * some.size,
        "delivered_on": [""] * some.size,
        **circumstances(company, order),
        "status": ["credit"] * some.size,
    }
    return Columns(day=day, cells=cells)


def identity(company: Company, order: Ints, ids: list[str], number: Ints, day: Ints, product: Ints) -> Table:
    """Who, which order, which line, when."""
    codes = company.market.population.codes
    return {
        "customer_code": texts(codes, company.trade.orders.customer[order]),
        "order_id": ids,
        "line_no": [str(n) for n in number.tolist()],
        "ordered_on": company.history.iso(day),
        **product_cells(company, product),
    }


def product_cells(company: Company, product: Ints) -> Table:
    """What was bought."""
    catalogue = company.market.catalogue
    groups = [said(PRODUCT_GROUPS, key, company.language) for key in PRODUCT_GROUPS]
    return {
        "product_code": texts(catalogue.codes, product),
        "product_group": texts(groups, catalogue.group[product]),
    }


def amount_cells(amounts: Amounts) -> Table:
    """How much, and for how much."""
    return {
        "quantity": [str(n) for n in amounts.quantity.tolist()],
        "net_amount": money(amounts.net_cents),
        "list_amount": money(amounts.list_cents),
        "cost_amount": money(amounts.cost_cents),
        "freight_amount": money(amounts.freight_cents),
    }


def circumstances(company: Company, order: Ints) -> Table:
    """In which currency, by which mode, from where, by whom."""
    customer = company.trade.orders.customer[order]
    modes = [said(SHIP_MODES, key, company.language) for key in SHIP_MODES]
    return {
        "currency": texts(list(CURRENCIES), company.market.currency[customer]),
        "ship_mode": texts(modes, company.trade.deliveries.mode[order]),
        "site": texts([code for code, _ in SITES], company.market.habits.site[customer]),
        "seller_code": texts(company.ours.staff.codes, company.ours.seller[customer]),
    }


def customers_table(company: Company) -> Table:
    """The customer master; heads of groups before their sites."""
    population = company.market.population
    return {
        "customer_code": population.codes,
        "name": population.names,
        "parent_code": [population.codes[p] if p >= 0 else "" for p in population.parent.tolist()],
        "country": [COUNTRIES[c].code for c in population.country.tolist()],
        "segment": [said(SEGMENTS, key, company.language) for key in population.segments],
        "owner_email": texts(company.ours.staff.emails, company.ours.owner),
    }


def activities_table(company: Company) -> Table:
    """What serving each customer took, by day."""
    parts = company.activities
    day = np.concatenate([part.day for part in parts])
    customer, quantity, minutes, cents = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("customer", "quantity", "minutes", "amount_cents")
    )
    kinds = [said(ACTIVITY_KINDS, kind, company.language) for part in parts for kind in part.kind]
    turn = np.lexsort((customer, day))
    return {
        "customer_code": texts(company.market.population.codes, customer[turn]),
        "kind": texts(kinds, turn),
        "occurred_on": company.history.iso(day[turn]),
        "quantity": [str(n) for n in quantity[turn].tolist()],
        "minutes": [str(n) if n >= 0 else "" for n in minutes[turn].tolist()],
        "amount": [f"{c / 100:.2f}" if c >= 0 else "" for c in cents[turn].tolist()],
        "currency": [BASE if c >= 0 else "" for c in cents[turn].tolist()],
    }


def contacts_table(company: Company) -> Table:
    """The people on the customers' side."""
    people, codes = company.contacts, company.market.population.codes
    return {
        "contact_id": [c.contact_id for c in people],
        "customer_code": [codes[c.customer] for c in people],
        "full_name": [c.full_name for c in people],
        "email": [c.email for c in people],
        "phone": [c.phone for c in people],
        "role": [said(CONTACT_ROLES, c.role, company.language) for c in people],
        "consent": [c.consent for c in people],
        "note": [said(NOTES, c.note, company.language) if c.note else "" for c in people],
    }


def rates_table(company: Company) -> Table:
    """One euro in each other currency, weekday by weekday."""
    rates = company.market.rates
    quotes = CURRENCIES[1:]
    days = company.history.iso(rates.days)
    return {
        "rate_date": [day for day in days for _ in quotes],
        "base": [BASE] * (len(days) * len(quotes)),
        "quote": list(quotes) * len(days),
        "rate": [f"{worth:.5f}" for row in rates.worth.tolist() for worth in row[1:]],
    }


def people_table(company: Company) -> Table:
    """Our own people."""
    staff = company.ours.staff
    bosses = [staff.boss(n) for n in range(len(staff.codes))]
    return {
        "person_code": staff.codes,
        "full_name": staff.names,
        "email": staff.emails,
        "function": [said(FUNCTIONS, job.function, company.language) for job in staff.jobs],
        "reports_to": [staff.codes[boss] if boss is not None else "" for boss in bosses],
        "is_top_team": ["true" if job.top_team else "false" for job in staff.jobs],
    }
