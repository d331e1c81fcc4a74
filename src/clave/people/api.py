"""The doors of skills, profiles and appointments for other programs; appointing is a person's act at a screen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import IF_MATCH, After, Answer, Asked, Limit, Line, etag, page, read_cursor, refuse_stale
from clave.ledger.models import Customer
from clave.people.api_training import router as training
from clave.people.models import HandOverItem
from clave.people.operations.appointing import finish_item
from clave.people.operations.skills import change_profile
from clave.people.queries import appointments as managing
from clave.people.queries import skills as queries
from clave.people.rules.refusals import SkillUnknown
from clave.people.rules.skills import HIGHEST_LEVEL, Need
from clave.portfolio.models import KeyAccount

PEOPLE = gettext_noop("People")
router = Router(tags=[PEOPLE])
router.add_router("", training)


class SkillTold(Answer):
    """A skill and what its levels mean."""

    key: str
    group: str
    name: str
    level_1: str
    level_3: str
    level_5: str


class Skills(Answer):
    """A page of skills, by key."""

    items: list[SkillTold]
    next_cursor: str | None


class NeedAsked(Asked):
    """What a profile asks of one skill: the level, the floor below which nobody serves, and its weight."""

    level: int = Field(ge=0, le=HIGHEST_LEVEL)
    floor: int = Field(0, ge=0, le=HIGHEST_LEVEL)
    weight: int = Field(1, ge=0, le=100)


class ProfileAsked(Asked):
    """A profile as a whole, skill by skill, and why."""

    needs: dict[str, NeedAsked]
    reason: Line


class NeedTold(Answer):
    """What a profile asks of one skill."""

    skill: str
    level: int
    floor: int
    weight: int


class ProfileTold(Answer):
    """What the manager of a key account must be able to do; the default where it has no profile of its own."""

    customer: str | None
    is_own: bool
    needs: list[NeedTold]
    reason: str
    at: datetime | None


class HolderTold(Answer):
    """Who manages a key account or stands in, from when to when."""

    name: str
    person: str | None
    valid_from: date
    valid_to: date | None


class FlagTold(Answer):
    """One thing that is wrong with how a key account is managed."""

    kind: str
    words: str


class AppointmentTold(Answer):
    """One key account with managers, deputies, what is open to hand over and what is wrong."""

    customer: str
    name: str
    managers: list[HolderTold]
    deputies: list[HolderTold]
    open_items: int
    late_items: int
    flags: list[FlagTold]


class Appointments(Answer):
    """A page of key accounts, by code."""

    items: list[AppointmentTold]
    next_cursor: str | None


class HandOverItemTold(Answer):
    """One thing that is handed over."""

    id: int
    item: str
    due_on: date
    done_on: date | None


@router.get("/skills", response=Skills, url_name="skills", summary=gettext_noop("Skills and what their levels mean"))
@requires(Action.SEE_SKILLS)
def skills(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every skill in use, by key."""
    after = read_cursor(cursor, str)
    found = sorted(queries.specs(), key=lambda each: each.key)
    rest = [each for each in found if not after or each.key > after[0]]
    shown, following = page(rest, limit, lambda each: (each.key,))
    return {"items": [skill_told(each) for each in shown], "next_cursor": following}


@router.get(
    "/skill-profiles/default", response=ProfileTold, url_name="default-skill-profile",
    summary=gettext_noop("What any key account needs of its manager"),
)  # fmt: skip
@requires(Action.SEE_APPOINTMENTS)
def default_profile(request: SignedIn, response: HttpResponse) -> dict[str, Any]:
    """The profile that counts where a key account has none of its own."""
    return _tagged(response, None)


@router.put(
    "/skill-profiles/default", response=ProfileTold, url_name="default-skill-profile", openapi_extra=IF_MATCH,
    summary=gettext_noop("Change what any key account needs of its manager"),
)  # fmt: skip
@requires(Action.CHANGE_PROFILES)
def change_default(request: SignedIn, response: HttpResponse, asked: ProfileAsked) -> dict[str, Any]:
    """Write the default profile as a whole, for a reason."""
    return _changed(request, response, None, asked)


@router.get(
    "/skill-profiles/{customer:code}", response=ProfileTold, url_name="skill-profile",
    summary=gettext_noop("What a key account needs of its manager"),
)  # fmt: skip
@requires(Action.SEE_APPOINTMENTS)
def profile(request: SignedIn, response: HttpResponse, code: str) -> dict[str, Any]:
    """The profile that counts for a key account."""
    return _tagged(response, _customer(request, code))


