"""The query gates of the programme: its own rows are seen by all whose work it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from clave.access.policy import Action

if TYPE_CHECKING:
    from clave.access.models import User


class OfTheProgramme(models.QuerySet[Any]):
    """Rows about the programme as a whole."""

    needs = Action.SEE_PROGRAMME

    def visible_to(self, user: User) -> Self:
        """Every row for those who may see the programme, none for the others."""
        return self.all() if user.may(self.needs) else self.none()


class PackTemplates(OfTheProgramme):
    """Templates of the board pack."""

    needs = Action.SEE_BOARD_PACK


class AgendaItems(OfTheProgramme):
    """Items of the executive agenda."""

    def owned_by(self, user: User) -> Self:
        """The items for which the person with this login answers, whether or not they read the programme."""
        return self.filter(owner__user=user) if user.may(Action.SEE_OWN_AGENDA) else self.none()
