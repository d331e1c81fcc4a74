"""What we remember in the key account workspace."""

from clave.accounts.models.plans import Goal, Objective, ObjectiveReading, Plan, PlanAction

__all__ = ["Goal", "Objective", "ObjectiveReading", "Plan", "PlanAction"]
