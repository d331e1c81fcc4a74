"""What we remember in the key account workspace."""

from clave.accounts.models.notes import AccountNote
from clave.accounts.models.plans import Goal, Objective, ObjectiveReading, Plan, PlanAction
from clave.accounts.models.relationships import Place, StanceSaid, Tie, Touch
from clave.accounts.models.sharing import PlanShare, ShareSeen

__all__ = [
    "AccountNote",
    "Goal",
    "Objective",
    "ObjectiveReading",
    "Place",
    "Plan",
    "PlanAction",
    "PlanShare",
    "ShareSeen",
    "StanceSaid",
    "Tie",
    "Touch",
]