@router.put(
    "/skill-profiles/{customer:code}", response=ProfileTold, url_name="skill-profile", openapi_extra=IF_MATCH,
    summary=gettext_noop("Change what a key account needs of its manager"),
)  # fmt: skip
@requires(Action.CHANGE_PROFILES)
def change(request: SignedIn, response: HttpResponse, code: str, asked: ProfileAsked) -> dict[str, Any]:
    """Write the profile of a key account as a whole, for a reason."""
    return _changed(request, response, _customer(request, code), asked)


@router.get(
    "/appointments", response=Appointments, url_name="appointments",
    summary=gettext_noop("Who manages which key account"),
)  # fmt: skip
@requires(Action.SEE_APPOINTMENTS)
def appointments(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """Every key account in scope with managers, deputies and what is wrong, by code."""
    after = read_cursor(cursor, str)
    found = sorted(managing.managed(request.user, timezone.localdate()), key=lambda each: each.customer.code)
    rest = [each for each in found if not after or each.customer.code > after[0]]
    shown, following = page(rest, limit, lambda each: (each.customer.code,))
    return {"items": [appointment_told(each) for each in shown], "next_cursor": following}


@router.get(
    "/appointments/{customer:code}", response=AppointmentTold, url_name="appointment",
    summary=gettext_noop("Who manages one key account"),
)  # fmt: skip
@requires(Action.SEE_APPOINTMENTS)
def appointment(request: SignedIn, code: str) -> dict[str, Any]:
    """One key account with managers, deputies and what is wrong."""
    seen = KeyAccount.objects.visible_to(request.user).current()
    held = get_object_or_404(seen, customer__code=code)
    return appointment_told(managing.managed(request.user, timezone.localdate(), only=held)[0])


@router.post(
    "/hand-over/{int:pk}/done", response=HandOverItemTold, url_name="finish-item",
    summary=gettext_noop("Say that something was handed over"),
)  # fmt: skip
@requires(Action.HAND_OVER)
def finish(request: SignedIn, pk: int) -> HandOverItem:
    """Call one thing done that is handed over with an own key account."""
    found = get_object_or_404(HandOverItem.objects.visible_to(request.user), pk=pk)
    return finish_item(by=request.user, item=found)


def skill_told(spec: Any) -> dict[str, Any]:
    """A skill as the API tells it, in the reader's language."""
    words = {name: gettext(getattr(spec, name)) for name in ("name", "level_1", "level_3", "level_5")}
    return {"key": spec.key, "group": spec.group.value, **words}


def appointment_told(row: managing.Managed) -> dict[str, Any]:
    """Who manages a key account, as the API tells it."""
    return {
        "customer": row.customer.code,
        "name": row.customer.name,
        "managers": [_holder(each) for each in row.managers],
        "deputies": [_holder(each) for each in row.deputies],
        "open_items": row.open_items,
        "late_items": row.late_items,
        "flags": [{"kind": each.kind, "words": each.words} for each in row.flags],
    }


def _holder(each: managing.Holder) -> dict[str, Any]:
    days = {"valid_from": each.assignment.valid_from, "valid_to": each.assignment.valid_to}
    return {"name": each.name, "person": each.person.person_code if each.person else None, **days}


def _customer(request: SignedIn, code: str) -> Customer:
    seen = KeyAccount.objects.visible_to(request.user).values("customer_id")
    return get_object_or_404(Customer, code=code, pk__in=seen)


def _changed(
    request: SignedIn, response: HttpResponse, customer: Customer | None, asked: ProfileAsked
) -> dict[str, Any]:
    number = queries.latest_number(customer)
    refuse_stale(request, number)
    known = {spec.key for spec in queries.specs()}
    for key in asked.needs.keys() - known:
        raise SkillUnknown(skill=key)
    needs = {key: Need(each.level, each.floor, each.weight) for key, each in asked.needs.items()}
    change_profile(by=request.user, customer=customer, needs=needs, reason=asked.reason, based_on=number)
    return _tagged(response, customer)


def _tagged(response: HttpResponse, customer: Customer | None) -> dict[str, Any]:
    """The profile that counts, with the version that a change of it needs."""
    held = queries.profile_of(customer)
    response.headers["ETag"] = etag(queries.latest_number(customer))
    needs = [
        {"skill": key, "level": each.level, "floor": each.floor, "weight": each.weight}
        for key, each in held.needs.items()
    ]
    told = {"reason": held.row.reason if held.row else "", "at": held.row.at if held.row else None}
    return {"customer": customer.code if customer else None, "is_own": held.is_own, "needs": needs, **told}
