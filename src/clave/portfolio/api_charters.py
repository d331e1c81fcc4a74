"""The doors of charters for other programs: read, draft and propose; approving is a person's act at a screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Answer, Asked, Limit, Line, etag, newest_first, refuse_stale
from clave.portfolio.models import Charter
from clave.portfolio.operations.charter import draft_charter, edit_charter, propose_charter, withdraw_charter
from clave.portfolio.queries.charter import whole
from clave.portfolio.rules.charter import CriterionTerms, Terms
from clave.portfolio.rules.states import Kind, Side

CHARTER = gettext_noop("Charter")
router = Router(tags=[CHARTER])
Words = Field("", max_length=300)


class CriterionAsked(Asked):
    """One criterion: what is a 10, a 5 and a 0, and how much it counts on its side, in hundredths of a percent."""

    key: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    name: str = Field(min_length=1, max_length=120)
    side: Literal["ours", "theirs"]
    kind: Literal["measured", "judged"]
    measure: str = Field("", max_length=40)
    anchor_10: str = Words
    anchor_5: str = Words
    anchor_0: str = Words
    anchor_values: list[str] = Field([], max_length=3)
    weight_hundredths: int = Field(0, ge=0, le=10_000)


class TermsAsked(Asked):
    """What a draft says: how many, from which score, and by which criteria."""

    first: int = Field(ge=1, le=32_767)
    theirs_share_percent: int = Field(ge=0, le=100)
    entry_line_thousandths: int = Field(ge=0, le=10_000)
    exit_line_thousandths: int = Field(ge=0, le=10_000)
    criteria: list[CriterionAsked] = Field(max_length=40)

    @property
    def terms(self) -> Terms:
        """The same, as the operation takes it."""
        given = self.dict()
        criteria = tuple(_criterion(each) for each in given.pop("criteria"))
        return Terms(criteria=criteria, **given)


class ReasonAsked(Asked):
    """Why it is done."""

    reason: Line


class CriterionTold(Answer):
    """One criterion of a charter."""

    key: str
    name: str
    side: str
    kind: str
    measure: str
    anchor_10: str
    anchor_5: str
    anchor_0: str
    anchor_values: list[str]
    weight_hundredths: int


class ApprovalTold(Answer):
    """One yes, and in which capacity."""

    by: str
    capacity: str
    at: datetime


class CharterTold(Answer):
    """One version of the charter with all that it says; its ETag is what a change of it needs."""

    number: int
    state: Literal["draft", "proposed", "locked", "replaced", "withdrawn"]
    version: int
    reason: str
    run: str | None
    first: int
    theirs_share_percent: int
    entry_line_thousandths: int
    exit_line_thousandths: int
    criteria: list[CriterionTold]
    approvals: list[ApprovalTold]
    drafted_by: str | None
    drafted_at: datetime
    proposed_by: str | None
    proposed_at: datetime | None
    sent_back_reason: str
    locked_at: datetime | None
    digest: str


class Charters(Answer):
    """A page of versions, newest first."""

    items: list[CharterTold]
    next_cursor: str | None


@router.get("/charters", response=Charters, url_name="charters", summary=gettext_noop("Versions of the charter"))
@requires(Action.SEE_CHARTER)
def charters(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every version, newest first, with its criteria."""
    return newest_first(whole(Charter.objects.visible_to(request.user)), limit, cursor, charter_told)


@router.post(
    "/charters", response={201: CharterTold}, url_name="charters", summary=gettext_noop("Draft the next version")
)
@requires(Action.CHANGE_CHARTER)
def draft(request: SignedIn, response: HttpResponse, asked: ReasonAsked) -> Status[Any]:
    """Begin the next version from the charter in force, or from a suggestion where none is."""
    made = draft_charter(by=request.user, reason=asked.reason)
    response.headers["Location"] = f"/api/v1/charters/{made.number}"
    return Status(201, _tagged(response, _seen(request, made.number)))


