"""What we remember of our people as managers of key accounts."""

from clave.people.models.appointments import Appointment, HandOverItem, Proposal, ProposalAnswer
from clave.people.models.forecasts import Forecast, ForecastYear
from clave.people.models.pay import PayComponent, PayPlan, PayProposal
from clave.people.models.skills import AskedAssessor, Assessment, ProfileNeed, RoleProfile, Skill
from clave.people.models.training import Course, Training

__all__ = [
    "Appointment",
    "AskedAssessor",
    "Assessment",
    "Course",
    "Forecast",
    "ForecastYear",
    "HandOverItem",
    "PayComponent",
    "PayPlan",
    "PayProposal",
    "ProfileNeed",
    "Proposal",
    "ProposalAnswer",
    "RoleProfile",
    "Skill",
    "Training",
]
