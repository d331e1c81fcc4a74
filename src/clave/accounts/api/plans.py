"""The doors of account plans for other programs: read one, add an action, change an objective, say that an action is done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.accounts.forms.plans import kept, written
from clave.accounts.models import Goal, Objective, Plan, PlanAction
from clave.accounts.operations import plans as operations
from clave.accounts.queries import plans as queries
from clave.accounts.rules.plans import MONEY, Measure, State
from clave.company.models import Person
from clave.kit.money import Money
from clave.kit.refusals import gettext_noop
from clave.kit.wire import IF_MATCH, Amount, Answer, Asked, etag, refuse_stale
from clave.portfolio.models import KeyAccount

PLANS = gettext_noop("Account plans")
LARGEST = Decimal(10) ** 12
router = Router(tags=[PLANS])


class GoalTold(Answer):
    """A goal or a pressure of the customer; who of them confirmed it is not for programs."""

    id: int
    kind: str
    words: str
    standing: str
    confirmed_on: date | None
    holds: bool
    version: int


class ObjectiveTold(Answer):
    """An objective: numbers in the unit of its measure; those in money are null for who reads no value."""

    id: int
    words: str
    measure: str
    product_group: str
    unit: str
    target: str | None
    reached: str | None
    as_of: date | None
    pace: str
    worth: Amount | None
    state: str
    goal: int | None
    version: int


class ActionTold(Answer):
    """What somebody of ours does by a day."""

    id: int
    words: str
    owner: str
    due_on: date
    state: str
    done_on: date | None
    objective: int | None
    version: int


class PlanTold(Answer):
    """The last plan of a key account."""

    id: int
    customer: str
    starts_on: date
    ends_on: date
    agreed_on: date | None
    changed_since_agreed: bool
    days_untouched: int
    goals: list[GoalTold]
    objectives: list[ObjectiveTold]
    actions: list[ActionTold]


class ActionAsked(Asked):
    """An action to be added."""

    words: str = Field(min_length=1, max_length=600)
    owner: str = Field(min_length=1, max_length=64, description="The code of the person who does it.")
    due_on: date
    objective: int | None = Field(None, ge=1, lt=2**63)


class ObjectiveAsked(Asked):
    """An objective as it is to stand; its measure stays."""

    words: str = Field(min_length=1, max_length=300)
    target: Decimal = Field(gt=-LARGEST, lt=LARGEST)
    reached: Decimal | None = Field(None, gt=-LARGEST, lt=LARGEST, description="Only for what is written by hand.")
    state: State = State.OPEN


@router.get(
    "/key-accounts/{customer:code}/plan", response=PlanTold, url_name="plan",
    summary=gettext_noop("The plan of a key account"),
)  # fmt: skip
@requires(Action.SEE_PLANS)
def plan(request: SignedIn, code: str) -> dict[str, Any]:
    """The last plan of a key account in scope, with progress from the books."""
    rows = Plan.objects.visible_to(request.user).filter(key_account__customer__code=code)
    found = rows.select_related("key_account__customer").order_by("-starts_on").first()
    if found is None:
        raise Http404
    return _told(queries.plan_page(request.user, found, timezone.localdate()))


@router.post(
    "/key-accounts/{customer:code}/plan/actions", response={201: ActionTold}, url_name="plan-actions",
    summary=gettext_noop("Add an action to a plan"),
)  # fmt: skip
@requires(Action.WRITE_PLANS)
def add_action(request: SignedIn, code: str, asked: ActionAsked) -> Status[Any]:
    """Say who does what by when, in the last plan of a key account that one writes."""
    rows = KeyAccount.objects.filter(pk__in=Plan.objects.written_by(request.user).values("key_account"))
    held = get_object_or_404(rows.filter(customer__code=code).order_by("-admitted_on")[:1])
    found = queries.latest_plan(held)
    if found is None:
        raise Http404
    owner = Person.objects.filter(person_code=asked.owner).first()
    for_which = get_object_or_404(Objective, plan=found, pk=asked.objective) if asked.objective else None
    words: dict[str, Any] = {"words": asked.words, "owner": owner, "due_on": asked.due_on, "objective": for_which}
    return Status(201, _action(operations.put_action(by=request.user, plan=found, **words)))


@router.put(
    "/plan-objectives/{int:pk}", response=ObjectiveTold, url_name="plan-objective", openapi_extra=IF_MATCH,
    summary=gettext_noop("Change an objective"),
)  # fmt: skip
@requires(Action.WRITE_PLANS)
def change_objective(request: SignedIn, response: HttpResponse, pk: int, asked: ObjectiveAsked) -> dict[str, Any]:
    """Say it differently, aim elsewhere, write where it is now, or close it; needs the version that was read."""
    rows = Objective.objects.written_by(request.user).select_related("plan__key_account__customer", "goal")
    row: Objective = get_object_or_404(rows, pk=pk)
    refuse_stale(request, row.version)
    given: dict[str, Any] = {name: getattr(row, name) for name in ("measure", "currency", "start", "unit", "worth")}
    given |= {"product_group": row.product_group, "goal": row.goal, "words": asked.words, "state": asked.state}
    given["target"] = kept(row.measure, asked.target, row.currency)
    given["typed"] = row.typed if asked.reached is None else kept(row.measure, asked.reached, row.currency)
    operations.put_objective(by=request.user, plan=row.plan, row=row, version=row.version, **given)
    page = queries.plan_page(request.user, row.plan, timezone.localdate())
    told = next(each for each in page.objectives if each.objective.pk == row.pk)
    response.headers["ETag"] = etag(told.objective.version)
    return _objective(told, is_valued=page.is_valued)


@router.post(
    "/plan-actions/{int:pk}/done", response=ActionTold, url_name="finish-plan-action",
    summary=gettext_noop("Say that an action is done"),
)  # fmt: skip
@requires(Action.WRITE_PLANS)
def finish_action(request: SignedIn, pk: int) -> dict[str, Any]:
    """Say that an action of a plan one writes is done."""
    found: PlanAction = get_object_or_404(PlanAction.objects.written_by(request.user), pk=pk)
    operations.finish_action(by=request.user, action=found)
    return _action(PlanAction.objects.select_related("owner").get(pk=pk))


def _told(page: queries.Page) -> dict[str, Any]:
    row = page.plan
    same = ("id", "starts_on", "ends_on", "agreed_on", "changed_since_agreed")
    return {
        **{name: getattr(row, name) for name in same},
        "customer": row.key_account.customer.code,
        "days_untouched": row.days_untouched(timezone.localdate()),
        "goals": [_goal(each) for each in page.goals],
        "objectives": [_objective(each, is_valued=page.is_valued) for each in page.objectives],
        "actions": [_action(each) for each in page.actions],
    }


def _goal(row: Goal) -> dict[str, Any]:
    return {name: getattr(row, name) for name in GoalTold.model_fields}


def _objective(each: queries.Progress, *, is_valued: bool) -> dict[str, Any]:
    row, value = each.objective, each.reading.value
    is_open = is_valued or Measure(row.measure) not in MONEY
    same = ("id", "words", "measure", "product_group", "unit", "state", "version")
    worth = Money.from_minor(row.worth, row.currency) if row.worth is not None and is_valued else None
    return {
        **{name: getattr(row, name) for name in same},
        "target": str(written(row, row.target)) if is_open else None,
        "reached": str(written(row, value)) if is_open and value is not None else None,
        "as_of": each.reading.as_of,
        "pace": each.pace.value,
        "worth": Amount.of(worth),
        "goal": row.goal_id,
    }


def _action(row: PlanAction) -> dict[str, Any]:
    same = ("id", "words", "due_on", "state", "done_on", "version")
    return {
        **{name: getattr(row, name) for name in same},
        "owner": row.owner.person_code,
        "objective": row.objective_id,
    }
