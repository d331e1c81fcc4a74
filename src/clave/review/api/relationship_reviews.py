"""The doors of relationship reviews for other programs: what mattered when, how we stood, what the customer said."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.queries.relationships import key_accounts_written
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Answer, Asked, Limit, etag, newest_first, refuse_stale
from clave.portfolio.models import KeyAccount
from clave.review.models import RelationshipReview, ReviewAction
from clave.review.operations import relationship_reviews as operations
from clave.review.operations.relationship_reviews import Written
from clave.review.queries import relationship_reviews as queries
from clave.review.rules.relationship_review import HIGHEST, LOWEST, MOST_MATTERS

REVIEWS = gettext_noop("Relationship reviews")
router = Router(tags=[REVIEWS])


class MatterTold(Answer):
    """One thing that mattered; the customer's points are averages of the answers, null without any."""

    rank: int
    was: int | None
    what: str
    standing: str
    ours: int | None
    rivals: int | None
    rival: str
    reason: str
    importance: float | None
    theirs: float | None
    gap: float | None


class ReviewActionTold(Answer):
    """What followed from a review; its id is what finishing it needs."""

    id: int
    what: str
    owner: str
    due_on: date
    done_on: date | None


class ReviewTold(Answer):
    """One relationship review."""

    id: int
    customer: str
    held_on: date
    is_closed: bool
    conclusion: str
    next_on: date | None
    answers: int
    matters: list[MatterTold]
    actions: list[ReviewActionTold]
    version: int


class ReviewsTold(Answer):
    """A page of reviews, the newest first."""

    items: list[ReviewTold]
    next_cursor: str | None


Point = Annotated[int, Field(ge=LOWEST, le=HIGHEST)] | None


class MatterAsked(Asked):
    """One thing that matters, with points from 1 to 5 for us and for the best rival; its place in the list is its rank."""

    what: str = Field(min_length=1, max_length=120)
    ours: Point = None
    rivals: Point = None
    rival: str = Field("", max_length=120)
    reason: str = Field("", max_length=300)


class ReviewBegun(Asked):
    """A review of a key account, held today where no day is given."""

    customer: str = Field(min_length=1, max_length=64)
    held_on: date | None = None


class ReviewAsked(Asked):
    """What matters to the customer, the most important first."""

    matters: list[MatterAsked] = Field(min_length=1, max_length=MOST_MATTERS)


class CloseAsked(Asked):
    """What is concluded, and the day of the next review."""

    conclusion: str = Field(min_length=1, max_length=1_000)
    next_on: date


class ReviewActionAsked(Asked):
    """What follows from a review, who of ours does it, and by when."""

    what: str = Field(min_length=1, max_length=300)
    owner: str = Field(min_length=1, max_length=64, description="The code of the person who does it.")
    due_on: date


@router.get("/relationship-reviews", response=ReviewsTold, url_name="relationship-reviews", summary=REVIEWS)
@requires(Action.SEE_RELATIONSHIPS)
def reviews(request: SignedIn, limit: Limit = 50, cursor: After = "", customer: str = "") -> dict[str, Any]:
    """The relationship reviews in scope; those of one customer where `customer` names it."""
    rows = RelationshipReview.objects.visible_to(request.user).select_related("key_account__customer")
    if customer:
        rows = rows.filter(key_account__customer__code=customer)
    return newest_first(rows, limit, cursor, told, by="pk")


@router.post(
    "/relationship-reviews", response={201: ReviewTold}, url_name="relationship-reviews",
    summary=gettext_noop("Begin a relationship review"),
)  # fmt: skip
@requires(Action.CHANGE_RELATIONSHIPS)
def begin(request: SignedIn, response: HttpResponse, asked: ReviewBegun) -> Status[Any]:
    """Begin a review with what mattered at the last one."""
    held: KeyAccount = get_object_or_404(key_accounts_written(request.user), customer__code=asked.customer)
    made = operations.begin_review(by=request.user, key_account=held, held_on=asked.held_on)
    response.headers["Location"] = f"/api/v1/relationship-reviews/{made.pk}"
    return Status(201, _tagged(response, made))


