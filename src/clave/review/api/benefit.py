"""The doors of the proof of benefit for other programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Limit, newest_first
from clave.review.models import BenefitStatement
from clave.review.operations.benefit import queue_statement
from clave.review.queries import benefit as queries
from clave.review.queries.benefit_told import as_json
from clave.review.rules.benefit import NoStatementYet, refuse_method

BENEFIT = gettext_noop("Benefit of the programme")
router = Router(tags=[BENEFIT])


class MethodTold(Answer):
    """One estimate with its 80 % interval, a year."""

    name: str
    estimate: str | None
    low: str | None
    high: str | None


class BenefitTold(Answer):
    """What the programme added, a year; null where nothing can be said."""

    estimate: str | None
    low: str | None
    high: str | None
    currency: str
    per: str
    methods: list[MethodTold]
    minimum_detectable: str | None
    is_claimed: bool
    cost: str | None
    net: str | None
    payback_months: float | None
    key_accounts: int
    donors: int
    warning: str | None
    warnings: list[str]
    statement: str
    run: str
    as_of: date
    digest: str


class StatementTold(Answer):
    """One statement, whatever became of it; `benefit` once it is done."""

    code: str
    state: str
    run: str
    queued_at: datetime
    finished_at: datetime | None
    benefit: BenefitTold | None


class StatementsTold(Answer):
    """A page of statements, the newest first."""

    items: list[StatementTold]
    next_cursor: str | None


@router.get("/benefit", response=BenefitTold, url_name="benefit", summary=BENEFIT)
@requires(Action.SEE_BENEFIT)
def benefit(request: SignedIn, method: str = "") -> dict[str, Any]:
    """The newest finished statement; a bare before-and-after figure is refused (422)."""
    refuse_method(method)
    found = queries.latest_statement(request.user)
    if found is None:
        raise NoStatementYet
    return _by_method(as_json(found), method)


@router.get(
    "/benefit/statements", response=StatementsTold, url_name="benefit-statements",
    summary=gettext_noop("Statements of the benefit, newest first"),
)  # fmt: skip
@requires(Action.SEE_BENEFIT)
def statements(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every statement, whatever became of it."""
    rows = BenefitStatement.objects.visible_to(request.user).select_related("run")
    return newest_first(rows, limit, cursor, told)


@router.post(
    "/benefit/statements", response={202: StatementTold}, url_name="benefit-statements",
    summary=gettext_noop("Have the benefit stated"),
)  # fmt: skip
@requires(Action.STATE_BENEFIT)
def state(request: SignedIn, response: HttpResponse) -> Status[Any]:
    """Have the benefit stated from the latest run; the same inputs give the statement there is."""
    made = queue_statement(by=request.user)
    response.headers["Location"] = f"/api/v1/benefit/statements/{made.short_code}"
    return Status(202, told(made))


@router.get(
    "/benefit/statements/{statement}", response=StatementTold, url_name="benefit-statement",
    summary=gettext_noop("One statement of the benefit"),
)  # fmt: skip
@requires(Action.SEE_BENEFIT)
def one_statement(request: SignedIn, statement: str) -> dict[str, Any]:
    """One statement."""
    rows = BenefitStatement.objects.visible_to(request.user).select_related("run")
    return told(get_object_or_404(rows, short_code=statement))


def told(found: BenefitStatement) -> dict[str, Any]:
    """A statement as the API tells it."""
    same = {name: getattr(found, name) for name in ("state", "queued_at", "finished_at")}
    head = {"code": found.short_code, "run": found.run.short_code}
    return {**head, **same, "benefit": as_json(found) if found.is_done else None}


def _by_method(found: dict[str, Any], method: str) -> dict[str, Any]:
    """The same with the estimate of one method in front, where one was asked for and is there."""
    chosen = next((each for each in found["methods"] if each["name"] == method), None)
    return {**found, **{part: chosen[part] for part in ("estimate", "low", "high")}} if chosen else found
