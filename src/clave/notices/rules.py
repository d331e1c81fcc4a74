"""What people are told of, how often by e-mail, and when a mail that failed is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clave.kit.refusals import gettext_noop

MONDAY = 0
FIRST_WAIT_MINUTES, LONGEST_WAIT_MINUTES = 5, 6 * 60


class Kind(StrEnum):
    """What a notification is about."""

    PROMISES = "promises"
    VISITS = "visits"
    APPROVALS = "approvals"
    TRAINING = "training"
    APPOINTMENTS = "appointments"
    PROGRAMME = "programme"
    WEBHOOKS = "webhooks"
    CONNECTORS = "connectors"


KIND_NAMES: dict[Kind, str] = {
    Kind.PROMISES: gettext_noop("Promises that I keep: due, overdue, put before the champion"),
    Kind.VISITS: gettext_noop("Visits to key accounts: coming up, to tell of, overdue"),
    Kind.APPROVALS: gettext_noop("Decisions, charter and exceptions that wait for me"),
    Kind.TRAINING: gettext_noop("My training: to be taken, running out"),
    Kind.APPOINTMENTS: gettext_noop("I was appointed to a key account"),
    Kind.CONNECTORS: gettext_noop("Connectors to other programs: waiting for my yes, failing"),
    Kind.PROGRAMME: gettext_noop("A gate of the programme was closed"),
    Kind.WEBHOOKS: gettext_noop("A webhook stopped because its receiver failed"),
}


class Cadence(StrEnum):
    """How often a person is written to."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


CADENCE_NAMES: dict[Cadence, str] = {
    Cadence.DAILY: gettext_noop("every day when there is something new"),
    Cadence.WEEKLY: gettext_noop("on Mondays"),
    Cadence.NONE: gettext_noop("never; only in Clave"),
}


class State(StrEnum):
    """Where a digest stands."""

    WAITING = "waiting"
    SENT = "sent"
    SETTLED = "settled"  # nothing of it was left to tell when it was to be sent


STATE_NAMES: dict[State, str] = {
    State.WAITING: gettext_noop("waits to be sent"),
    State.SENT: gettext_noop("sent"),
    State.SETTLED: gettext_noop("settled before it was sent"),
}
STATE_MARKS: dict[State, str] = {State.WAITING: "warn", State.SENT: "good", State.SETTLED: "none"}


@dataclass(frozen=True)
class News:
    """One thing to tell a person, in their language; `key` names it for ever, so that it is told once."""

    key: str
    kind: Kind
    title: str
    fact: str
    to: str
    mark: str
    status: str


def is_due(cadence: Cadence, on: date) -> bool:
    """Whether somebody is written to on a day."""
    return cadence is Cadence.DAILY or (cadence is Cadence.WEEKLY and on.weekday() == MONDAY)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed: twice as long each time, six hours at most, never for ever."""
    return timedelta(minutes=min(FIRST_WAIT_MINUTES * 2 ** min(tries - 1, 10), LONGEST_WAIT_MINUTES))
