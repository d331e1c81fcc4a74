"""The query gates of the portfolio: charters, rankings, candidates, key accounts and decisions one person may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clave.access.policy import Action, FieldClass, Scope
from clave.ledger.gates import ANY, EVERY_CUSTOMER, in_scope

if TYPE_CHECKING:
    from clave.access.models import User


class _OfCustomers(models.QuerySet[Any]):
    """Rows about customers, limited to the customers in a person's scope.

    The round of the committee is the choice itself: who is a candidate, a key account, or was put to it.
    """

    needs: Action
    of_class = FieldClass.F0
    path = "customer_id"

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """The rows of customers in this person's scope on a day, today where none is given; none without the action."""
        if not user.may(self.needs):
            return self.none()
        return self.filter(self._scope(user, on or timezone.localdate()))

    def _scope(self, user: User, on: date) -> Q:
        if Scope.ROUND in user.reading(self.of_class):
            return ANY
        return in_scope(user, self.of_class, on, self.path)


class _OfTheProgramme(models.QuerySet[Any]):
    """Rows that are the programme's own: seen by all whose work they are."""

    needs: Action

    def visible_to(self, user: User) -> Self:
        """Every row for those who may see them, none for the others."""
        return self.all() if user.may(self.needs) else self.none()


class VisibleCharters(_OfTheProgramme):
    """Versions of the charter."""

    needs = Action.SEE_CHARTER

    def in_force(self) -> Any | None:
        """The locked charter; None until one is."""
        return self.filter(state="locked").first()


class VisibleRankings(_OfTheProgramme):
    """Rankings; the scores in them have a gate of their own."""

    needs = Action.SEE_CANDIDATES

    def latest_done(self) -> Any | None:
        """The newest finished ranking; None when there is none."""
        return self.filter(state="done").order_by("-number").first()


def reads_every_candidate(user: User) -> bool:
    """Whether this person reads the score of every candidate, and so may be told about any of them."""
    reads = user.reading(VisibleCandidates.of_class)
    return user.may(VisibleCandidates.needs) and bool(reads & (EVERY_CUSTOMER | {Scope.ROUND}))


class VisibleCandidates(_OfCustomers):
    """Scores of candidates; they rest on value and cost (F2)."""

    needs = Action.SEE_CANDIDATES
    of_class = FieldClass.F2


class VisibleJudgements(_OfCustomers):
    """What raters judged."""

    needs = Action.SEE_CANDIDATES
    of_class = FieldClass.F2


class VisibleDecisions(_OfCustomers):
    """Proposals to admit or release; who is asked to vote sees what is put to the vote, and later what became of it.

    They show scores, so they rest on value and cost (F2).
    """

    needs = Action.SEE_DECISIONS
    of_class = FieldClass.F2

    def _scope(self, user: User, on: date) -> Q:
        scope = super()._scope(user, on)
        if not user.may(Action.VOTE_ON_DECISIONS):
            return scope
        voted = self.model.objects.filter(votes__by=user).values("pk")
        return scope | Q(state="open") | Q(proposed_by=user) | Q(decided_by=user) | Q(pk__in=voted)


class VisibleKeyAccounts(_OfCustomers):
    """Key accounts, present and past."""

    needs = Action.SEE_KEY_ACCOUNTS

    def current(self, on: date | None = None) -> Self:
        """Those that have not left the programme by a day, today where none is given; who enters soon is among them."""
        day = on or timezone.localdate()
        return self.filter(Q(released_on=None) | Q(released_on__gt=day))


class VisibleExceptions(_OfCustomers):
    """Requests outside the charter, with the score by which they were answered (F2)."""

    needs = Action.SEE_DECISIONS
    of_class = FieldClass.F2


class VisibleOffers(_OfTheProgramme):
    """Elements of the offer."""

    needs = Action.SEE_KEY_ACCOUNTS
