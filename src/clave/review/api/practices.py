"""The doors of practices for other programs: the cards, where each was copied, and what became of it there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Answer, Asked, Limit, etag, newest_first, refuse_stale
from clave.portfolio.models import KeyAccount
from clave.review.models import Adoption, Practice
from clave.review.operations import practices as operations
from clave.review.practice_gates import copied_to
from clave.review.queries import practices as queries
from clave.review.rules.practices import Measured, Source, Verdict

PRACTICES = gettext_noop("Practices")
router = Router(tags=[PRACTICES])


class PracticeTold(Answer):
    """One practice card, how often it was copied, judged, and found to work.

    The customer is null for a card from outside, and where the token's owner does not see that key account.
    """

    number: int
    title: str
    what: str
    fits: str
    measure: str
    source: str
    source_words: str
    customer: str | None
    evidence: str
    evidence_path: str
    copied: int
    judged: int
    worked: int
    version: int


class PracticesTold(Answer):
    """A page of cards, the newest first."""

    items: list[PracticeTold]
    next_cursor: str | None


class AdoptionTold(Answer):
    """A practice at a key account: who sees to it, the measure before and after, and the verdict, empty while it is open."""

    id: int
    practice: int
    customer: str
    owner: str
    started_on: date
    follow_up_on: date
    before: float | None
    after: float | None
    verdict: str
    note: str
    judged_on: date | None
    version: int


class AdoptionsTold(Answer):
    """A page of adoptions, the newest first."""

    items: list[AdoptionTold]
    next_cursor: str | None


class PracticeAsked(Asked):
    """A card: from inside with the key account by its customer's code, or from outside with its source in words."""

    title: str = Field(min_length=1, max_length=120)
    what: str = Field(min_length=1, max_length=1_000)
    fits: str = Field(min_length=1, max_length=600)
    measure: Measured
    source: Source
    customer: str | None = Field(None, max_length=64)
    source_words: str = Field("", max_length=300)
    evidence: str = Field(min_length=1, max_length=600)
    evidence_path: str = Field("", max_length=300)


class AdoptionAsked(Asked):
    """To which key account a practice is copied, who sees to it (by person code), when it is looked at again."""

    customer: str = Field(min_length=1, max_length=64)
    owner: str = Field(min_length=1, max_length=64)
    follow_up_on: date


class VerdictAsked(Asked):
    """What became of it; too early needs a later day."""

    verdict: Verdict
    note: str = Field(min_length=1, max_length=600)
    follow_up_on: date | None = None


@router.get("/practices", response=PracticesTold, url_name="practices", summary=PRACTICES)
@requires(Action.SEE_PRACTICES)
def practices(request: SignedIn, limit: Limit = 50, cursor: After = "", q: str = "") -> dict[str, Any]:
    """The practice cards that hold the words of `q`."""
    rows = queries.practices(request.user, q[:100]).select_related("key_account__customer")
    seen = _seen(request)
    return newest_first(rows, limit, cursor, lambda row: _told(row, seen), by="number")


@router.post(
    "/practices", response={201: PracticeTold}, url_name="practices", summary=gettext_noop("Write a practice card")
)
@requires(Action.SHARE_PRACTICES)
def share(request: SignedIn, response: HttpResponse, asked: PracticeAsked) -> Status[Any]:
    """Write a card."""
    said = {**asked.dict(exclude={"customer"}), "key_account": _named(request, asked.customer)}
    made = operations.share_practice(by=request.user, **said)
    response.headers["Location"] = f"/api/v1/practices/{made.number}"
    return Status(201, _tagged(request, response, made.number))


