"""The doors of sponsors and their visits for other programs; what was told is for persons alone (field class F4)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field, WithJsonSchema

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import (
    ETAG,
    IF_MATCH,
    After,
    Answer,
    Asked,
    Limit,
    Line,
    etag,
    newest_first,
    page,
    read_cursor,
    refuse_stale,
)
from clave.portfolio.models import KeyAccount
from clave.sponsorship.gates import changes_visits_of
from clave.sponsorship.models import FollowUp, Visit, VisitReport
from clave.sponsorship.operations import reporting, sponsoring, visiting
from clave.sponsorship.queries import visits as told_of
from clave.sponsorship.queries.holders import Holder
from clave.sponsorship.queries.sponsors import Sponsored, sponsored
from clave.sponsorship.rules.cadence import FEWEST_A_YEAR, MOST_A_YEAR

SPONSORS = gettext_noop("Sponsors and visits")
CUSTOMER = "key_account__customer"
router = Router(tags=[SPONSORS])
Hour = Annotated[time, WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"})]
"""In the company's time zone."""


class RhythmAsked(Asked):
    """How many times a year a key account is visited."""

    visits_a_year: int = Field(ge=FEWEST_A_YEAR, le=MOST_A_YEAR)


class WhenAsked(Asked):
    """The day of a visit, and the hour in the company's time zone where it is known."""

    visit_on: date
    hour: Hour | None = None


class VisitAsked(WhenAsked):
    """A visit to a key account, by the customer's code."""

    customer: str = Field(min_length=1, max_length=64)


class CallOffAsked(Asked):
    """Why a visit does not take place."""

    reason: Line


class SponsorTold(Answer):
    """Who sponsors a key account, from when to when."""

    name: str
    person: str | None
    valid_from: date
    valid_to: date | None


class SponsorshipFlagTold(Answer):
    """One thing that is wrong with how a key account is sponsored."""

    kind: str
    words: str


class SponsorshipTold(Answer):
    """One key account with its sponsors, how often it is visited, and how the visits stand."""

    customer: str
    name: str
    sponsors: list[SponsorTold]
    visits_a_year: int
    last_visit_on: date | None
    next_visit_on: date | None
    due_on: date
    standing: str
    flags: list[SponsorshipFlagTold]


class Sponsorships(Answer):
    """A page of key accounts, by code."""

    items: list[SponsorshipTold]
    next_cursor: str | None


class VisitTold(Answer):
    """One visit: the day, the moment where it is known, and where it stands."""

    id: int
    customer: str
    visit_on: date
    starts_at: datetime | None
    duration_minutes: int
    state: str
    called_off_reason: str
    version: int


class Visits(Answer):
    """A page of visits, the newest entry first."""

    items: list[VisitTold]
    next_cursor: str | None


class ReportTold(Answer):
    """That a visit was told of, by whom and when; what was told is for persons at a screen."""

    id: int
    visit: int
    customer: str
    visit_on: date
    by: str | None
    at: datetime


class Reports(Answer):
    """A page of reports, the newest first."""

    items: list[ReportTold]
    next_cursor: str | None


class FollowUpTold(Answer):
    """An action or a risk of the token's owner: for which key account, and by when; the sentence is for persons."""

    id: int
    customer: str
    kind: str
    due_on: date
    done_on: date | None


class FollowUps(Answer):
    """A page of actions and risks, the newest first."""

    items: list[FollowUpTold]
    next_cursor: str | None


