"""The query gates of the value pages: whose figures one person may see, and which runs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone

from clave.access.policy import Action, FieldClass
from clave.ledger.gates import in_scope

if TYPE_CHECKING:
    from clave.access.models import User


HEAVY = ("manifest", "parameters", "warnings", "failure")
"""What a run keeps of how it came about: much to read, and seldom asked for."""
HEAVY_OF_RUN = tuple(f"run__{name}" for name in HEAVY)
"""The same for whoever reads a run beside its own rows."""


class VisibleRuns(models.QuerySet[Any]):
    """Runs, limited to who may see them."""

    def visible_to(self, user: User) -> Self:
        """Every run for those whose work the runs are, none for the others; figures have gates of their own."""
        return self.all() if user.may(Action.SEE_RUNS) else self.none()

    def latest_done(self) -> Any | None:
        """The newest finished run; None when there is none."""
        return self.filter(state="done").order_by("-number").first()

    def light(self) -> Self:
        """The runs without what is seldom asked for; whoever asks all the same gets it in a question of its own."""
        return self.defer(*HEAVY)


class VisibleDrivers(models.QuerySet[Any]):
    """Cost drivers, limited to who may see them."""

    def visible_to(self, user: User) -> Self:
        """Every version for those whose work they are, none for the others."""
        return self.all() if user.may(Action.SEE_DRIVERS) else self.none()


class VisibleBookRows(models.QuerySet[Any]):
    """Figures of customers, limited to whom one person may see."""

    def visible_to(self, user: User, on: date | None = None) -> Self:
        """The rows of customers in this person's scope (F0) on a day, today where none is given."""
        return self.filter(in_scope(user, FieldClass.F0, on or timezone.localdate(), "customer_id"))

    def with_run(self) -> Self:
        """The rows with their run, which is heavy: without what is seldom asked for."""
        return self.select_related("run").defer(*HEAVY_OF_RUN)
