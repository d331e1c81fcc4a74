"""The doors of proposals and decisions for other programs: read, propose, withdraw; voting and deciding are people's acts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.models import User
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Answer, Asked, Limit, etag, newest_first, refuse_stale
from clave.ledger.models import Customer
from clave.portfolio.api_charters import ReasonAsked
from clave.portfolio.models import Decision
from clave.portfolio.operations.deciding import propose_admission, propose_release, withdraw_decision
from clave.portfolio.queries.answering import loads
from clave.portfolio.queries.evidence import choosable
from clave.portfolio.rules.deciding_refusals import PersonUnknown

DECISIONS = gettext_noop("Decisions")
RELATED = ("customer", "ranking", "manager", "sponsor", "proposed_by", "decided_by")
router = Router(tags=[DECISIONS])
Email = Field("", max_length=254)
Sentence = Field("", max_length=500)


class LeaveAsked(Asked):
    """How a key account that leaves will be told."""

    who: str = Sentence
    when: str = Sentence
    how: str = Sentence
    changes: str = Sentence
    stays: str = Sentence


class ProposalAsked(Asked):
    """Who is to enter or leave, and why; with an admission who is to answer for it, with a release how it will be told."""

    kind: Literal["admit", "release"]
    customer_code: str = Field(min_length=1, max_length=300)
    reason: str = Field(max_length=1_000)
    manager: str = Email
    sponsor: str = Email
    telling: LeaveAsked = LeaveAsked()


class VoteTold(Answer):
    """What one member of the committee said."""

    by: str
    choice: str
    reason: str
    at: datetime


class DecisionTold(Answer):
    """One proposal and what became of it; its ETag is what withdrawing it needs."""

    number: int
    kind: Literal["admit", "release"]
    state: str
    version: int
    customer_code: str
    ranking: str
    reason: str
    manager: str | None
    sponsor: str | None
    telling: dict[str, str]
    minutes: str
    effective_on: date | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    votes: list[VoteTold]


class Decisions(Answer):
    """A page of decisions, newest first."""

    items: list[DecisionTold]
    next_cursor: str | None


@router.get("/decisions", response=Decisions, url_name="decisions", summary=gettext_noop("Decisions, newest first"))
@requires(Action.SEE_DECISIONS)
def decisions(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every proposal in the owner's reach, open or decided."""
    return newest_first(_visible(request), limit, cursor, decision_told)


@router.post(
    "/decisions", response={201: DecisionTold}, url_name="decisions",
    summary=gettext_noop("Propose to admit or to release a customer"),
)  # fmt: skip
@requires(Action.PROPOSE_DECISIONS)
def propose(request: SignedIn, response: HttpResponse, asked: ProposalAsked) -> Status[Any]:
    """Put it to the committee, which votes and decides at a screen."""
    customer: Customer = get_object_or_404(choosable(request.user), code=asked.customer_code)
    made = _proposed(request.user, customer, asked)
    response.headers["Location"] = f"/api/v1/decisions/{made.number}"
    return Status(201, _tagged(response, _seen(request, made.number)))


@router.get(
    "/decisions/{int:number}", response=DecisionTold, url_name="decision", openapi_extra=ETAG,
    summary=gettext_noop("One decision"),
)  # fmt: skip
@requires(Action.SEE_DECISIONS)
def decision(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """One proposal with its votes and minutes."""
    return _tagged(response, _seen(request, number))


@router.post(
    "/decisions/{int:number}/withdraw", response=DecisionTold, url_name="withdraw-decision", openapi_extra=IF_MATCH,
    summary=gettext_noop("Take back a proposal of one's own"),
)  # fmt: skip
@requires(Action.PROPOSE_DECISIONS)
def withdraw(request: SignedIn, response: HttpResponse, number: int, asked: ReasonAsked) -> dict[str, Any]:
    """Take back the owner's own proposal, for a reason; it stays in the list."""
    found = _seen(request, number)
    refuse_stale(request, found.version)
    withdraw_decision(by=request.user, decision=found, version=found.version, reason=asked.reason)
    return _tagged(response, _seen(request, number))


def decision_told(row: Decision) -> dict[str, Any]:
    """A decision as the API tells it."""
    same = ("number", "kind", "state", "version", "reason", "telling", "minutes", "effective_on", "proposed_at")
    people = ("manager", "sponsor", "proposed_by", "decided_by")
    return {
        **{name: getattr(row, name) for name in (*same, "decided_at")},
        **{name: str(person) if (person := getattr(row, name)) else None for name in people},
        "customer_code": row.customer.code,
        "ranking": row.ranking.short_code,
        "votes": [{"by": str(e.by), "choice": e.choice, "reason": e.reason, "at": e.at} for e in row.votes.all()],
    }


def _proposed(by: User, customer: Customer, asked: ProposalAsked) -> Decision:
    if asked.kind == "release":
        return propose_release(by=by, customer=customer, reason=asked.reason, telling=asked.telling.dict())
    named = {"manager": asked.manager, "sponsor": asked.sponsor}
    people: dict[str, Any] = {name: _person(email, name, customer) for name, email in named.items() if email}
    return propose_admission(by=by, customer=customer, reason=asked.reason, **people)


def _person(email: str, capacity: str, customer: Customer) -> User:
    """Who has this address and can answer in a capacity."""
    able = loads(capacity, timezone.localdate(), customer.pk).values()
    found = next((person for person, _ in able if person.email.lower() == email.lower()), None)
    if found is None:
        raise PersonUnknown(email=email)
    return found


def _visible(request: SignedIn) -> QuerySet[Decision]:
    seen: QuerySet[Decision] = Decision.objects.visible_to(request.user)
    return seen.select_related(*RELATED).prefetch_related("votes__by")


def _seen(request: SignedIn, number: int) -> Decision:
    return get_object_or_404(_visible(request), number=number)


def _tagged(response: HttpResponse, row: Decision) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    return decision_told(row)
