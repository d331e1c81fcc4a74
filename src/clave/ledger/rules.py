"""What an import may do next, which files may follow which, and who may bring what: decisions without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from clave.access.policy import Action
from clave.kit.circles import circles
from clave.kit.refusals import gettext_noop
from clave.ledger import refusals


class State(StrEnum):
    """Where an import stands."""

    RECEIVED = "received"
    READING = "reading"
    MAPPING = "mapping"
    READY = "ready"
    REFUSED = "refused"
    IMPORTING = "importing"
    IMPORTED = "imported"
    DISCARDED = "discarded"
    FAILED = "failed"


MOVES: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.READING, State.DISCARDED}),
    State.READING: frozenset({State.MAPPING, State.READY, State.REFUSED, State.FAILED}),
    State.MAPPING: frozenset({State.READING, State.DISCARDED}),
    State.READY: frozenset({State.IMPORTING, State.READING, State.DISCARDED}),
    State.REFUSED: frozenset({State.IMPORTING, State.READING, State.DISCARDED}),
    State.IMPORTING: frozenset({State.IMPORTED, State.READY, State.REFUSED, State.FAILED}),
    State.IMPORTED: frozenset(),
    State.DISCARDED: frozenset(),
    State.FAILED: frozenset({State.READING, State.IMPORTING, State.DISCARDED}),
}
"""State of an import -> the states it may move to."""

AT_WORK = frozenset({State.READING, State.IMPORTING})
OVER = frozenset({State.IMPORTED, State.DISCARDED})
SECONDS_OF_SILENCE = 60
"""Work that has said nothing for so long has died and can be repeated."""

STATE_NAMES: dict[State, str] = {
    State.RECEIVED: gettext_noop("waiting to be read"),
    State.READING: gettext_noop("being read"),
    State.MAPPING: gettext_noop("columns to be confirmed"),
    State.READY: gettext_noop("ready to import"),
    State.REFUSED: gettext_noop("refused"),
    State.IMPORTING: gettext_noop("being imported"),
    State.IMPORTED: gettext_noop("imported"),
    State.DISCARDED: gettext_noop("discarded"),
    State.FAILED: gettext_noop("stopped"),
}

KIND_NAMES: dict[str, str] = {
    "orders": gettext_noop("Order lines"),
    "customers": gettext_noop("Customers"),
    "activities": gettext_noop("Activities"),
    "contacts": gettext_noop("Contacts"),
    "rates": gettext_noop("Exchange rates"),
    "people": gettext_noop("Our people"),
    "training": gettext_noop("Training taken"),
    "promises": gettext_noop("Promises"),
    "offers": gettext_noop("What key accounts get"),
    "skills": gettext_noop("Skills of the catalogue"),
}
COLUMN_NAMES: dict[str, str] = {
    "customer_code": gettext_noop("Customer code"),
    "order_id": gettext_noop("Order number"),
    "line_no": gettext_noop("Line of the order"),
    "ordered_on": gettext_noop("Order date"),
    "quantity": gettext_noop("Quantity"),
    "net_amount": gettext_noop("Net amount"),
    "list_amount": gettext_noop("Amount at list price"),
    "cost_amount": gettext_noop("Product cost"),
    "freight_amount": gettext_noop("Freight"),
    "currency": gettext_noop("Currency"),
    "product_code": gettext_noop("Product code"),
    "product_group": gettext_noop("Product group"),
    "promised_on": gettext_noop("Promised on"),
    "delivered_on": gettext_noop("Delivered on"),
    "ship_mode": gettext_noop("Shipped by"),
    "site": gettext_noop("Site"),
    "seller_code": gettext_noop("Seller code"),
    "status": gettext_noop("Status"),
    "unit_price": gettext_noop("Unit price"),
    "discount_share": gettext_noop("Discount as a share (0 to 1)"),
    "discount_amount": gettext_noop("Discount amount"),
    "unit_cost": gettext_noop("Unit cost"),
    "order_freight_amount": gettext_noop("Freight of the whole order"),
    "name": gettext_noop("Name"),
    "parent_code": gettext_noop("Group (customer code)"),
    "country": gettext_noop("Country"),
    "segment": gettext_noop("Segment"),
    "owner_email": gettext_noop("E-mail of the account manager"),
    "kind": gettext_noop("Activity"),
    "occurred_on": gettext_noop("Day"),
    "minutes": gettext_noop("Minutes"),
    "amount": gettext_noop("Amount"),
    "contact_id": gettext_noop("Contact number"),
    "full_name": gettext_noop("Full name"),
    "email": gettext_noop("E-mail address"),
    "phone": gettext_noop("Telephone"),
    "role": gettext_noop("Role"),
    "consent": gettext_noop("Consent"),
    "note": gettext_noop("Note"),
    "rate_date": gettext_noop("Day of the rate"),
    "base": gettext_noop("One unit of"),
    "quote": gettext_noop("Is worth, in"),
    "rate": gettext_noop("Rate"),
    "person_code": gettext_noop("Person code"),
    "function": gettext_noop("Function"),
    "reports_to": gettext_noop("Reports to"),
    "is_top_team": gettext_noop("In the top team"),
    "course": gettext_noop("Course"),
    "completed_on": gettext_noop("Completed on"),
    "expires_on": gettext_noop("Runs out on"),
    "certificate": gettext_noop("Certificate"),
    "planned_on": gettext_noop("Planned for"),
    "what": gettext_noop("What we promise"),
    "starts_on": gettext_noop("From"),
    "owner": gettext_noop("Who keeps it (person code)"),
    "due_on": gettext_noop("Due on"),
    "ends_on": gettext_noop("Until"),
    "audience": gettext_noop("Who may see it"),
    "within_days": gettext_noop("Within how many days"),
    "lines_percent": gettext_noop("Lines of an order that must come in time, per cent"),
    "least_percent": gettext_noop("Orders of a month that must be in time, per cent"),
    "cost": gettext_noop("Cost a year"),
    "element": gettext_noop("What it gets"),
    "given_from": gettext_noop("From"),
    "given_to": gettext_noop("To"),
    "yearly_cost": gettext_noop("Cost a year"),
    "skill": gettext_noop("Key of the skill"),
    "skill_group": gettext_noop("Group of skills"),
    "level_1": gettext_noop("Level 1"),
    "level_3": gettext_noop("Level 3"),
    "level_5": gettext_noop("Level 5"),
    "is_active": gettext_noop("In use"),
}
"""Column of the contract -> its name on a page."""

FILE_KINDS = ("orders", "activities", "rates")
"""Kinds kept as ledger files; the others are applied to tables."""
MASTER_KINDS = ("customers", "contacts", "people", "training", "promises", "offers", "skills")

BRINGS: dict[str, Action] = {
    "orders": Action.IMPORT_ORDERS,
    "activities": Action.IMPORT_ORDERS,
    "rates": Action.CHANGE_RATES,
    "customers": Action.IMPORT_CUSTOMERS,
    "contacts": Action.IMPORT_CUSTOMERS,
    "people": Action.IMPORT_PEOPLE,
    "training": Action.CHANGE_TRAINING,
    "promises": Action.IMPORT_PROMISES,
    "offers": Action.CHANGE_OFFERS,
    "skills": Action.CHANGE_SKILLS,
}
"""Kind of file -> the action that brings it in."""

IMPLIED_BY: dict[str, tuple[str, ...]] = {
    "net_amount": ("unit_price",),
    "list_amount": ("unit_price", "discount_share", "discount_amount"),
    "cost_amount": ("unit_cost",),
    "freight_amount": ("order_freight_amount",),
}
"""Column -> inputs of the contract from which it is computed."""

FROM_THE_START = date(1900, 1, 1)
"""The first group a customer is given counts from here; later changes count from their own day."""


def may_move(before: State, after: State) -> bool:
    """Whether an import may go from one state to the other."""
    return after in MOVES[before]


def provided(mapped: Iterable[str], columns: Iterable[str]) -> frozenset[str]:
    """Which columns a file states, given what its profile maps; the others keep their earlier value."""
    told = set(mapped)
    return frozenset(c for c in columns if c in told or told & set(IMPLIED_BY.get(c, ())))


@dataclass(frozen=True)
class Membership:
    """A customer's time in one group; `valid_to` is its last day, None while it lasts."""

    parent: str
    valid_from: date
    valid_to: date | None = None

    def overlaps(self, other: Membership) -> bool:
        """Whether both hold on some day."""
        ends, other_ends = self.valid_to or date.max, other.valid_to or date.max
        return self.valid_from <= other_ends and other.valid_from <= ends


