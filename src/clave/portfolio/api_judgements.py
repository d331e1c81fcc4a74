"""The doors of judgements for other programs: what raters say of one customer, and giving one's own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Asked, Limit, page, read_cursor
from clave.ledger.models import Customer
from clave.portfolio.models import Judgement
from clave.portfolio.operations.judging import judge_customer
from clave.portfolio.queries.judgements import in_reach, said_of

JUDGEMENTS = gettext_noop("Judgements")
router = Router(tags=[JUDGEMENTS])


class JudgementAsked(Asked):
    """A score on one judged criterion, 10000 for a 10, with what was seen or heard."""

    criterion: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    score_thousandths: int
    evidence: str = Field(min_length=1, max_length=1_000)
    rival_thousandths: int | None = None
    rival: str = Field("", max_length=120)
    confirmed_on: date | None = None


class JudgementTold(Answer):
    """What one rater says of a customer on one criterion now; the own manager's does not count."""

    criterion: str
    rater: str
    score_thousandths: int
    rival_thousandths: int | None
    rival: str
    evidence: str
    confirmed_on: date | None
    at: datetime
    counts: bool


class Judgements(Answer):
    """A page of judgements, newest first."""

    items: list[JudgementTold]
    next_cursor: str | None


@router.get(
    "/customers/{customer:code}/judgements", response=Judgements, url_name="judgements",
    summary=gettext_noop("What raters say of a customer"),
)  # fmt: skip
@requires(Action.JUDGE_CUSTOMERS)
def judgements(request: SignedIn, code: str, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The newest judgement of every rater on every criterion."""
    rows, after = said_of(_customer(request, code)), read_cursor(cursor, int)
    if after:
        rows = rows.filter(pk__lt=after[0])
    shown, following = page(rows.order_by("-pk")[: limit + 1], limit, lambda each: (each.pk,))
    return {"items": [judgement_told(each) for each in shown], "next_cursor": following}


@router.post(
    "/customers/{customer:code}/judgements", response={201: JudgementTold}, url_name="judgements",
    summary=gettext_noop("Judge a customer on one criterion"),
)  # fmt: skip
@requires(Action.JUDGE_CUSTOMERS)
def judge(request: SignedIn, code: str, asked: JudgementAsked) -> Status[Any]:
    """Give the owner's score; what the owner said before stays, and counts no more."""
    made = judge_customer(by=request.user, customer=_customer(request, code), **asked.dict())
    return Status(201, judgement_told(made))


def judgement_told(row: Judgement) -> dict[str, Any]:
    """A judgement as the API tells it."""
    same = ("score_thousandths", "rival_thousandths", "rival", "evidence", "confirmed_on", "at", "counts")
    return {
        **{name: getattr(row, name) for name in same},
        "criterion": row.criterion_key,
        "rater": str(row.rater),
    }


def _customer(request: SignedIn, code: str) -> Customer:
    """The customer, where its judging is in the owner's reach."""
    seen = Customer.objects.filter(in_reach(request.user, timezone.localdate()))
    found: Customer = get_object_or_404(seen, code=code)
    return found
