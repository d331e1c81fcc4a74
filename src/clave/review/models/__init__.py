"""What we remember of reviews."""

from clave.review.models.benefit import BenefitCheck, BenefitStatement, ProgrammeCost
from clave.review.models.relationship_reviews import (
    Questionnaire,
    Rating,
    RelationshipReview,
    ReviewAction,
    ReviewedMatter,
)

__all__ = [
    "BenefitCheck",
    "BenefitStatement",
    "ProgrammeCost",
    "Questionnaire",
    "Rating",
    "RelationshipReview",
    "ReviewAction",
    "ReviewedMatter",
]