def regrouped(history: Sequence[Membership], parent: str | None, on: date) -> list[Membership]:
    """A customer's groups once a file states its group: the first counts from the start, a change from its own day."""
    current = next((membership for membership in history if membership.valid_to is None), None)
    if (current.parent if current else None) == parent:
        return list(history)
    kept = [membership for membership in history if membership.valid_to is not None]
    if current and current.valid_from < on:
        kept.append(replace(current, valid_to=on - timedelta(days=1)))
    start = on if kept or current else FROM_THE_START
    return kept if parent is None else [*kept, Membership(parent, start)]


def closes_circle(customer: str, link: Membership, links: Mapping[str, Sequence[Membership]]) -> tuple[str, ...] | None:
    """The way from the group back to the customer over links that hold at the same time; None when there is none."""
    ways: list[tuple[str, ...]] = [(customer, link.parent)]
    seen = {link.parent}
    while ways:
        way = ways.pop()
        if way[-1] == customer:
            return way
        for up in links.get(way[-1], ()):
            if up.overlaps(link) and up.parent not in seen:
                seen.add(up.parent)
                ways.append((*way, up.parent))
    return None


CAPACITY_NAMES: dict[str, str] = {
    "manager": gettext_noop("account manager"),
    "sponsor": gettext_noop("executive sponsor"),
    "deputy": gettext_noop("deputy of the manager"),
    "function": gettext_noop("function member"),
    "reader": gettext_noop("reader"),
}
"""Capacity in which somebody answers for a customer -> its name."""

