"""What we remember of reviews."""

from clave.review.models.committee import CommitteeMeeting, CommitteeStep, CommitteeTerm
from clave.review.models.practices import Adoption, Practice
from clave.review.models.relationship_reviews import (
    Questionnaire,
    Rating,
    RelationshipReview,
    ReviewAction,
    ReviewedMatter,
)

__all__ = [
    "Adoption",
    "CommitteeMeeting",
    "CommitteeStep",
    "CommitteeTerm",
    "Practice",
    "Questionnaire",
    "Rating",
    "RelationshipReview",
    "ReviewAction",
    "ReviewedMatter",
]
