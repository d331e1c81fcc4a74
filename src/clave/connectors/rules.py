"""What a connector brings, when it goes next, from where on it reads, when it gives way: decisions without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from clave.kit.refusals import gettext_noop


class Program(StrEnum):
    """Where the rows live."""

    SQL = "sql"
    ODOO = "odoo"
    ERPNEXT = "erpnext"


PROGRAM_NAMES: dict[Program, str] = {
    Program.SQL: gettext_noop("SQL database"),
    Program.ODOO: gettext_noop("Odoo"),
    Program.ERPNEXT: gettext_noop("ERPNext"),
}


@dataclass(frozen=True)
class Brings:
    """One thing that a program has to give: which kind of file it becomes, and its name."""

    kind: str
    name: str


SALES_ORDERS = gettext_noop("Order lines, from sales orders")
INVOICES = gettext_noop("Order lines, from posted invoices")
BRINGS: dict[Program, dict[str, Brings]] = {
    Program.SQL: {
        "orders": Brings("orders", gettext_noop("Order lines")),
        "customers": Brings("customers", gettext_noop("Customers")),
        "activities": Brings("activities", gettext_noop("Activities")),
        "contacts": Brings("contacts", gettext_noop("Contacts")),
        "rates": Brings("rates", gettext_noop("Exchange rates")),
        "people": Brings("people", gettext_noop("Our people")),
        "training": Brings("training", gettext_noop("Training taken")),
    },
    Program.ODOO: {
        "sales-orders": Brings("orders", SALES_ORDERS),
        "invoices": Brings("orders", INVOICES),
        "customers": Brings("customers", gettext_noop("Customers")),
        "contacts": Brings("contacts", gettext_noop("Contacts")),
        "people": Brings("people", gettext_noop("Our people")),
    },
    Program.ERPNEXT: {
        "invoices": Brings("orders", INVOICES),
        "customers": Brings("customers", gettext_noop("Customers")),
        "contacts": Brings("contacts", gettext_noop("Contacts")),
        "people": Brings("people", gettext_noop("Our people")),
    },
}
"""Program -> what it has to give, under the word by which the API and the command line call it."""


class Rhythm(StrEnum):
    """How often a connector goes by itself."""

    NEVER = "never"
    HOURLY = "hourly"
    DAILY = "daily"


RHYTHM_NAMES: dict[Rhythm, str] = {
    Rhythm.NEVER: gettext_noop("only when asked"),
    Rhythm.HOURLY: gettext_noop("every hour"),
    Rhythm.DAILY: gettext_noop("every day"),
}


class RunState(StrEnum):
    """Where one going of a connector stands; what became of the rows says the import."""

    FETCHING = "fetching"
    FETCHED = "fetched"
    NOTHING = "nothing"
    FAILED = "failed"


RUN_NAMES: dict[RunState, str] = {
    RunState.FETCHING: gettext_noop("fetching"),
    RunState.FETCHED: gettext_noop("fetched"),
    RunState.NOTHING: gettext_noop("nothing new"),
    RunState.FAILED: gettext_noop("failed"),
}
OVERLAP = timedelta(hours=1)
"""Rows changed so long before the last one seen are read again: what was being written then was not to be seen yet."""
FURTHEST_AHEAD = timedelta(hours=14)
"""No clock on earth is further ahead of UTC; a change dated later is an error of the source and moves nothing."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=24)
SILENCE = timedelta(minutes=5)
"""A run of which nothing was heard for so long has died."""
AFTER = "%Y-%m-%d %H:%M:%S"


def next_going(rhythm: Rhythm, hour: int, now: datetime) -> datetime | None:
    """When a connector goes next by its rhythm, by the clock of `now`; None when it never does by itself."""
    if rhythm is Rhythm.NEVER:
        return None
    if rhythm is Rhythm.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def pause(failures: int, asked_for: timedelta = timedelta()) -> timedelta:
    """How long to wait after so many failures in a row: twice as long each time, never less than the source asks for."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failures - 1, 20)
    return max(min(doubled, LONGEST_PAUSE), asked_for)


@dataclass(frozen=True)
class Stretch:
    """What one settled run has covered: changes from `since` ('' for all there was) up to `upto`."""

    since: str
    upto: str


def covered(stretches: Iterable[Stretch]) -> str:
    """Up to where everything is in the ledger, of stretches in their order; '' when it has to be read from the start.

    A stretch that begins after what is covered leaves a hole before it and counts only once the hole is filled.
    """
    mark = ""
    for stretch in stretches:
        if stretch.upto and (not stretch.since or (mark and not is_later(stretch.since, mark))):
            mark = stretch.upto if not mark or is_later(stretch.upto, mark) else mark
    return mark


def is_later(one: str, other: str) -> bool:
    """Whether one mark lies after the other; numbers count as numbers, moments as moments."""
    return _place(one) > _place(other)


def _place(mark: str) -> tuple[int, int, str]:
    moment = moment_of(mark)
    return (0, int(mark), "") if is_number(mark) else (1, 0, moment.strftime(AFTER) if moment else mark)


def is_number(mark: str) -> bool:
    """Whether a mark counts rows, and does not tell a time."""
    return mark.isascii() and mark.isdigit()


def moment_of(mark: str) -> datetime | None:
    """The moment of a mark in the source's own clock, without a zone; None when it is none."""
    try:
        return datetime.fromisoformat(mark).replace(tzinfo=None)
    except ValueError:
        return None


def before(mark: str) -> str:
    """From where to read when everything up to the mark is here: a little before it; a number is exact."""
    moment = moment_of(mark)
    if is_number(mark) or moment is None:
        return mark
    earlier = moment - OVERLAP
    return earlier.date().isoformat() if len(mark) == len("2026-03-31") else earlier.strftime(AFTER)


class Furthest:
    """The latest change seen so far among rows, in the source's own clock; one dated ahead of every clock is not seen."""

    def __init__(self, now: datetime) -> None:
        self.limit, self.mark = (now + FURTHEST_AHEAD).replace(tzinfo=None), ""

    def see(self, mark: str | None) -> None:
        """One more row."""
        moment = moment_of(mark or "")
        if not mark or (moment and not is_number(mark) and moment > self.limit):
            return
        if not self.mark or is_later(mark, self.mark):
            self.mark = mark


def is_clean(state: str, *, refused: int, needs_confirmation: int, in_locked_period: int) -> bool:
    """Whether an import may enter without a person: every row good, nothing to confirm, no closed period touched."""
    return state == "ready" and not (refused or needs_confirmation or in_locked_period)
