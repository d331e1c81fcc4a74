"""The doors of people at key accounts for other programs (class F5): read, place, say where somebody stands, log a talk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.operations import relationships as operations
from clave.accounts.queries import relationships as queries
from clave.accounts.rules.relationship_terms import Part, Stance, Way
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Answer, Asked, Limit, Line, etag, page, read_cursor, refuse_stale
from clave.ledger.models import Contact
from clave.sponsorship.rules.consent import may_tell

RELATIONSHIPS = gettext_noop("People at key accounts")
router = Router(tags=[RELATIONSHIPS])


class PlaceAsked(Asked):
    """A person's part in the decision, and the boss by contact number; null where it is not known."""

    part: Part | None = None
    reports_to: str | None = Field(None, max_length=64)


class StanceAsked(Asked):
    """Where somebody stands since a day, and why."""

    stance: Stance
    reason: Line
    said_on: date
    is_confirmed: bool = False


class TieAsked(Asked):
    """How well one of ours, by code, knows somebody: rungs from 0 to 4, today and as it is wanted."""

    person: str = Field(min_length=1, max_length=64)
    today: int = Field(ge=0, le=4)
    wanted: int = Field(ge=0, le=4)


class TouchAsked(Asked):
    """That one of ours, by code, met, called or wrote to somebody on a day."""

    person: str = Field(min_length=1, max_length=64)
    on: date
    way: Way


class TieTold(Answer):
    """One of ours who knows somebody, or should."""

    person: str
    today: int
    wanted: int


class PersonTold(Answer):
    """One person at a key account; who does not want to be on record has no name here."""

    contact_id: str
    customer: str
    full_name: str | None
    role: str
    part: str | None
    reports_to: str | None
    stance: str | None
    stance_reason: str | None
    stance_on: date | None
    ties: list[TieTold]
    last_word_on: date | None
    flags: list[str]
    version: int


class PeopleTold(Answer):
    """A page of people, by contact number."""

    items: list[PersonTold]
    next_cursor: str | None


@router.get("/relationships", response=PeopleTold, url_name="relationships", summary=RELATIONSHIPS)
@requires(Action.SEE_RELATIONSHIPS)
def relationships(request: SignedIn, limit: Limit = 50, cursor: After = "", customer: str = "") -> dict[str, Any]:
    """The people of customers in scope; those of one customer where `customer` names it."""
    rows, after = queries.contacts_seen(request.user).order_by("contact_id"), read_cursor(cursor, str)
    if after:
        rows = rows.filter(contact_id__gt=after[0])
    if customer:
        rows = rows.filter(customer__code=customer)
    shown, following = page(rows[: limit + 1], limit, lambda each: (each.contact_id,))
    found = queries.person_rows(shown, timezone.localdate())
    return {"items": [told(each) for each in found], "next_cursor": following}


@router.get(
    "/relationships/{str:contact_id}", response=PersonTold, url_name="relationship", openapi_extra=ETAG,
    summary=gettext_noop("One person at a key account"),
)  # fmt: skip
@requires(Action.SEE_RELATIONSHIPS)
def relationship(request: SignedIn, response: HttpResponse, contact_id: str) -> dict[str, Any]:
    """One person; the ETag is what a change of part and boss needs."""
    found = get_object_or_404(queries.contacts_seen(request.user), contact_id=contact_id)
    return _tagged(response, found)


@router.put(
    "/relationships/{str:contact_id}", response=PersonTold, url_name="relationship", openapi_extra=IF_MATCH,
    summary=gettext_noop("Say somebody's part and boss"),
)  # fmt: skip
@requires(Action.CHANGE_RELATIONSHIPS)
def place(request: SignedIn, response: HttpResponse, contact_id: str, asked: PlaceAsked) -> dict[str, Any]:
    """Say what part somebody has in the decision, and to whom they report."""
    found = _own(request, contact_id)
    version = _row(found).version
    refuse_stale(request, version)
    boss = None
    if asked.reports_to:
        boss = get_object_or_404(queries.contacts_seen(request.user), contact_id=asked.reports_to)
    operations.place_person(
        by=request.user,
        contact=found,
        customer=found.customer,
        part=asked.part or "",
        reports_to=boss,
        based_on=version,
    )
    return _tagged(response, found)


@router.post(
    "/relationships/{str:contact_id}/stance", response={201: PersonTold}, url_name="say-stance",
    summary=gettext_noop("Say where somebody stands"),
)  # fmt: skip
@requires(Action.CHANGE_RELATIONSHIPS)
def stance(request: SignedIn, response: HttpResponse, contact_id: str, asked: StanceAsked) -> Status[Any]:
    """Say where somebody stands and why; what was said before stays."""
    found = _own(request, contact_id)
    operations.say_stance(by=request.user, contact=found, **asked.dict())
    return Status(201, _tagged(response, found))


@router.post(
    "/relationships/{str:contact_id}/tie", response={201: PersonTold}, url_name="say-tie",
    summary=gettext_noop("Say how well one of ours knows somebody"),
)  # fmt: skip
@requires(Action.CHANGE_RELATIONSHIPS)
def tie(request: SignedIn, response: HttpResponse, contact_id: str, asked: TieAsked) -> Status[Any]:
    """Say how well one of ours knows somebody, today and as it is wanted; twice 0 ends it."""
    found = _own(request, contact_id)
    operations.say_tie(
        by=request.user, contact=found, person=_ours(asked.person), today=asked.today, wanted=asked.wanted
    )
    return Status(201, _tagged(response, found))


@router.post(
    "/relationships/{str:contact_id}/touch", response={201: PersonTold}, url_name="log-touch",
    summary=gettext_noop("Log a talk with somebody"),
)  # fmt: skip
@requires(Action.CHANGE_RELATIONSHIPS)
def touch(request: SignedIn, response: HttpResponse, contact_id: str, asked: TouchAsked) -> Status[Any]:
    """Say that one of ours met, called or wrote to somebody; the same twice is once."""
    found = _own(request, contact_id)
    operations.log_touch(by=request.user, contact=found, person=_ours(asked.person), on=asked.on, way=asked.way)
    return Status(201, _tagged(response, found))


def told(row: queries.PersonRow) -> dict[str, Any]:
    """A person as the API tells it."""
    said, boss = row.stance, row.boss
    return {
        "contact_id": row.contact.contact_id,
        "customer": row.contact.customer.code,
        "full_name": row.contact.full_name if row.is_named else None,
        "role": row.contact.role if may_tell(row.contact.consent, "role") else "",
        "part": row.part or None,
        "reports_to": boss.contact_id if boss else None,
        "stance": said.stance if said else None,
        "stance_reason": said.reason if said else None,
        "stance_on": said.said_on if said else None,
        "ties": [{"person": t.person.person_code, "today": t.today, "wanted": t.wanted} for t in row.ties],
        "last_word_on": row.touch.on if row.touch else None,
        "flags": [flag.kind for flag, _ in row.flags],
        "version": row.version,
    }


def _own(request: SignedIn, contact_id: str) -> Contact:
    found: Contact = get_object_or_404(queries.contacts_written(request.user), contact_id=contact_id)
    return found


def _ours(code: str) -> Person:
    found: Person = get_object_or_404(Person.objects.get_queryset(), person_code=code)
    return found


def _row(contact: Contact) -> queries.PersonRow:
    return queries.person_rows([contact], timezone.localdate())[0]


def _tagged(response: HttpResponse, contact: Contact) -> dict[str, Any]:
    row = _row(contact)
    response.headers["ETag"] = etag(row.version)
    return told(row)
