"""What we remember of reviews."""

from clave.review.models.benefit import BenefitCheck, BenefitStatement, ProgrammeCost
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
    "BenefitCheck",
    "BenefitStatement",
    "CommitteeMeeting",
    "CommitteeStep",
    "CommitteeTerm",
    "Practice",
    "ProgrammeCost",
    "Questionnaire",
    "Rating",
    "RelationshipReview",
    "ReviewAction",
    "ReviewedMatter",
]
