"""The doors of relationship reviews for other programs: what mattered when, how we stood, what the customer said."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Limit, newest_first
from clave.review.models import RelationshipReview
from clave.review.queries import relationship_reviews as queries

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
    """What followed from a review."""

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


@router.get("/relationship-reviews", response=ReviewsTold, url_name="relationship-reviews", summary=REVIEWS)
@requires(Action.SEE_RELATIONSHIPS)
def reviews(request: SignedIn, limit: Limit = 50, cursor: After = "", customer: str = "") -> dict[str, Any]:
    """The relationship reviews in scope; those of one customer where `customer` names it."""
    rows = RelationshipReview.objects.visible_to(request.user).select_related("key_account__customer")
    if customer:
        rows = rows.filter(key_account__customer__code=customer)
    return newest_first(rows, limit, cursor, told, by="pk")


@router.get(
    "/relationship-reviews/{int:pk}", response=ReviewTold, url_name="relationship-review",
    summary=gettext_noop("One relationship review"),
)  # fmt: skip
@requires(Action.SEE_RELATIONSHIPS)
def review(request: SignedIn, pk: int) -> dict[str, Any]:
    """One relationship review with what followed."""
    rows = RelationshipReview.objects.visible_to(request.user).select_related("key_account__customer")
    return told(get_object_or_404(rows, pk=pk))


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
    actions = [
        {"what": each.what, "owner": each.owner.person_code, "due_on": each.due_on, "done_on": each.done_on}
        for each in found.actions
    ]
    head = {name: getattr(row, name) for name in ("held_on", "conclusion", "next_on", "version")}
    who = {"id": row.pk, "customer": row.key_account.customer.code, "is_closed": not row.is_open}
    return {**who, **head, "answers": found.answers, "matters": matters, "actions": actions}
