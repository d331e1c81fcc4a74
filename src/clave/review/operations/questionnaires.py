"""The customer's own rating: a link that is told once, lives some days, takes one answer, and can be revoked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.access.tokens import digest_of
from clave.ledger.models import Contact
from clave.review.models import Questionnaire, Rating, RelationshipReview
from clave.review.rules import review_refusals as refusals
from clave.review.rules.relationship_review import LINK_DAYS, points_fit
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

TRIES_A_MINUTE = 20
"""So often one network address may ask for questionnaires in a minute; who guesses is put off."""


@transaction.atomic
def ask_customer(
    *,
    by: User | None,
    review: RelationshipReview,
    contact: Contact | None,
    language: str,
    days: int = LINK_DAYS,
) -> tuple[Questionnaire, str]:
    """A link for one answer, and the word in it, told here and never again. Raises MattersMissing."""
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    if not review.matters.exists():
        raise refusals.MattersMissing
    word = secrets.token_urlsafe(32)
    made = Questionnaire.objects.create(
        review=review,
        contact=contact,
        digest=digest_of(word),
        language=language,
        expires_at=timezone.now() + timedelta(days=days),
        by=by,
    )
    _record(by, "asked", made)
    return made, word


@transaction.atomic
def revoke_questionnaire(*, by: User | None, questionnaire: Questionnaire) -> Questionnaire:
    """End a link at once; an ended one stays ended. Raises LinkAnswered."""
    refuse_unless(by, Action.CHANGE_RELATIONSHIPS)
    journal.lock()
    found: Questionnaire = Questionnaire.objects.select_related("review").get(pk=questionnaire.pk)
    if found.answered_at:
        raise refusals.LinkAnswered
    if found.revoked_at is None:
        found.revoked_at = timezone.now()
        found.save(update_fields=["revoked_at"])
        _record(by, "revoked", found)
    return found


def open_questionnaire(word: str, address: str) -> Questionnaire:
    """The questionnaire that a word opens now. Raises LinkNotOpen, the same for guessed, used, ended and revoked ones."""
    if not _may_try(address):
        raise refusals.LinkNotOpen
    rows = Questionnaire.objects.filter(digest=digest_of(word))
    found: Questionnaire | None = rows.select_related("review__key_account__customer", "by").first()
    if found is None or not found.is_open(timezone.now()):
        raise refusals.LinkNotOpen
    return found


@transaction.atomic
def answer_questionnaire(
    *, questionnaire: Questionnaire, importance: Mapping[int, int], ours: Mapping[int, int], comment: str = ""
) -> Questionnaire:
    """Keep what the customer thinks of every thing, by its key; once. Raises LinkNotOpen and RatingsMissing."""
    journal.lock()
    found: Questionnaire = Questionnaire.objects.select_related("review").get(pk=questionnaire.pk)
    if not found.is_open(timezone.now()):
        raise refusals.LinkNotOpen
    asked = list(found.review.matters.values_list("pk", flat=True))
    if not (points_fit(importance, asked) and points_fit(ours, asked)):
        raise refusals.RatingsMissing
    Rating.objects.bulk_create(
        Rating(questionnaire=found, matter_id=each, importance=importance[each], ours=ours[each]) for each in asked
    )
    found.answered_at, found.comment = timezone.now(), comment.strip()
    found.save(update_fields=["answered_at", "comment"])
    _record(None, "answered", found)
    return found


def _may_try(address: str) -> bool:
    """Count one try from this network address in this minute, over all processes."""
    key = f"questionnaire|{digest_of(address)}|{int(timezone.now().timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) <= TRIES_A_MINUTE


def _record(by: User | None, event: str, questionnaire: Questionnaire) -> None:
    after = {"questionnaire": questionnaire.pk, "expires_at": questionnaire.expires_at.isoformat()}
    journal.record(
        by=by,
        event=f"review.questionnaire.{event}",
        subject=questionnaire.review,
        after=after,
        holds=FieldClass.F5,
    )
