"""The query gates of relationship reviews: read like the people of the customer, written by who manages the key account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from clave.accounts.relationship_gates import seen, written

if TYPE_CHECKING:
    from clave.access.models import User


class OfReviewedAccounts(models.QuerySet[Any]):
    """Relationship reviews."""

    def visible_to(self, user: User) -> Self:
        """The reviews of the key accounts whose people one reads about."""
        return self.filter(seen(user, "key_account__customer_id"))

    def written_by(self, user: User) -> Self:
        """The reviews of the key accounts that one manages."""
        return self.filter(written(user, "key_account__customer_id"))


class OfReviews(models.QuerySet[Any]):
    """Rows that belong to a relationship review."""

    def visible_to(self, user: User) -> Self:
        """The rows of the reviews one reads."""
        return self.filter(seen(user, "review__key_account__customer_id"))

    def written_by(self, user: User) -> Self:
        """The rows of the reviews of key accounts that one manages."""
        return self.filter(written(user, "review__key_account__customer_id"))
