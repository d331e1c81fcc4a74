"""Account plans. Written by `make client` from the schema of the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from clave.client.asking import UNSET, Asking, segment
from clave.client.shared import Amount


@dataclass(frozen=True)
class ActionTold:
    """What somebody of ours does by a day."""

    id: int = UNSET
    words: str = UNSET
    owner: str = UNSET
    due_on: date = UNSET
    state: str = UNSET
    done_on: date | None = UNSET
    objective: int | None = UNSET
    version: int = UNSET


@dataclass(frozen=True)
class GoalTold:
    """A goal or a pressure of the customer; who of them confirmed it is not for programs."""

    id: int = UNSET
    kind: str = UNSET
    words: str = UNSET
    standing: str = UNSET
    confirmed_on: date | None = UNSET
    holds: bool = UNSET
    version: int = UNSET


@dataclass(frozen=True)
class ObjectiveTold:
    """An objective: numbers in the unit of its measure; those in money are null for who reads no value."""

    id: int = UNSET
    words: str = UNSET
    measure: str = UNSET
    product_group: str = UNSET
    unit: str = UNSET
    target: str | None = UNSET
    reached: str | None = UNSET
    as_of: date | None = UNSET
    pace: str = UNSET
    worth: Amount | None = UNSET
    state: str = UNSET
    goal: int | None = UNSET
    version: int = UNSET


@dataclass(frozen=True)
class PlanTold:
    """The last plan of a key account."""

    id: int = UNSET
    customer: str = UNSET
    starts_on: date = UNSET
    ends_on: date = UNSET
    agreed_on: date | None = UNSET
    changed_since_agreed: bool = UNSET
    days_untouched: int = UNSET
    goals: list[GoalTold] = UNSET
    objectives: list[ObjectiveTold] = UNSET
    actions: list[ActionTold] = UNSET


class AccountPlansApi:
    """Account plans."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def plan(self, code: str) -> PlanTold:
        """The last plan of a key account in scope, with progress from the books."""
        return cast("PlanTold", self._asking.read(PlanTold, f"/key-accounts/{segment(code)}/plan", {}))

    def add_action(
        self, code: str, *, words: str, owner: str, due_on: date, objective: int | None = UNSET
    ) -> ActionTold:
        """Say who does what by when, in the last plan of a key account that one writes."""
        return cast(
            "ActionTold",
            self._asking.write(
                ActionTold,
                "POST",
                f"/key-accounts/{segment(code)}/plan/actions",
                {"words": words, "owner": owner, "due_on": due_on, "objective": objective},
            ),
        )

    def change_objective(
        self,
        pk: int,
        *,
        words: str,
        target: float | str,
        reached: float | str | None = UNSET,
        state: Literal["open", "treated", "accepted", "happened", "over"] = UNSET,
    ) -> ObjectiveTold:
        """Say it differently, aim elsewhere, write where it is now, or close it; needs the version that was read."""
        return cast(
            "ObjectiveTold",
            self._asking.write(
                ObjectiveTold,
                "PUT",
                f"/plan-objectives/{segment(pk)}",
                {"words": words, "target": target, "reached": reached, "state": state},
                versioned=True,
            ),
        )

    def finish_action(self, pk: int) -> ActionTold:
        """Say that an action of a plan one writes is done."""
        return cast("ActionTold", self._asking.write(ActionTold, "POST", f"/plan-actions/{segment(pk)}/done", {}))
