"""What we remember in the key account workspace."""

from clave.accounts.models.notes import AccountNote
from clave.accounts.models.plans import Goal, Objective, ObjectiveReading, Plan, PlanAction
from clave.accounts.models.relationships import Place, StanceSaid, Tie, Touch
from clave.accounts.models.sharing import PlanShare, ShareSeen
from clave.accounts.models.whitespace import WhitespaceCell
from clave.accounts.models.worth import FactorAnswer, Renewal, Risk

__all__ = [
    "AccountNote",
    "FactorAnswer",
    "Goal",
    "Objective",
    "ObjectiveReading",
    "Place",
    "Plan",
    "PlanAction",
    "PlanShare",
    "Renewal",
    "Risk",
    "ShareSeen",
    "StanceSaid",
    "Tie",
    "Touch",
    "WhitespaceCell",
]
