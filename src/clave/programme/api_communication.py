"""The doors of the communication log for other programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.company.models import Function, Person
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Asked, Limit, Line, newest_first
from clave.portfolio.models import KeyAccount
from clave.programme.models import Site, Telling
from clave.programme.operations import communication as operations
from clave.programme.queries import communication as queries

COMMUNICATION = gettext_noop("Communication")
router = Router(tags=[COMMUNICATION])


class TellingAsked(Asked):
    """A message, who heard it (functions and sites by name), when and from whom (by person code), about which customer."""

    message: str = Field(min_length=1, max_length=300)
    functions: list[str] = Field(min_length=1, max_length=100)
    sites: list[str] = Field(min_length=1, max_length=100)
    told_on: date
    told_by: str = Field(min_length=1, max_length=64)
    how: str = Field("", max_length=200)
    customer: str | None = Field(None, max_length=64)


class TakenBackAsked(Asked):
    """Why the entry is wrong."""

    reason: Line = Field(max_length=300)


class SiteFunctionTold(Answer):
    """A function at a site."""

    function: str
    site: str


class TellingTold(Answer):
    """One entry; message and customer are null where it is about a key account that the token's owner does not see."""

    number: int
    message: str | None
    customer: str | None
    told_on: date
    told_by: str
    how: str
    heard: list[SiteFunctionTold]
    taken_back: str


class Tellings(Answer):
    """A page of the log, newest entry first."""

    items: list[TellingTold]
    next_cursor: str | None


@router.get("/communication", response=Tellings, url_name="communication", summary=gettext_noop("Who heard what"))
@requires(Action.SEE_PROGRAMME)
def communication(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The log, newest entry first."""
    found = newest_first(Telling.objects.visible_to(request.user), limit, cursor, lambda row: {"key": row.pk})
    rows = Telling.objects.filter(pk__in=[each["key"] for each in found["items"]])
    return {"items": _told(request, rows), "next_cursor": found["next_cursor"]}


@router.get(
    "/communication/gaps",
    response=list[SiteFunctionTold],
    url_name="gaps",
    summary=gettext_noop("Who has not heard it"),
)
@requires(Action.SEE_PROGRAMME)
def gaps(request: SignedIn) -> list[dict[str, str]]:
    """Every function at its site that heard no message about the programme within a year."""
    found = queries.never_reached(timezone.localdate()).order_by("heard", "function__name", "site__name")
    return [{"function": who, "site": where} for who, where in found.values_list("function__name", "site__name")]


@router.post(
    "/communication", response={201: TellingTold}, url_name="communication", summary=gettext_noop("Log a message")
)
@requires(Action.LOG_MESSAGES)
def tell(request: SignedIn, response: HttpResponse, asked: TellingAsked) -> Status[Any]:
    """Log a message for several functions and sites at once."""
    seen = KeyAccount.objects.visible_to(request.user).current()
    held = get_object_or_404(seen, customer__code=asked.customer) if asked.customer else None
    made = operations.log_telling(
        by=request.user,
        words=asked.message,
        told_on=asked.told_on,
        told_by=get_object_or_404(Person, person_code=asked.told_by),
        functions=list(Function.objects.filter(name__in=asked.functions)),
        sites=list(Site.objects.filter(name__in=asked.sites)),
        key_account=held,
        how=asked.how,
    )
    return Status(201, _told(request, Telling.objects.filter(pk=made.pk))[0])


@router.post(
    "/communication/{int:number}/take-back", response=TellingTold, url_name="take-back",
    summary=gettext_noop("Say that an entry is wrong"),
)  # fmt: skip
@requires(Action.LOG_MESSAGES)
def take_back(request: SignedIn, number: int, asked: TakenBackAsked) -> dict[str, Any]:
    """Take an entry back: it no longer counts, and stays."""
    found = get_object_or_404(Telling.objects.visible_to(request.user), number=number)
    operations.take_back(by=request.user, telling=found, reason=asked.reason)
    return _told(request, Telling.objects.filter(pk=found.pk))[0]


def _told(request: SignedIn, rows: QuerySet[Telling]) -> list[dict[str, Any]]:
    """Entries as the API tells them, the highest number first."""
    entries = queries.log(request.user, timezone.localdate(), rows)
    return [_entry(each) for each in sorted(entries, key=lambda each: -each.telling.number)]


def _entry(entry: queries.Entry) -> dict[str, Any]:
    telling = entry.telling
    return {
        "number": telling.number,
        "message": None if entry.is_hidden else telling.message.words,
        "customer": entry.about.customer.code if entry.about else None,
        "told_on": telling.told_on,
        "told_by": telling.told_by.person_code,
        "how": telling.how,
        "heard": [{"function": each.function.name, "site": each.site.name} for each in telling.hearings.all()],
        "taken_back": telling.taken_back_reason,
    }