REVIEW_HOLDS_DAYS = 365
"""A roll-up that nobody has looked at for so long is due for review."""


@dataclass(frozen=True)
class Review:
    """When a roll-up was last looked at as a whole; `on` is None while a part of it never was."""

    on: date | None
    age_days: int | None
    is_due: bool


def review_of(reviewed: Iterable[date | None], today: date) -> Review:
    """The review of a group is as old as the oldest review of its links."""
    days = list(reviewed)
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days):
        return Review(None, None, is_due=True)
    age = (today - min(known)).days
    return Review(min(known), age, is_due=age > REVIEW_HOLDS_DAYS)


def refuse_circles(parents: Mapping[str, str | None]) -> None:
    """A customer never rolls up into itself, however long the way."""
    if found := circles(parents):
        path = "; ".join(" → ".join((*circle, circle[0])) for circle in found)
        raise refusals.HierarchyCycle(path=path)


@dataclass(frozen=True)
class Gap:
    """Days between two rates of one pair on which no rate is in force."""

    after: date
    before: date

    @property
    def days(self) -> int:
        return (self.before - self.after).days - 1


def gaps(days: Iterable[date], holds_days: int) -> list[Gap]:
    """Where two neighbouring rates lie further apart than a rate is in force (`holds_days` after its day)."""
    ordered = sorted(days)
    return [
        Gap(after=earlier + timedelta(days=holds_days), before=later)
        for earlier, later in pairwise(ordered)
        if (later - earlier).days > holds_days + 1
    ]


def refuse_locked(*, rows: int, locked_until: date | None, known_on: date | None) -> None:
    """Rows of a locked period enter only as late corrections, known from a day after the lock."""
    if not rows or locked_until is None:
        return
    if known_on is None:
        raise refusals.PeriodLocked(rows=rows, locked_until=locked_until)
    if known_on <= locked_until:
        raise refusals.KnownInLockedPeriod(known_on=known_on, locked_until=locked_until)