@router.get(
    "/sponsorships", response=Sponsorships, url_name="sponsorships",
    summary=gettext_noop("Who sponsors which key account, and how the visits stand"),
)  # fmt: skip
@requires(Action.SEE_SPONSORS)
def sponsorships(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every key account in scope with its sponsors and visits, by code."""
    after = read_cursor(cursor, str)
    found = sorted(sponsored(request.user, timezone.localdate()), key=lambda each: each.customer.code)
    rest = [each for each in found if not after or each.customer.code > after[0]]
    shown, following = page(rest, limit, lambda each: (each.customer.code,))
    return {"items": [sponsorship_told(each) for each in shown], "next_cursor": following}


@router.get(
    "/sponsorships/{customer:code}", response=SponsorshipTold, url_name="sponsorship", openapi_extra=ETAG,
    summary=gettext_noop("Who sponsors one key account"),
)  # fmt: skip
@requires(Action.SEE_SPONSORS)
def sponsorship(request: SignedIn, response: HttpResponse, code: str) -> dict[str, Any]:
    """One key account; its ETag is what changing the rhythm needs."""
    return _tagged(response, _sponsored(request, code))


@router.put(
    "/sponsorships/{customer:code}/rhythm", response=SponsorshipTold, url_name="visit-rhythm", openapi_extra=IF_MATCH,
    summary=gettext_noop("Say how often a key account is visited"),
)  # fmt: skip
@requires(Action.CHANGE_SPONSORS)
def set_rhythm(request: SignedIn, response: HttpResponse, code: str, asked: RhythmAsked) -> dict[str, Any]:
    """Set the rhythm of visits."""
    row = _sponsored(request, code)
    refuse_stale(request, _version(row))
    told: dict[str, Any] = {"visits_a_year": asked.visits_a_year, "based_on": _version(row)}
    sponsoring.set_rhythm(by=request.user, key_account=row.key_account, **told)
    return _tagged(response, _sponsored(request, code))


@router.get(
    "/visits", response=Visits, url_name="visits", summary=gettext_noop("Visits, planned, told of or called off")
)
@requires(Action.SEE_SPONSORS)
def visits(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The visits to the key accounts in scope, the newest entry first."""
    rows = Visit.objects.visible_to(request.user).select_related(CUSTOMER)
    return newest_first(rows, limit, cursor, visit_told, by="pk")


@router.post("/visits", response={201: VisitTold}, url_name="visits", summary=gettext_noop("Plan a visit"))
@requires(Action.PLAN_VISITS)
def plan(request: SignedIn, response: HttpResponse, asked: VisitAsked) -> Status[Any]:
    """Put a visit to a key account of one's own on a day."""
    seen = KeyAccount.objects.visible_to(request.user).current().filter(changes_visits_of(request.user, "customer"))
    held = get_object_or_404(seen, customer__code=asked.customer)
    made = visiting.plan_visit(by=request.user, key_account=held, visit_on=asked.visit_on, hour=asked.hour)
    response.headers["Location"] = f"/api/v1/visits/{made.pk}"
    response.headers["ETag"] = etag(made.version)
    return Status(201, visit_told(made))


@router.get(
    "/visits/{int:pk}", response=VisitTold, url_name="visit", openapi_extra=ETAG, summary=gettext_noop("One visit")
)
@requires(Action.SEE_SPONSORS)
def visit(request: SignedIn, response: HttpResponse, pk: int) -> dict[str, Any]:
    """One visit; its ETag is what moving it or calling it off needs."""
    seen = Visit.objects.visible_to(request.user).select_related(CUSTOMER)
    return _visit(response, get_object_or_404(seen, pk=pk))


@router.put(
    "/visits/{int:pk}", response=VisitTold, url_name="visit", openapi_extra=IF_MATCH,
    summary=gettext_noop("Put a visit on another day"),
)  # fmt: skip
@requires(Action.PLAN_VISITS)
def move(request: SignedIn, response: HttpResponse, pk: int, asked: WhenAsked) -> dict[str, Any]:
    """Move a visit."""
    found = _planned(request, pk)
    told: dict[str, Any] = {"visit_on": asked.visit_on, "hour": asked.hour, "based_on": found.version}
    return _visit(response, visiting.move_visit(by=request.user, visit=found, **told))


@router.post(
    "/visits/{int:pk}/call-off", response=VisitTold, url_name="call-off-visit", openapi_extra=IF_MATCH,
    summary=gettext_noop("Say that a visit does not take place"),
)  # fmt: skip
@requires(Action.PLAN_VISITS)
def call_off(request: SignedIn, response: HttpResponse, pk: int, asked: CallOffAsked) -> dict[str, Any]:
    """Call a visit off, for a reason."""
    found = _planned(request, pk)
    return _visit(response, visiting.call_off_visit(by=request.user, visit=found, reason=asked.reason))


@router.get("/reports", response=Reports, url_name="reports", summary=gettext_noop("Which visits were told of"))
@requires(Action.SEE_SPONSORS)
def reports(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """That visits were told of, by whom and when, the newest first."""
    seen = Visit.objects.visible_to(request.user).values("pk")
    rows = VisitReport.objects.filter(visit__in=seen).select_related(f"visit__{CUSTOMER}", "by")
    return newest_first(rows, limit, cursor, report_told, by="pk")


@router.get(
    "/follow-ups", response=FollowUps, url_name="follow-ups",
    summary=gettext_noop("What the owner of the token is to do of what sponsors told"),
)  # fmt: skip
@requires(Action.SEE_SPONSORS)
def follow_ups(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The owner's actions and risks, the newest first."""
    rows = FollowUp.objects.visible_to(request.user).select_related(f"note__report__visit__{CUSTOMER}")
    return newest_first(rows, limit, cursor, follow_up_told, by="pk")


@router.post(
    "/follow-ups/{int:pk}/done", response=FollowUpTold, url_name="finish-follow-up",
    summary=gettext_noop("Say that an action was done or a risk is gone"),
)  # fmt: skip
@requires(Action.PLAN_VISITS)
def finish(request: SignedIn, pk: int) -> dict[str, Any]:
    """Finish one of the owner's own."""
    found = get_object_or_404(told_of.finishable(request.user), pk=pk)
    return follow_up_told(reporting.finish_follow_up(by=request.user, follow_up=found))


def sponsorship_told(row: Sponsored) -> dict[str, Any]:
    """A key account with its sponsors as the API tells it."""
    return {
        "customer": row.customer.code,
        "name": row.customer.name,
        "sponsors": [_holder(each) for each in row.sponsors],
        "visits_a_year": row.visits_a_year,
        "last_visit_on": row.last.visit_on if row.last else None,
        "next_visit_on": row.next.visit_on if row.next else None,
        "due_on": row.rhythm.due_on,
        "standing": row.standing.value,
        "flags": [{"kind": each.kind, "words": each.words} for each in row.flags],
    }


def visit_told(row: Visit) -> dict[str, Any]:
    """A visit as the API tells it."""
    same = ("visit_on", "starts_at", "duration_minutes", "state", "called_off_reason", "version")
    return {"id": row.pk, "customer": row.key_account.customer.code, **{name: getattr(row, name) for name in same}}


def report_told(row: VisitReport) -> dict[str, Any]:
    """A report as the API tells it: nothing of what it says."""
    about = {"visit": row.visit_id, "customer": row.visit.key_account.customer.code, "visit_on": row.visit.visit_on}
    return {"id": row.pk, **about, "by": str(row.by) if row.by else None, "at": row.at}


def follow_up_told(row: FollowUp) -> dict[str, Any]:
    """An action or a risk as the API tells it: nothing of its sentence."""
    customer = row.note.report.visit.key_account.customer.code
    return {"id": row.pk, "customer": customer, "kind": row.kind, "due_on": row.due_on, "done_on": row.done_on}


def _sponsored(request: SignedIn, code: str) -> Sponsored:
    seen = KeyAccount.objects.visible_to(request.user).current()
    held = get_object_or_404(seen, customer__code=code)
    return sponsored(request.user, timezone.localdate(), only=held)[0]


def _planned(request: SignedIn, pk: int) -> Visit:
    """A visit that the owner plans, in the version that was read."""
    seen = Visit.objects.visible_to(request.user).planned_by(request.user).select_related(CUSTOMER)
    found: Visit = get_object_or_404(seen, pk=pk)
    refuse_stale(request, found.version)
    return found


def _visit(response: HttpResponse, row: Visit) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    return visit_told(row)


def _tagged(response: HttpResponse, row: Sponsored) -> dict[str, Any]:
    response.headers["ETag"] = etag(_version(row))
    return sponsorship_told(row)


def _version(row: Sponsored) -> int:
    return row.rhythm_row.version if row.rhythm_row else 0


def _holder(each: Holder) -> dict[str, Any]:
    days = {"valid_from": each.assignment.valid_from, "valid_to": each.assignment.valid_to}
    return {"name": each.name, "person": each.person.person_code if each.person else None, **days}
