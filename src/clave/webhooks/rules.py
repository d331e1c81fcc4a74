"""Which events other programs can hear of, when a call that failed is tried again, and what is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from clave.access.policy import Action
from clave.kit.refusals import Refusal, gettext_noop

TRIAL = "webhooks.trial"
KEPT, BROKEN = "promises.promise.kept", "promises.promise.broken"


@dataclass(frozen=True)
class Event:
    """One thing a program can hear of: in words, and what its owner must be able to do."""

    words: str
    needs: Action


EVENTS: dict[str, Event] = {
    "portfolio.key_account.admitted": Event(gettext_noop("A key account was admitted"), Action.SEE_KEY_ACCOUNTS),
    "portfolio.key_account.released": Event(gettext_noop("A key account was released"), Action.SEE_KEY_ACCOUNTS),
    "portfolio.decision.proposed": Event(gettext_noop("A decision was proposed"), Action.SEE_DECISIONS),
    "portfolio.decision.approved": Event(gettext_noop("A decision was approved"), Action.SEE_DECISIONS),
    "portfolio.decision.refused": Event(gettext_noop("A decision was refused"), Action.SEE_DECISIONS),
    "portfolio.charter.proposed": Event(gettext_noop("A charter was proposed"), Action.SEE_CHARTER),
    "portfolio.charter.locked": Event(gettext_noop("A charter was locked"), Action.SEE_CHARTER),
    "portfolio.ranking.done": Event(gettext_noop("A ranking is finished"), Action.SEE_CANDIDATES),
    "portfolio.exception.asked": Event(gettext_noop("An exception was asked for"), Action.SEE_DECISIONS),
    "promises.promise.made": Event(gettext_noop("A promise was made"), Action.SEE_PROMISES),
    "promises.promise.changed": Event(gettext_noop("A promise was changed"), Action.SEE_PROMISES),
    KEPT: Event(gettext_noop("A promise was kept"), Action.SEE_PROMISES),
    BROKEN: Event(gettext_noop("A promise is late, cannot be kept or was broken"), Action.SEE_PROMISES),
    "promises.promise.escalated": Event(gettext_noop("A promise was put before the champion"), Action.SEE_PROMISES),
    "promises.escalation.answered": Event(gettext_noop("The champion answered about a promise"), Action.SEE_PROMISES),
    "promises.promise.ended": Event(gettext_noop("A promise was ended"), Action.SEE_PROMISES),
    "sponsorship.visit.planned": Event(gettext_noop("A visit was planned"), Action.SEE_SPONSORS),
    "sponsorship.visit.moved": Event(gettext_noop("A visit was moved"), Action.SEE_SPONSORS),
    "sponsorship.visit.called_off": Event(gettext_noop("A visit was called off"), Action.SEE_SPONSORS),
    "accounts.plan.made": Event(gettext_noop("An account plan was begun"), Action.SEE_PLANS),
    "accounts.plan.agreed": Event(gettext_noop("An account plan was agreed with the customer"), Action.SEE_PLANS),
    "accounts.risk.put": Event(gettext_noop("A risk was put down"), Action.SEE_RISKS),
    "accounts.risk.changed": Event(gettext_noop("A risk was changed"), Action.SEE_RISKS),
    "review.relationship.closed": Event(gettext_noop("A relationship review was closed"), Action.SEE_RELATIONSHIPS),
    "value.run.done": Event(gettext_noop("A run is finished"), Action.SEE_RUNS),
    "value.run.failed": Event(gettext_noop("A run came to nothing"), Action.SEE_RUNS),
    "value.deal.asked": Event(gettext_noop("A deal was put forward"), Action.SEE_DEALS),
    "value.deal.won": Event(gettext_noop("A deal was won"), Action.SEE_DEALS),
    "value.deal.lost": Event(gettext_noop("A deal was lost"), Action.SEE_DEALS),
    "ledger.import.done": Event(gettext_noop("An import is finished"), Action.SEE_IMPORTS),
    "review.benefit.done": Event(gettext_noop("The benefit was stated"), Action.SEE_BENEFIT),
    "programme.gate.closed": Event(gettext_noop("A gate of the programme was closed"), Action.SEE_PROGRAMME),
    "access.user.added": Event(gettext_noop("Somebody was let in"), Action.SEE_USERS),
    "access.role.granted": Event(gettext_noop("A role was granted"), Action.SEE_USERS),
    "access.role.withdrawn": Event(gettext_noop("A role was withdrawn"), Action.SEE_USERS),
    "notices.promises": Event(
        gettext_noop("You are told: a promise of yours is due, late or overdue"), Action.SEE_MY_DAY
    ),
    "notices.visits": Event(gettext_noop("You are told: a visit comes up or is overdue"), Action.SEE_MY_DAY),
    "notices.approvals": Event(gettext_noop("You are told: a decision waits for you"), Action.SEE_MY_DAY),
    "notices.training": Event(gettext_noop("You are told: training is to be taken or runs out"), Action.SEE_MY_DAY),
    "notices.appointments": Event(gettext_noop("You are told: you were appointed"), Action.SEE_MY_DAY),
}
"""Name in the history, or kind of notice -> what it means."""
AREAS: dict[str, str] = {
    "portfolio": gettext_noop("Choosing key accounts"),
    "promises": gettext_noop("Promises"),
    "sponsorship": gettext_noop("Sponsors and visits"),
    "accounts": gettext_noop("Account plans and risks"),
    "review": gettext_noop("Reviews and benefit"),
    "value": gettext_noop("Runs and deals"),
    "ledger": gettext_noop("Data"),
    "programme": gettext_noop("Programme"),
    "access": gettext_noop("Users and roles"),
    "notices": gettext_noop("What you are told yourself"),
}
"""Beginning of the names of events -> what they are about, in the order of the page."""


def by_area(names: Iterable[str]) -> dict[str, list[str]]:
    """Events under their areas, those without any left out."""
    found: dict[str, list[str]] = {area: [] for area in AREAS}
    for name in names:
        found[name.partition(".")[0]].append(name)
    return {area: events for area, events in found.items() if events}


class State(StrEnum):
    """Where a subscription stands."""

    OPEN = "open"
    STOPPED = "stopped"
    ENDED = "ended"


class Sending(StrEnum):
    """Where one message stands."""

    WAITING = "waiting"
    SENT = "sent"
    WITHHELD = "withheld"
    GIVEN_UP = "given_up"


STATE_NAMES: dict[str, str] = {
    State.OPEN: gettext_noop("active"),
    State.STOPPED: gettext_noop("stopped"),
    State.ENDED: gettext_noop("ended"),
}
STATE_MARKS: dict[str, str] = {State.OPEN: "good", State.STOPPED: "bad", State.ENDED: "none"}
SENDING_NAMES: dict[str, str] = {
    Sending.WAITING: gettext_noop("waits"),
    Sending.SENT: gettext_noop("sent"),
    Sending.WITHHELD: gettext_noop("withheld: its owner may not see it, or it was settled"),
    Sending.GIVEN_UP: gettext_noop("given up"),
}
SENDING_MARKS: dict[str, str] = {
    Sending.WAITING: "warn",
    Sending.SENT: "good",
    Sending.WITHHELD: "none",
    Sending.GIVEN_UP: "bad",
}
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long after each failed try the next one comes: three days in all."""
STOPS_AFTER = timedelta(days=3)
"""A receiver that took nothing for so long is called no more."""
OLD_SECRET_HOLDS = timedelta(hours=24)
"""So long both the old and the new secret sign, so that a receiver can change over."""
LOG_KEPT = timedelta(days=30)
GONE = 410
MOST = 20
"""How many open subscriptions one person may have."""


