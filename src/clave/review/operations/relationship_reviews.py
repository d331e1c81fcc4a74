"""A relationship review: begin it from the last one, write it, close it with a conclusion, turn that into actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.portfolio.models import KeyAccount
from clave.review.models import Rating, RelationshipReview, ReviewAction, ReviewedMatter
from clave.review.rules import review_refusals as refusals
from clave.review.rules.relationship_review import MOST_MATTERS
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

CARRIED = ("what", "ours", "rivals", "rival", "reason")


@dataclass(frozen=True)
class Written:
    """One thing that matters, as it was written; its place in the list is its rank."""

    what: str
    ours: int | None = None
    rivals: int | None = None
    rival: str = ""
    reason: str = ""


@transaction.atomic
def begin_review(*, by: User | None, key_account: KeyAccount, held_on: date | None = None) -> RelationshipReview:
    """Begin a review with what mattered at the last one, so that only what changed is written. Raises ReviewOpenAlready."""
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    journal.lock()
    earlier = RelationshipReview.objects.filter(key_account=key_account)
    if earlier.filter(closed_at=None).exists():
        raise refusals.ReviewOpenAlready
    last = earlier.order_by("-held_on", "-pk").first()
    made = RelationshipReview.objects.create(key_account=key_account, held_on=held_on or timezone.localdate(), by=by)
    for each in last.matters.all() if last else ():
        ReviewedMatter.objects.create(review=made, rank=each.rank, **{name: getattr(each, name) for name in CARRIED})
    _record(by, "started", made)
    return made


@transaction.atomic
def write_review(
    *, by: User | None, review: RelationshipReview, matters: Sequence[Written], based_on: int
) -> RelationshipReview:
    """Say what matters, in order, and how we stand; `based_on` is the version that was read.

    Raises ReviewStale, ReviewClosed, MattersMissing, MattersTwice and, once the customer has rated them, MattersAsked.
    """
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    journal.lock()
    found, given = _open(review, based_on), [each for each in matters if each.what.strip()][:MOST_MATTERS]
    _refuse_matters(given)
    stands = list(found.matters.all())
    if Rating.objects.filter(matter__review=found).exists() and [m.what for m in stands] != [g.what for g in given]:
        raise refusals.MattersAsked
    before = _told(found)
    for rank, each in enumerate(given, start=1):
        values = {name: getattr(each, name) for name in CARRIED}
        ReviewedMatter.objects.update_or_create(review=found, rank=rank, defaults=values)
    found.matters.filter(rank__gt=len(given)).delete()
    _save(found)
    _record(by, "written", found, before=before)
    return found


@transaction.atomic
def close_review(
    *,
    by: User | None,
    review: RelationshipReview,
    conclusion: str,
    next_on: date,
    based_on: int,
    today: date | None = None,
) -> RelationshipReview:
    """Close a review with what is concluded and the day of the next; it stays as it is from then on.

    Raises ReviewStale, ReviewClosed, MattersMissing, ConclusionMissing and NextReviewPast.
    """
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    journal.lock()
    found = _open(review, based_on)
    if not found.matters.exists():
        raise refusals.MattersMissing
    if not conclusion.strip():
        raise refusals.ConclusionMissing
    if next_on <= (today or timezone.localdate()):
        raise refusals.NextReviewPast
    found.conclusion, found.next_on = conclusion.strip(), next_on
    found.closed_at, found.closed_by = timezone.now(), by
    _save(found, "conclusion", "next_on", "closed_at", "closed_by")
    _record(by, "closed", found)
    return found


@transaction.atomic
def add_action(
    *, by: User | None, review: RelationshipReview, what: str, owner: Person | None, due_on: date
) -> ReviewAction:
    """Say what follows from a review, who of ours does it, and by when."""
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    if not what.strip():
        raise refusals.ReviewActionMissing
    if owner is None:
        raise refusals.ReviewActionNeedsOwner
    made = ReviewAction.objects.create(review=review, what=what.strip(), owner=owner, due_on=due_on, by=by)
    after = {"what": made.what, "owner": owner.person_code, "due_on": due_on}
    journal.record(by=by, event="review.action.added", subject=review, after=after, holds=FieldClass.F5)
    return made


@transaction.atomic
def finish_action(*, by: User | None, action: ReviewAction, today: date | None = None) -> ReviewAction:
    """Say that what followed from a review is done; said twice, it stays with the first day."""
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    journal.lock()
    found: ReviewAction = ReviewAction.objects.select_related("review").get(pk=action.pk)
    if found.done_on is None:
        found.done_on = today or timezone.localdate()
        found.save(update_fields=["done_on"])
        journal.record(
            by=by, event="review.action.done", subject=found.review, after={"what": found.what}, holds=FieldClass.F5
        )
    return found


@transaction.atomic
def record_reviews_taken(*, by: User, key_account: KeyAccount, kind: str, rows: int) -> None:
    """Keep who took the reviews of a key account away, as what, and how many rows."""
    refuse_unless(by, Action.EXPORT_RELATIONSHIPS)
    after = {"customer": key_account.customer.code, "kind": kind, "rows": rows}
    journal.record(by=by, event="review.table.exported", subject=key_account, after=after, holds=FieldClass.F5)


def _open(review: RelationshipReview, based_on: int) -> RelationshipReview:
    found: RelationshipReview = RelationshipReview.objects.select_related("key_account__customer").get(pk=review.pk)
    if not found.is_open:
        raise refusals.ReviewClosed
    if found.version != based_on:
        raise refusals.ReviewStale
    return found


def _refuse_matters(given: Sequence[Written]) -> None:
    if not given:
        raise refusals.MattersMissing
    seen: set[str] = set()
    for each in given:
        key = " ".join(each.what.casefold().split())
        if key in seen:
            raise refusals.MattersTwice(what=each.what)
        seen.add(key)


def _save(review: RelationshipReview, *fields: str) -> None:
    review.version += 1
    review.save(update_fields=[*fields, "version"])


def _told(review: RelationshipReview) -> dict[str, Any]:
    matters = [[each.rank, each.what, each.ours, each.rivals] for each in review.matters.all()]
    closed = {"conclusion": review.conclusion, "next_on": review.next_on} if review.closed_at else {}
    return {"customer": review.key_account.customer.code, "matters": matters, **closed}


def _record(by: User | None, event: str, review: RelationshipReview, **images: Any) -> None:
    journal.record(
        by=by,
        event=f"review.relationship.{event}",
        subject=review,
        after=_told(review),
        holds=FieldClass.F5,
        **images,
    )