@router.get(
    "/practices/{int:number}", response=PracticeTold, url_name="practice", openapi_extra=ETAG,
    summary=gettext_noop("One practice card"),
)  # fmt: skip
@requires(Action.SEE_PRACTICES)
def practice(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    """One card; its ETag is what a change of it needs."""
    return _tagged(request, response, number)


@router.put(
    "/practices/{int:number}", response=PracticeTold, url_name="practice", openapi_extra=IF_MATCH,
    summary=gettext_noop("Word a practice card anew"),
)  # fmt: skip
@requires(Action.SHARE_PRACTICES)
def change(request: SignedIn, response: HttpResponse, number: int, asked: PracticeAsked) -> dict[str, Any]:
    """Replace what a card of one's own says; the champion any. Needs the version that was read."""
    found: Practice = get_object_or_404(Practice.objects.written_by(request.user), number=number)
    refuse_stale(request, found.version)
    named = _named(request, asked.customer, queries.named_in(request.user, found))
    said = queries.kept_name(request.user, found, {**asked.dict(exclude={"customer"}), "key_account": named})
    operations.change_practice(by=request.user, practice=found, based_on=found.version, **said)
    return _tagged(request, response, number)


@router.get(
    "/practices/adoptions", response=AdoptionsTold, url_name="adoptions",
    summary=gettext_noop("Where practices were copied"),
)  # fmt: skip
@requires(Action.SEE_PRACTICES)
def adoptions(request: SignedIn, limit: Limit = 50, cursor: After = "", practice: int | None = None) -> dict[str, Any]:
    """The adoptions at the key accounts in scope; of one card where `practice` names it."""
    rows = _adoptions(Adoption.objects.visible_to(request.user))
    if practice is not None:
        rows = rows.filter(practice__number=practice)
    return newest_first(rows, limit, cursor, adoption_told, by="pk")


@router.post(
    "/practices/{int:number}/adoptions", response={201: AdoptionTold}, url_name="adopt-practice",
    summary=gettext_noop("Copy a practice to a key account"),
)  # fmt: skip
@requires(Action.SHARE_PRACTICES)
def adopt(request: SignedIn, response: HttpResponse, number: int, asked: AdoptionAsked) -> Status[Any]:
    """Copy a card to a key account that one manages, and keep its measure of today."""
    found = get_object_or_404(Practice.objects.visible_to(request.user), number=number)
    held = get_object_or_404(copied_to(request.user), customer__code=asked.customer)
    owner = get_object_or_404(Person, person_code=asked.owner)
    words: dict[str, Any] = {"key_account": held, "owner": owner, "follow_up_on": asked.follow_up_on}
    made = operations.adopt_practice(by=request.user, practice=found, **words)
    response.headers["Location"] = f"/api/v1/practices/adoptions/{made.pk}"
    return Status(201, _adoption_tagged(response, made))


@router.get(
    "/practices/adoptions/{int:pk}", response=AdoptionTold, url_name="adoption", openapi_extra=ETAG,
    summary=gettext_noop("One copied practice"),
)  # fmt: skip
@requires(Action.SEE_PRACTICES)
def adoption(request: SignedIn, response: HttpResponse, pk: int) -> dict[str, Any]:
    """One adoption; its ETag is what judging it needs."""
    found: Adoption = get_object_or_404(_adoptions(Adoption.objects.visible_to(request.user)), pk=pk)
    return _adoption_tagged(response, found)


@router.post(
    "/practices/adoptions/{int:pk}/judge", response=AdoptionTold, url_name="judge-adoption", openapi_extra=IF_MATCH,
    summary=gettext_noop("Say whether a copied practice worked"),
)  # fmt: skip
@requires(Action.SHARE_PRACTICES)
def judge(request: SignedIn, response: HttpResponse, pk: int, asked: VerdictAsked) -> dict[str, Any]:
    """Judge it once, with the measure of today; too early moves the follow-up. Needs the version that was read."""
    found: Adoption = get_object_or_404(_adoptions(Adoption.objects.written_by(request.user)), pk=pk)
    refuse_stale(request, found.version)
    made = operations.judge_adoption(by=request.user, adoption=found, based_on=found.version, **asked.dict())
    return _adoption_tagged(response, made)


def _named(request: SignedIn, code: str | None, among: Any = None) -> KeyAccount | None:
    """The key account of a customer code, among those that may be named; None for none."""
    if code is None:
        return None
    rows = copied_to(request.user) if among is None else among
    found: KeyAccount = get_object_or_404(rows.select_related("customer"), customer__code=code)
    return found


def _adoptions(rows: Any) -> Any:
    return rows.select_related("practice", "key_account__customer", "owner")


def _tagged(request: SignedIn, response: HttpResponse, number: int) -> dict[str, Any]:
    rows = queries.practices(request.user).select_related("key_account__customer")
    found = get_object_or_404(rows, number=number)
    response.headers["ETag"] = etag(found.version)
    return _told(found, _seen(request))


def _seen(request: SignedIn) -> set[int]:
    """The key accounts whose name this person may read."""
    return set(KeyAccount.objects.visible_to(request.user).values_list("pk", flat=True))


def _told(row: Any, seen: set[int]) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in PracticeTold.model_fields if name != "customer"}
    return {**same, "customer": row.key_account.customer.code if row.key_account_id in seen else None}


def _adoption_tagged(response: HttpResponse, row: Adoption) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    return adoption_told(row)


def adoption_told(row: Adoption) -> dict[str, Any]:
    """An adoption as the API tells it."""
    plain = ("started_on", "follow_up_on", "before", "after", "verdict", "note", "judged_on", "version")
    who = {"practice": row.practice.number, "customer": row.key_account.customer.code, "owner": row.owner.person_code}
    return {"id": row.pk, **who, **{name: getattr(row, name) for name in plain}}
