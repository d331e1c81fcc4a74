"""The doors of the programme for other programs: where it stands, the executive agenda, the communication log.

Closing a gate, appointing a champion and deciding an item are acts of a person at a screen.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Answer, Asked, Limit, etag, newest_first, refuse_stale
from clave.programme.api_board_pack import router as board_pack
from clave.programme.api_communication import router as communication
from clave.programme.api_leading import router as leading
from clave.programme.models import AgendaItem, ExecutiveMeeting
from clave.programme.operations import agenda as operations
from clave.programme.queries import agenda as queries
from clave.programme.queries.known import Known
from clave.programme.queries.stages import PhaseStanding, stages
from clave.programme.rules.agenda import ItemKind

PROGRAMME = gettext_noop("Programme")
router = Router(tags=[PROGRAMME])
router.add_router("", communication)
router.add_router("", board_pack)
router.add_router("", leading)


class ItemAsked(Asked):
    """What is wanted of the executive committee; the owner by person code, the meeting by its number."""

    kind: ItemKind
    what: str = Field(min_length=1, max_length=300)
    why: str = Field("", max_length=1_000)
    owner: str = Field(min_length=1, max_length=64)
    due_on: date
    meeting: int | None = Field(None, ge=1, lt=2**31)


class ItemNew(ItemAsked):
    """The same, and which decided item it corrects."""

    corrects: int | None = Field(None, ge=1, lt=2**31)


class ItemTold(Answer):
    """An item of the agenda; its customer is null where the token's owner does not see that key account."""

    number: int
    kind: str
    what: str
    why: str
    customer: str | None
    owner: str
    due_on: date
    meets_on: date | None
    carried: int
    state: str
    verdict: str
    decision: str
    decided_on: date | None
    done_on: date | None
    corrects: int | None


class Items(Answer):
    """A page of the agenda, newest first."""

    items: list[ItemTold]
    next_cursor: str | None


class ElementStands(Answer):
    """One element of a phase: its score of 0 to 4, null where nothing is known, and what shows it."""

    key: str
    name: str
    score: int | None
    fact: str
    is_computed: bool


class PhaseStands(Answer):
    """One phase, its elements, and when its gate closed."""

    phase: str
    standing: int
    is_ready: bool
    gate_closed_on: date | None
    elements: list[ElementStands]


class ProgrammeStands(Answer):
    """Where the whole programme stands; no index with fewer than five key accounts."""

    as_of: date
    purpose: str | None
    horizon_years: int | None
    year: int
    reached: int
    index: float | None
    phases: list[PhaseStands]


@router.get("/programme", response=ProgrammeStands, url_name="programme", summary=gettext_noop("Where it stands"))
@requires(Action.SEE_PROGRAMME)
def programme(request: SignedIn) -> dict[str, Any]:
    """Every phase with its elements, what shows each, and the gates."""
    found = stages(Known(timezone.localdate()))
    charter = found.charter
    return {
        "as_of": timezone.localdate(),
        "purpose": charter.purpose if charter else None,
        "horizon_years": charter.horizon_years if charter else None,
        "year": found.year,
        "reached": found.found.reached,
        "index": found.found.index if found.has_index else None,
        "phases": [_phase(each) for each in found.phases],
    }


