"""The doors of requests outside the charter for other programs: their list, one of them, and asking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Asked, Limit, newest_first
from clave.portfolio.models import ExceptionRequest
from clave.portfolio.operations.exceptions import ask_exception
from clave.portfolio.queries.evidence import choosable

EXCEPTIONS = gettext_noop("Exceptions")
router = Router(tags=[EXCEPTIONS])


class ExceptionAsked(Asked):
    """For which customer somebody asks, on which ground and why."""

    customer_code: str = Field(min_length=1, max_length=300)
    ground: str = Field(max_length=20)
    reason: str = Field(max_length=1_000)
    on_behalf_of: str = Field("", max_length=200)


class ExceptionTold(Answer):
    """One request and what the charter answered, with the figures it knew; scores in thousandths of a point."""

    number: int
    customer_code: str
    asked_by: str
    on_behalf_of: str
    ground: str
    reason: str
    ranking: str | None
    verdict: str
    figures: dict[str, Any]
    asked_at: datetime


class Exceptions(Answer):
    """A page of requests, newest first."""

    items: list[ExceptionTold]
    next_cursor: str | None


@router.get(
    "/exceptions", response=Exceptions, url_name="exceptions",
    summary=gettext_noop("Requests outside the charter, newest first"),
)  # fmt: skip
@requires(Action.SEE_DECISIONS)
def exceptions(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every request in the owner's reach."""
    return newest_first(_visible(request), limit, cursor, exception_told)


@router.post(
    "/exceptions", response={201: ExceptionTold}, url_name="exceptions",
    summary=gettext_noop("Ask for a customer outside the charter"),
)  # fmt: skip
@requires(Action.ASK_EXCEPTIONS)
def ask(request: SignedIn, response: HttpResponse, asked: ExceptionAsked) -> Status[Any]:
    """Ask; the charter answers at once by the score, and both stay for ever."""
    given = asked.dict()
    customer = get_object_or_404(choosable(request.user), code=given.pop("customer_code"))
    made = ask_exception(by=request.user, customer=customer, **given)
    response.headers["Location"] = f"/api/v1/exceptions/{made.number}"
    return Status(201, exception_told(made))


@router.get(
    "/exceptions/{int:number}", response=ExceptionTold, url_name="exception",
    summary=gettext_noop("One request outside the charter"),
)  # fmt: skip
@requires(Action.SEE_DECISIONS)
def exception(request: SignedIn, number: int) -> dict[str, Any]:
    """One request, with what the charter said and on which figures."""
    return exception_told(get_object_or_404(_visible(request), number=number))


def exception_told(row: ExceptionRequest) -> dict[str, Any]:
    """A request as the API tells it."""
    same = ("number", "on_behalf_of", "ground", "reason", "verdict", "figures", "asked_at")
    return {
        **{name: getattr(row, name) for name in same},
        "customer_code": row.customer.code,
        "asked_by": str(row.asked_by),
        "ranking": row.ranking.short_code if row.ranking else None,
    }


def _visible(request: SignedIn) -> QuerySet[ExceptionRequest]:
    seen: QuerySet[ExceptionRequest] = ExceptionRequest.objects.visible_to(request.user)
    return seen.select_related("customer", "asked_by", "ranking")
