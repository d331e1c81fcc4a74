"""The query gates of sponsors, visits and notes: which rows one person may see, change or report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.access.policy import Action, FieldClass, Scope
from clave.ledger.gates import ANY, own_customers
from clave.portfolio.models import KeyAccount
from clave.sponsorship.rules.notes import Audience

if TYPE_CHECKING:
    from clave.access.models import User

NOBODYS = Q(pk__in=())
VISITED_BY = ("manager", "sponsor", "deputy")
"""The capacities in which somebody plans visits to a customer of their own."""
NARROWEST = {
    Scope.ALL: Audience.CHAMPION,
    Scope.PROGRAMME: Audience.CHAMPION,
    Scope.EXTRACT: Audience.PROGRAMME,
}
"""Scope that reads notes of every customer -> the narrowest audience that holds its readers."""
OWN_NOTES: dict[Scope, tuple[tuple[str, ...], Audience]] = {
    Scope.OWN: (("sponsor",), Audience.CHAMPION),
    Scope.SHARED: (("manager", "deputy"), Audience.TEAM),
}
"""Scope that reads notes of own customers -> in which capacities, and the narrowest audience that holds its readers."""


def from_width(narrowest: Audience) -> list[str]:
    """This audience and every wider one."""
    every = list(Audience)
    return [each.value for each in every[every.index(narrowest) :]]


def own(user: User, capacities: tuple[str, ...], path: str) -> Q:
    """The condition on customers (at `path`) that somebody answers for today in one of these capacities."""
    return Q(**{f"{path}__in": own_customers(user, capacities, timezone.localdate())})


def changes_visits_of(user: User, path: str) -> Q:
    """The condition on customers whose visits a person plans: all for who appoints sponsors, own ones for the others."""
    if user.may(Action.CHANGE_SPONSORS):
        return ANY
    return own(user, VISITED_BY, path) if user.may(Action.PLAN_VISITS) else NOBODYS


class OfKeyAccounts(models.QuerySet[Any]):
    """Rows about the sponsor of a key account and the visits to it."""

    def visible_to(self, user: User) -> Self:
        """The rows of the key accounts in a person's scope."""
        if not user.may(Action.SEE_SPONSORS):
            return self.none()
        return self.filter(key_account__in=KeyAccount.objects.visible_to(user).values("pk"))

    def planned_by(self, user: User) -> Self:
        """The rows of the key accounts whose visits a person plans."""
        return self.filter(changes_visits_of(user, "key_account__customer"))

    def reported_by(self, user: User) -> Self:
        """The rows of the key accounts that a person sponsors."""
        if not user.may(Action.REPORT_VISITS):
            return self.none()
        return self.filter(own(user, ("sponsor",), "key_account__customer"))


class VisibleNotes(models.QuerySet[Any]):
    """Notes of sponsors (F4): by their audience, and never by an API client."""

    def visible_to(self, user: User) -> Self:
        """The notes whose audience holds this person; one's own in any case, for who reads notes at all."""
        return (
            self.filter(heard_by(user, "report__visit__key_account__customer"))
            if user.may(Action.SEE_SPONSORS)
            else self.none()
        )


def heard_by(user: User, path: str) -> Q:
    """The condition on notes about customers (at `path`) whose audience holds this person."""
    found = NOBODYS
    for scope in user.reading(FieldClass.F4):
        if scope in NARROWEST:
            found |= Q(audience__in=from_width(NARROWEST[scope]))
        elif scope in OWN_NOTES:
            capacities, narrowest = OWN_NOTES[scope]
            found |= own(user, capacities, path) & Q(audience__in=from_width(narrowest))
    return found


class VisibleFollowUps(models.QuerySet[Any]):
    """What became of sentences: seen with their note, and by who is to do it."""

    def visible_to(self, user: User) -> Self:
        """What a person owns, and what came from notes the person reads."""
        notes = self.model._meta.get_field("note").related_model.objects.visible_to(user)
        return self.filter(Q(owner__user=user) | Q(note__in=notes.values("pk")))
