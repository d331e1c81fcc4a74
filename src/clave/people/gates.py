"""The query gates of skills, appointments and training: whose one person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.access.policy import Action, FieldClass, Scope
from clave.company.models import Person
from clave.ledger.gates import holding, in_scope, own_customers
from clave.ledger.models import CustomerAssignment
from clave.portfolio.models import KeyAccount

if TYPE_CHECKING:
    from clave.access.models import User

HELD_IN = ("manager", "deputy")
"""The capacities in which somebody manages a key account, or stands in."""


def people_seen(user: User) -> models.QuerySet[Person]:
    """The people whose skills and training a person sees: oneself, own reports, whom one was asked to assess; all for the
    people lead."""
    everybody = Person.objects.all()
    if user.may(Action.CHANGE_SKILLS):
        return everybody
    if not user.may(Action.SEE_SKILLS):
        return everybody.none()
    asked = Person.objects.filter(assessors__user=user).values("pk")
    return everybody.filter(Q(user=user) | Q(reports_to__user=user) | Q(pk__in=asked))


def scorecards_seen(user: User) -> models.QuerySet[Person]:
    """The people whose scorecard a person sees: oneself; for a sponsor those who manage the sponsor's own key accounts;
    everybody for whose work that is."""
    everybody = Person.objects.all()
    if user.may(Action.SEE_EVERY_SCORECARD):
        return everybody
    if not user.may(Action.SEE_SCORECARDS):
        return everybody.none()
    today = timezone.localdate()
    sponsored = own_customers(user, ("sponsor",), today)
    held = CustomerAssignment.objects.filter(holding(today), capacity__in=HELD_IN, customer__in=sponsored)
    return everybody.filter(Q(user=user) | Q(user__in=held.values("user")))


def reads_attainment(user: User) -> bool:
    """Whether a person reads how far goals were reached, whosever, and never an amount."""
    return Scope.ATTAINMENT in user.reading(FieldClass.F1)


class OfSeenPeople(models.QuerySet[Any]):
    """Rows about our people."""

    def visible_to(self, user: User) -> Self:
        """The rows of the people whom one person sees."""
        return self.filter(person__in=people_seen(user).values("pk"))


class OfSeenKeyAccounts(models.QuerySet[Any]):
    """Rows about who manages a key account."""

    def visible_to(self, user: User) -> Self:
        """The rows of the key accounts in a person's scope."""
        if not user.may(Action.SEE_APPOINTMENTS):
            return self.none()
        return self.filter(key_account__in=KeyAccount.objects.visible_to(user).values("pk"))


class OfHandedOver(models.QuerySet[Any]):
    """What is handed over from one manager to the next."""

    def visible_to(self, user: User) -> Self:
        """The things that this person may call done: all for who appoints, those of own key accounts for a manager."""
        if user.may(Action.APPOINT):
            return self.all()
        if not user.may(Action.HAND_OVER):
            return self.none()
        own = own_customers(user, HELD_IN, timezone.localdate())
        return self.filter(appointment__key_account__customer__in=own)


class ForWhoAppoints(models.QuerySet[Any]):
    """Proposals: they name what candidates cannot do yet, so only those see them who appoint."""

    def visible_to(self, user: User) -> Self:
        """Every row for who appoints, none for the others."""
        return self.all() if user.may(Action.APPOINT) else self.none()


class OfForecastKeyAccounts(models.QuerySet[Any]):
    """Forecasts of what key accounts contribute."""

    def visible_to(self, user: User) -> Self:
        """The forecasts of the key accounts whose contribution this person may see."""
        return self.filter(self.key_accounts(user, "key_account__customer_id"))

    @staticmethod
    def key_accounts(user: User, path: str = "customer_id") -> Q:
        """The condition on key accounts (their customer at `path`) whose contribution this person may see."""
        if not user.may(Action.SEE_FORECASTS):
            return Q(pk__in=())
        return in_scope(user, FieldClass.F2, timezone.localdate(), path)


class OfPay(models.QuerySet[Any]):
    """Pay plans (F6)."""

    def visible_to(self, user: User) -> Self:
        """Every plan for who answers for pay; own ones, and those of an own role, for who reads what is about them."""
        scopes = user.reading(FieldClass.F6) if user.may(Action.SEE_PAY) else frozenset()
        if Scope.ALL in scopes:
            return self.all()
        if Scope.SELF not in scopes:
            return self.none()
        return self.filter(Q(person__user=user) | Q(role__in=[role.value for role in user.roles]))


class OfPayProposals(models.QuerySet[Any]):
    """Ways of paying that were proposed (F6)."""

    def visible_to(self, user: User) -> Self:
        """Every proposal for who answers for pay, none for the others."""
        return self.all() if user.may(Action.CHANGE_PAY) and Scope.ALL in user.reading(FieldClass.F6) else self.none()
