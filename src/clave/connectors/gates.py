"""The query gate of connectors: all for who sets them up, else those that bring what one brings in.

Roles alone say which rows: what a token lends of them its doors have asked before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from clave.access.policy import Action, allows
from clave.connectors.rules import BRINGS
from clave.ledger.rules import BRINGS as BROUGHT_BY

if TYPE_CHECKING:
    from clave.access.models import User


def in_reach(user: User, path: str = "") -> Q:
    """The condition on connectors (at `path`) that this person sees."""
    return Q() if allows(user.roles, Action.CHANGE_CONNECTORS) else brought_by(user, path)


def brought_by(user: User, path: str = "") -> Q:
    """The condition on connectors (at `path`) that bring what this person brings in."""
    seen = Q(pk__in=())
    for program, gives in BRINGS.items():
        words = [word for word, brings in gives.items() if allows(user.roles, BROUGHT_BY[brings.kind])]
        seen |= Q(**{f"{path}program": program, f"{path}brings__in": words})
    return seen


class VisibleConnectors(models.QuerySet[Any]):
    """Connectors, limited to what one person may see."""

    def visible_to(self, user: User) -> Self:
        """All for who sets them up; for others those that bring what they bring in."""
        return self.filter(in_reach(user))

    def brought_by(self, user: User) -> Self:
        """Those that bring what this person brings in, and no others."""
        return self.filter(brought_by(user))


class VisibleRuns(models.QuerySet[Any]):
    """Runs of connectors, limited to what one person may see."""

    def visible_to(self, user: User) -> Self:
        """Those of the connectors this person sees."""
        return self.filter(in_reach(user, "connector__"))