@router.get(
    "/charters/in-force", response=CharterTold, url_name="charter-in-force", openapi_extra=ETAG,
    summary=gettext_noop("The charter in force"),
)  # fmt: skip
@requires(Action.SEE_CHARTER)
def in_force(request: SignedIn, response: HttpResponse) -> dict[str, Any]:
    """The locked version by which candidates are ranked; absent until one is locked."""
    return _tagged(response, get_object_or_404(whole(Charter.objects.visible_to(request.user)), state="locked"))


@router.get(
    "/charters/{int:number}", response=CharterTold, url_name="charter", openapi_extra=ETAG,
    summary=gettext_noop("One version of the charter"),
)  # fmt: skip
@requires(Action.SEE_CHARTER)
def charter(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """One version, with its approvals and its seal."""
    return _tagged(response, _seen(request, number))


@router.put(
    "/charters/{int:number}", response=CharterTold, url_name="charter", openapi_extra=IF_MATCH,
    summary=gettext_noop("Write what a draft says"),
)  # fmt: skip
@requires(Action.CHANGE_CHARTER)
def edit(request: SignedIn, response: HttpResponse, number: int, asked: TermsAsked) -> dict[str, Any]:
    """Replace the terms of a draft as a whole; whatever else is in force stays as it is."""
    found = _unchanged(request, number)
    edit_charter(by=request.user, charter=found, version=found.version, terms=asked.terms)
    return _tagged(response, _seen(request, number))


@router.post(
    "/charters/{int:number}/propose", response=CharterTold, url_name="propose-charter", openapi_extra=IF_MATCH,
    summary=gettext_noop("Propose a draft to its approvers"),
)  # fmt: skip
@requires(Action.CHANGE_CHARTER)
def propose(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """Put a finished draft to its approvers, who approve it at a screen."""
    found = _unchanged(request, number)
    propose_charter(by=request.user, charter=found, version=found.version)
    return _tagged(response, _seen(request, number))


@router.post(
    "/charters/{int:number}/withdraw", response=CharterTold, url_name="withdraw-charter", openapi_extra=IF_MATCH,
    summary=gettext_noop("Give up a draft or a proposal"),
)  # fmt: skip
@requires(Action.CHANGE_CHARTER)
def withdraw(request: SignedIn, response: HttpResponse, number: int, asked: ReasonAsked) -> dict[str, Any]:
    """Give up a draft or a proposal, for a reason; it stays in the list of versions."""
    found = _unchanged(request, number)
    withdraw_charter(by=request.user, charter=found, version=found.version, reason=asked.reason)
    return _tagged(response, _seen(request, number))


def charter_told(charter: Charter) -> dict[str, Any]:
    """A version of the charter as the API tells it."""
    terms = ("first", "theirs_share_percent", "entry_line_thousandths", "exit_line_thousandths")
    facts = (
        "number",
        "state",
        "version",
        "reason",
        "drafted_at",
        "proposed_at",
        "sent_back_reason",
        "locked_at",
        "digest",
    )
    return {
        **{name: getattr(charter, name) for name in (*terms, *facts)},
        "run": charter.run.short_code if charter.run else None,
        "criteria": [CriterionTold.from_orm(each).dict() for each in charter.criteria.all()],
        "approvals": [{"by": str(e.by), "capacity": e.capacity, "at": e.at} for e in charter.approvals.all()],
        "drafted_by": _name(charter.drafted_by),
        "proposed_by": _name(charter.proposed_by),
    }


def _criterion(given: dict[str, Any]) -> CriterionTerms:
    told = {**given, "side": Side(given["side"]), "kind": Kind(given["kind"])}
    return CriterionTerms(**{**told, "anchor_values": tuple(given["anchor_values"])})


def _name(person: Any) -> str | None:
    return str(person) if person else None


def _seen(request: SignedIn, number: int) -> Charter:
    found: Charter = get_object_or_404(whole(Charter.objects.visible_to(request.user)), number=number)
    return found


def _unchanged(request: SignedIn, number: int) -> Charter:
    """The version that was read before it is changed."""
    found = _seen(request, number)
    refuse_stale(request, found.version)
    return found


def _tagged(response: HttpResponse, charter: Charter) -> dict[str, Any]:
    response.headers["ETag"] = etag(charter.version)
    return charter_told(charter)