@router.get("/agenda", response=Items, url_name="agenda", summary=gettext_noop("The executive agenda"))
@requires(Action.SEE_PROGRAMME)
def agenda(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every item, newest first."""
    rows = AgendaItem.objects.visible_to(request.user)
    found = newest_first(rows, limit, cursor, lambda row: {"row": row})
    keys = [each["row"].pk for each in found["items"]]
    told = queries.items(request.user, timezone.localdate(), AgendaItem.objects.filter(pk__in=keys))
    newest = sorted(told, key=lambda each: -each.row.number)
    return {"items": [item_told(each) for each in newest], "next_cursor": found["next_cursor"]}


@router.post(
    "/agenda", response={201: ItemTold}, url_name="agenda", summary=gettext_noop("Put something on the agenda")
)
@requires(Action.WRITE_AGENDA)
def put(request: SignedIn, response: HttpResponse, asked: ItemNew) -> Status[Any]:
    """Bring something before the executive committee."""
    corrects = get_object_or_404(AgendaItem, number=asked.corrects) if asked.corrects else None
    made = operations.put_on_agenda(by=request.user, corrects=corrects, **_said(asked))
    response.headers["Location"] = f"/api/v1/agenda/{made.number}"
    return Status(201, _tagged(request, response, made))


@router.get(
    "/agenda/{int:number}", response=ItemTold, url_name="agenda-item", openapi_extra=ETAG,
    summary=gettext_noop("One item of the agenda"),
)  # fmt: skip
@requires(Action.SEE_PROGRAMME)
def item(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """One item; its ETag is what a change of it needs."""
    return _tagged(request, response, _seen(request, number))


@router.put(
    "/agenda/{int:number}", response=ItemTold, url_name="agenda-item", openapi_extra=IF_MATCH,
    summary=gettext_noop("Word an open item anew"),
)  # fmt: skip
@requires(Action.WRITE_AGENDA)
def change(request: SignedIn, response: HttpResponse, number: int, asked: ItemAsked) -> dict[str, Any]:
    """Replace what is said of an item that is not decided."""
    found = _seen(request, number)
    refuse_stale(request, found.version)
    changed = operations.change_item(by=request.user, item=found, based_on=found.version, **_said(asked))
    return _tagged(request, response, changed)


@router.post(
    "/agenda/{int:number}/done", response=ItemTold, url_name="finish-agenda-item",
    summary=gettext_noop("Say that what was decided is done"),
)  # fmt: skip
@requires(Action.WRITE_AGENDA)
def done(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """Finish what was agreed."""
    return _tagged(request, response, operations.finish_item(by=request.user, item=_seen(request, number)))


def item_told(each: queries.Item) -> dict[str, Any]:
    """An item as the API tells it."""
    row = each.row
    same = (
        "number",
        "kind",
        "what",
        "why",
        "due_on",
        "carried",
        "state",
        "verdict",
        "decision",
        "decided_on",
        "done_on",
    )
    return {
        **{name: getattr(row, name) for name in same},
        "customer": each.about.customer.code if each.about else None,
        "owner": row.owner.person_code,
        "meets_on": row.meeting.meets_on if row.meeting else None,
        "corrects": row.corrects.number if row.corrects else None,
    }


def _phase(each: PhaseStanding) -> dict[str, Any]:
    elements = [
        {"key": one.element.key, "name": gettext(one.element.name), "score": one.score, "fact": one.fact,
         "is_computed": one.is_computed}
        for one in each.elements
    ]  # fmt: skip
    closed = each.closing.closed_on if each.closing else None
    told = {"phase": each.phase.value, "standing": each.standing, "is_ready": each.is_ready}
    return {**told, "gate_closed_on": closed, "elements": elements}


def _said(asked: ItemAsked) -> dict[str, Any]:
    said = {name: getattr(asked, name) for name in ("kind", "what", "why", "due_on")}
    owner = get_object_or_404(Person, person_code=asked.owner)
    meeting = get_object_or_404(ExecutiveMeeting, number=asked.meeting) if asked.meeting else None
    return {**said, "owner": owner, "meeting": meeting}


def _seen(request: SignedIn, number: int) -> AgendaItem:
    found: AgendaItem = get_object_or_404(AgendaItem.objects.visible_to(request.user), number=number)
    return found


def _tagged(request: SignedIn, response: HttpResponse, row: AgendaItem) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    rows = AgendaItem.objects.visible_to(request.user).filter(pk=row.pk)
    return item_told(queries.items(request.user, timezone.localdate(), rows)[0])
