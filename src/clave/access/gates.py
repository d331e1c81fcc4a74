"""The query gate: what every queryset that leaves a model must offer."""

from __future__ import annotations

from typing import Protocol, Self

from clave.access.models import User


class VisibleRows(Protocol):
    """A queryset that can be limited to the rows one person may see; what is not there is a 404 for them."""

    def visible_to(self, user: User) -> Self:
        """The rows in this person's scope, the union over their roles; nothing when no role opens any."""
        ...
