"""The query gates of the portfolio: charters, rankings, candidates, key accounts and decisions one person may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone

from clave.access.policy import Action, FieldClass
from clave.ledger.gates import in_scope

if TYPE_CHECKING:
    from clave.access.models import User


class _OfCustomers(models.QuerySet[Any]):
    """Rows about customers, limited to the customers in a person's scope."""

    needs: Action
    of_class = FieldClass.F0
    path = "customer_id"

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """The rows of customers in this person's scope on a day, today where none is given; none without the action."""
        if not user.may(self.needs):
            return self.none()
        return self.filter(in_scope(user, self.of_class, on or timezone.localdate(), self.path))


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


class VisibleCandidates(_OfCustomers):
    """Scores of candidates; they rest on value and cost (F2)."""

    needs = Action.SEE_CANDIDATES
    of_class = FieldClass.F2


class VisibleJudgements(_OfCustomers):
    """What raters judged."""

    needs = Action.SEE_CANDIDATES
    of_class = FieldClass.F2


class VisibleDecisions(_OfCustomers):
    """Proposals to admit or release."""

    needs = Action.SEE_DECISIONS


class VisibleKeyAccounts(_OfCustomers):
    """Key accounts, present and past."""

    needs = Action.SEE_KEY_ACCOUNTS

    def current(self) -> Self:
        """Those that are in the programme today."""
        return self.filter(released_on=None)


class VisibleExceptions(_OfCustomers):
    """Requests outside the charter."""

    needs = Action.SEE_DECISIONS


class VisibleOffers(_OfTheProgramme):
    """Elements of the offer."""

    needs = Action.SEE_KEY_ACCOUNTS
