"""What we remember of reviews."""

from clave.review.models.relationship_reviews import (
    Questionnaire,
    Rating,
    RelationshipReview,
    ReviewAction,
    ReviewedMatter,
)

__all__ = ["Questionnaire", "Rating", "RelationshipReview", "ReviewAction", "ReviewedMatter"]
