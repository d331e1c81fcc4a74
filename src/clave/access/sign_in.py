"""Who is signed in, read with the roles they hold in one question."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F, FilteredRelation, Q

from clave.access.models import User
from clave.access.policy import Role


class PeopleWithRoles(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as ever; every later request reads the person and the roles held now together."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, where they may still sign in."""
        held = FilteredRelation("grants", condition=Q(grants__withdrawn_at=None))
        found = User.objects.get_queryset().annotate(held=held, role=F("held__role")).filter(pk=user_id)
        rows: list[Any] = list(found)
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        person: User = rows[0]
        person.roles = frozenset(Role(row.role) for row in rows if row.role)
        return person
