"""The relationship reviews of a key account as pages and tables show them: then, now, what changed, what the customer says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet
from django.utils.translation import gettext

from clave.accounts.queries.relationships import key_accounts_written
from clave.portfolio.models import KeyAccount
from clave.review.models import Questionnaire, Rating, RelationshipReview, ReviewAction, ReviewedMatter
from clave.review.rules.relationship_review import (
    CHANGE_WORDS,
    STANDING_NAMES,
    Change,
    Due,
    Gap,
    Standing,
    average,
    changes,
    due,
)

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN = 12


@dataclass(frozen=True)
class MatterRow:
    """One thing that matters: where it was, how we stand, and what the customer says of it."""

    matter: ReviewedMatter
    was: int | None
    importance: float | None
    theirs: float | None
    answers: int

    @property
    def gap(self) -> float | None:
        """Our points for ourselves less the customer's."""
        return Gap(self.matter.ours, self.theirs).points


@dataclass(frozen=True)
class Reviewed:
    """One review with the one before it."""

    review: RelationshipReview
    rows: list[MatterRow]
    changed: list[str]
    before: RelationshipReview | None
    actions: list[ReviewAction]
    questionnaires: list[Questionnaire]
    comments: list[str] = field(default_factory=list)

    @property
    def behind(self) -> list[MatterRow]:
        """The things on which the best rival is ahead of us."""
        return [each for each in self.rows if each.matter.as_matter.standing is Standing.BEHIND]

    @property
    def answers(self) -> int:
        """How many answers of the customer came back."""
        return sum(each.answered_at is not None for each in self.questionnaires)

    @property
    def overrated(self) -> list[MatterRow]:
        """The things where we think better of ourselves than the customer does, by a point or more."""
        return [each for each in self.rows if each.gap is not None and each.gap >= 1]


def reviews_of(user: User, key_account: KeyAccount) -> list[RelationshipReview]:
    """The reviews of a key account, the newest first."""
    seen = RelationshipReview.objects.visible_to(user).filter(key_account=key_account)
    return list(seen.select_related("by", "closed_by", "key_account__customer").order_by("-held_on", "-pk")[:SHOWN])


def reviewed(review: RelationshipReview, before: RelationshipReview | None) -> Reviewed:
    """One review, what changed since the one before, what followed, and what the customer says."""
    matters = list(review.matters.all())
    earlier = list(before.matters.all()) if before else []
    ranks = {each.as_matter.key: each.rank for each in earlier}
    ratings = list(Rating.objects.filter(matter__in=matters))
    rows = [
        _row(each, ranks.get(each.as_matter.key), [one for one in ratings if one.matter_id == each.pk])
        for each in matters
    ]
    found = changes([each.as_matter for each in earlier], [each.as_matter for each in matters]) if before else []
    asked = list(review.questionnaires.select_related("contact", "by"))
    return Reviewed(
        review=review,
        rows=rows,
        changed=[change_words(each.kind, each.what, each.was, each.now) for each in found],
        before=before,
        actions=list(review.actions.select_related("owner__function")),
        questionnaires=asked,
        comments=[each.comment for each in asked if each.comment],
    )


def glanced(user: User, key_account: KeyAccount) -> Reviewed | None:
    """The latest review that says what matters, at a glance: needs and standings beside the ranks of the one before."""
    seen = RelationshipReview.objects.visible_to(user).filter(key_account=key_account, matters__rank=1)
    latest = list(seen.prefetch_related("matters").order_by("-held_on", "-pk")[:2])
    if not latest:
        return None
    review, before = latest[0], latest[1] if len(latest) > 1 else None
    ranks = {each.as_matter.key: each.rank for each in before.matters.all()} if before else {}
    rows = [_row(each, ranks.get(each.as_matter.key), []) for each in review.matters.all()]
    return Reviewed(review, rows, [], before, [], [])


def change_words(kind: Change, what: str, was: str, now: str) -> str:
    """One change as a sentence."""
    words = {"what": what, "was": _said(was), "now": _said(now)}
    return gettext(CHANGE_WORDS[kind]) % words


def _said(value: str) -> str:
    return gettext(STANDING_NAMES[value]) if value in STANDING_NAMES else value


def _row(matter: ReviewedMatter, was: int | None, ratings: list[Rating]) -> MatterRow:
    return MatterRow(
        matter,
        was,
        average([each.importance for each in ratings]),
        average([each.ours for each in ratings]),
        len(ratings),
    )


def last_next_on(key_accounts: QuerySet[KeyAccount]) -> dict[int, date | None]:
    """The day of the next review of each key account; None where none was ever closed."""
    closed = RelationshipReview.objects.filter(key_account__in=key_accounts.values("pk")).exclude(closed_at=None)
    return dict(closed.order_by().values_list("key_account").annotate(last=Max("next_on")))


def due_reviews(user: User, on: date) -> Iterator[tuple[KeyAccount, Due, date | None]]:
    """The key accounts one manages whose review is due, soon due, or never took place."""
    own = key_accounts_written(user)
    days = last_next_on(own)
    for held in own:
        next_on = days.get(held.pk)
        state = due(next_on, on)
        if state is not Due.FINE:
            yield held, state, next_on