class Unnamed(Refusal):
    code = "WEBHOOK_UNNAMED"
    template = gettext_noop("Give the webhook a name that says what will hear of it.")
    http_status = 422


class HearsNothing(Refusal):
    code = "WEBHOOK_HEARS_NOTHING"
    template = gettext_noop("Choose at least one event.")
    http_status = 422


class EventUnknown(Refusal):
    code = "WEBHOOK_EVENT_UNKNOWN"
    template = gettext_noop("You cannot hear of %(events)s. You can hear of: %(known)s.")
    http_status = 422


class TooMany(Refusal):
    code = "WEBHOOKS_TOO_MANY"
    template = gettext_noop("You have %(most)s webhooks already. End one that is not used any more.")


class OfAnother(Refusal):
    code = "WEBHOOK_OF_ANOTHER"
    template = gettext_noop("Only its owner changes what a webhook hears of, where it is sent and its secret.")
    http_status = 403


class Ended(Refusal):
    code = "WEBHOOK_ENDED"
    template = gettext_noop("“%(name)s” has ended. Make a new one.")


class Open(Refusal):
    code = "WEBHOOK_OPEN"
    template = gettext_noop("“%(name)s” is open already. Nothing was changed.")


class Stale(Refusal):
    code = "WEBHOOK_STALE"
    template = gettext_noop("Somebody changed “%(name)s” meanwhile. Look at it again. Nothing was changed.")


class Unknown(Refusal):
    code = "WEBHOOK_UNKNOWN"
    template = gettext_noop("There is no webhook %(number)s.")
    http_status = 404


def refuse(*, name: str, events: Collection[str], offered: Iterable[str]) -> None:
    """Raise Unnamed, HearsNothing or EventUnknown."""
    if not name.strip():
        raise Unnamed
    if not events:
        raise HearsNothing
    known = list(offered)
    if unknown := [each for each in events if each not in known]:
        raise EventUnknown(events=", ".join(unknown), known=", ".join(known))


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None when there is no other."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None
