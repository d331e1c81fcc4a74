"""What we remember of reviews."""

from clave.review.models.committee import CommitteeMeeting, CommitteeStep, CommitteeTerm
from clave.review.models.relationship_reviews import (
    Questionnaire,
    Rating,
    RelationshipReview,
    ReviewAction,
    ReviewedMatter,
)

__all__ = [
    "CommitteeMeeting",
    "CommitteeStep",
    "CommitteeTerm",
    "Questionnaire",
    "Rating",
    "RelationshipReview",
    "ReviewAction",
    "ReviewedMatter",
]