@router.put(
    "/relationship-reviews/{int:pk}", response=ReviewTold, url_name="relationship-review", openapi_extra=IF_MATCH,
    summary=gettext_noop("Write what matters to the customer"),
)  # fmt: skip
@requires(Action.CHANGE_RELATIONSHIPS)
def write(request: SignedIn, response: HttpResponse, pk: int, asked: ReviewAsked) -> dict[str, Any]:
    """Say what matters, in its order, and how we stand; needs the version that was read."""
    found = _own(request, pk)
    refuse_stale(request, found.version)
    matters = [Written(each.what, each.ours, each.rivals, each.rival, each.reason) for each in asked.matters]
    made = operations.write_review(by=request.user, review=found, matters=matters, based_on=found.version)
    return _tagged(response, made)


@router.post(
    "/relationship-reviews/{int:pk}/close", response=ReviewTold, url_name="close-relationship-review",
    openapi_extra=IF_MATCH, summary=gettext_noop("Close a relationship review"),
)  # fmt: skip
@requires(Action.CHANGE_RELATIONSHIPS)
def close(request: SignedIn, response: HttpResponse, pk: int, asked: CloseAsked) -> dict[str, Any]:
    """Close a review with what is concluded and the day of the next; needs the version that was read."""
    found = _own(request, pk)
    refuse_stale(request, found.version)
    words: dict[str, Any] = {"conclusion": asked.conclusion, "next_on": asked.next_on}
    return _tagged(response, operations.close_review(by=request.user, review=found, based_on=found.version, **words))


@router.get(
    "/relationship-reviews/{int:pk}", response=ReviewTold, url_name="relationship-review", openapi_extra=ETAG,
    summary=gettext_noop("One relationship review"),
)  # fmt: skip
@requires(Action.SEE_RELATIONSHIPS)
def review(request: SignedIn, response: HttpResponse, pk: int) -> dict[str, Any]:
    """One relationship review with what followed; its ETag is what a change of it needs."""
    rows = RelationshipReview.objects.visible_to(request.user).select_related("key_account__customer")
    return _tagged(response, get_object_or_404(rows, pk=pk))


@router.post(
    "/relationship-reviews/{int:pk}/actions", response={201: ReviewActionTold}, url_name="review-actions",
    summary=gettext_noop("Say what follows from a relationship review"),
)  # fmt: skip
@requires(Action.CHANGE_RELATIONSHIPS)
def add_action(request: SignedIn, pk: int, asked: ReviewActionAsked) -> Status[Any]:
    """Put an action on the list of a review."""
    owner = Person.objects.filter(person_code=asked.owner, is_active=True).first()
    words: dict[str, Any] = {"what": asked.what, "owner": owner, "due_on": asked.due_on}
    return Status(201, _action(operations.add_action(by=request.user, review=_own(request, pk), **words)))


@router.post(
    "/review-actions/{int:pk}/done", response=ReviewActionTold, url_name="finish-review-action",
    summary=gettext_noop("Say that an action of a relationship review is done"),
)  # fmt: skip
@requires(Action.CHANGE_RELATIONSHIPS)
def finish_action(request: SignedIn, pk: int) -> dict[str, Any]:
    """Finish an action of a review; said twice, it stays with the first day."""
    found: ReviewAction = get_object_or_404(ReviewAction.objects.written_by(request.user), pk=pk)
    return _action(operations.finish_action(by=request.user, action=found))


def _action(row: ReviewAction) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("what", "due_on", "done_on")}
    return {"id": row.pk, "owner": row.owner.person_code, **plain}


def _own(request: SignedIn, pk: int) -> RelationshipReview:
    rows = RelationshipReview.objects.written_by(request.user).select_related("key_account__customer")
    found: RelationshipReview = get_object_or_404(rows, pk=pk)
    return found


def _tagged(response: HttpResponse, row: RelationshipReview) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    return told(row)


def told(row: RelationshipReview) -> dict[str, Any]:
    """A review as the API tells it, with the ranks of the one before it."""
    earlier = RelationshipReview.objects.filter(key_account=row.key_account_id, pk__lt=row.pk).order_by("-pk").first()
    found = queries.reviewed(row, earlier)
    plain = ("rank", "what", "ours", "rivals", "rival", "reason")
    matters = [
        {
            **{name: getattr(each.matter, name) for name in plain},
            "standing": each.matter.as_matter.standing.value,
            **{name: getattr(each, name) for name in ("was", "importance", "theirs", "gap")},
        }
        for each in found.rows
    ]
    actions = [_action(each) for each in found.actions]
    head = {name: getattr(row, name) for name in ("held_on", "conclusion", "next_on", "version")}
    who = {"id": row.pk, "customer": row.key_account.customer.code, "is_closed": not row.is_open}
    return {**who, **head, "answers": found.answers, "matters": matters, "actions": actions}
