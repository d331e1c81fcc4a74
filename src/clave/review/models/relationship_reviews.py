"""Relationship reviews: what mattered to the customer then, ranked, with our standing; what followed; what the customer said."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clave.company.models import Person
from clave.ledger.models import Contact
from clave.portfolio.models import KeyAccount
from clave.review.relationship_review_gates import OfReviewedAccounts, OfReviews
from clave.review.rules.relationship_review import STANDING_MARKS, STANDING_NAMES, Matter

USER = settings.AUTH_USER_MODEL
IN_RANGE = Q(ours=None) | Q(ours__gte=1, ours__lte=5)


class RelationshipReview(models.Model):
    """One review of a key account: open while it is written, then closed with what was concluded, and kept."""

    key_account = models.ForeignKey(KeyAccount, on_delete=models.PROTECT, related_name="relationship_reviews")
    held_on = models.DateField()
    conclusion = models.CharField(max_length=1_000, blank=True)
    next_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfReviewedAccounts.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key_account", "-held_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["key_account"], condition=Q(closed_at=None), name="relationship_review_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | (~Q(conclusion="") & Q(next_on__isnull=False)),
                name="relationship_review_closed_with_conclusion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_account_id} on {self.held_on}"

    @property
    def is_open(self) -> bool:
        """Whether it is still written."""
        return self.closed_at is None


class ReviewedMatter(models.Model):
    """One thing that mattered, at its rank, with points from 1 to 5 for us and for the best rival, and why we think so."""

    review = models.ForeignKey(RelationshipReview, on_delete=models.CASCADE, related_name="matters")
    rank = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=120)
    ours = models.PositiveSmallIntegerField(null=True, blank=True)
    rivals = models.PositiveSmallIntegerField(null=True, blank=True)
    rival = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = OfReviews.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["review", "rank"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "rank"], name="matter_once_a_rank"),
            models.CheckConstraint(condition=~Q(what=""), name="matter_says_what"),
            models.CheckConstraint(condition=IN_RANGE, name="matter_ours_in_range"),
            models.CheckConstraint(
                condition=Q(rivals=None) | Q(rivals__gte=1, rivals__lte=5), name="matter_rivals_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.what}"

    @property
    def as_matter(self) -> Matter:
        """As the rules read it."""
        return Matter(self.what, self.rank, self.ours, self.rivals)

    @property
    def standing_name(self) -> str:
        """How we stand, in the reader's language."""
        return gettext(STANDING_NAMES[self.as_matter.standing])

    @property
    def standing_mark(self) -> str:
        """How our standing is marked."""
        return STANDING_MARKS[self.as_matter.standing]


class ReviewAction(models.Model):
    """What follows from a review: who of ours does what by when."""

    review = models.ForeignKey(RelationshipReview, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_actions")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfReviews.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(what=""), name="review_action_says_what"),
        ]

    def __str__(self) -> str:
        return self.what


class Questionnaire(models.Model):
    """One link for one answer of the customer; the word in it is told once, only its digest is kept."""

    review = models.ForeignKey(RelationshipReview, on_delete=models.CASCADE, related_name="questionnaires")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfReviews.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["review", "made_at", "pk"]

    def __str__(self) -> str:
        return f"questionnaire of {self.review_id}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can be answered now."""
        return self.revoked_at is None and self.answered_at is None and self.expires_at > at


class Rating(models.Model):
    """What the customer thinks of one thing: how much it matters, and how good we are at it, from 1 to 5."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="ratings")
    matter = models.ForeignKey(ReviewedMatter, on_delete=models.CASCADE, related_name="ratings")
    importance = models.PositiveSmallIntegerField()
    ours = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["questionnaire", "matter__rank"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "matter"], name="rating_once"),
            models.CheckConstraint(
                condition=Q(importance__gte=1, importance__lte=5, ours__gte=1, ours__lte=5), name="rating_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.ours}"
