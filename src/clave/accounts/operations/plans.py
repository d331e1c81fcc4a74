"""Beginning a plan, carrying it forward, writing its goals, objectives and actions, and noting that the customer agreed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.accounts.models import Goal, Objective, Plan, PlanAction
from clave.accounts.operations.readings import read_objective
from clave.accounts.rules import plan_refusals as refusals
from clave.accounts.rules.plans import LONGEST_MONTHS, SHARES, Measure, Period, Standing, State, may_move
from clave.company.models import Person
from clave.portfolio.models import KeyAccount
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

WHOLE = 10_000
"""All of it, in hundredths of a per cent."""
UNTOLD = frozenset({"plan", "by", "at", "carried_from", "version", "id"})
"""What the history does not repeat of an entry."""


@transaction.atomic
def begin_plan(*, by: User | None, key_account: KeyAccount, period: Period, today: date | None = None) -> Plan:
    """Begin the plan of a period; what still holds of the plan before is carried into it.

    Raises NotKeyAccount, PeriodUnfit and PlanExists.
    """
    refuse_unless(by, Action.WRITE_PLANS)
    journal.lock()
    _refuse_period(key_account, period)
    last = Plan.objects.filter(key_account=key_account).order_by("-starts_on").first()
    made: Plan = Plan.objects.create(
        key_account=key_account, starts_on=period.starts_on, ends_on=period.ends_on, carried_from=last, made_by=by
    )
    carried = _carry(by, last, made, today or timezone.localdate()) if last else {}
    told = {"customer": key_account.customer.code, "from": period.starts_on, "to": period.ends_on, **carried}
    journal.record(by=by, event="accounts.plan.made", subject=made, after=told, holds=FieldClass.F1)
    return made


@transaction.atomic
def put_goal(
    *,
    by: User | None,
    plan: Plan,
    row: Goal | None = None,
    version: int = 0,
    kind: str,
    words: str,
    standing: str = Standing.ASSUMED,
    confirmed_by: str = "",
    confirmed_on: date | None = None,
    holds: bool = True,
    today: date | None = None,
) -> Goal:
    """Write down what the customer wants or is pressed by, or change it.

    Raises PlanOver, PlanStale, NeedsWords, NotConfirmedByAnybody and DayAhead.
    """
    if standing == Standing.ASSUMED:
        confirmed_by, confirmed_on = "", None
    elif not confirmed_by.strip() or confirmed_on is None:
        raise refusals.NotConfirmedByAnybody
    _refuse_ahead(confirmed_on, today)
    values: dict[str, Any] = {"kind": kind, "words": words.strip(), "standing": standing, "holds": holds}
    values |= {"confirmed_by": confirmed_by.strip(), "confirmed_on": confirmed_on}
    made: Goal = _put(by, Goal, plan, row, version, values, holds=FieldClass.F1)
    return made


@transaction.atomic
def put_objective(
    *,
    by: User | None,
    plan: Plan,
    row: Objective | None = None,
    version: int = 0,
    words: str,
    measure: str,
    target: int | None,
    currency: str,
    start: int = 0,
    typed: int | None = None,
    unit: str = "",
    product_group: str = "",
    worth: int | None = None,
    goal: Goal | None = None,
    state: str = State.OPEN,
    today: date | None = None,
) -> Objective:
    """Write down what we want to reach, or change it; what is measured in the ledger is read at once.

    Raises PlanOver, PlanStale, NeedsWords, NeedsTarget, NeedsGroup, GroupUnknown and MoveUnknown.
    """
    which = Measure(measure)
    if target is None or (target <= 0 and which is not Measure.TYPED) or (which in SHARES and target > WHOLE):
        raise refusals.NeedsTarget
    group = product_group.strip() if which is Measure.GROUP_REVENUE else ""
    if which is Measure.GROUP_REVENUE and not group:
        raise refusals.NeedsGroup
    by_hand = which is Measure.TYPED
    when = _typed_on(row, typed, today) if by_hand else None
    values: dict[str, Any] = {"words": words.strip(), "measure": which.value, "target": target, "currency": currency}
    values |= {"start": start if by_hand else 0, "typed": typed if by_hand else None, "typed_on": when}
    values |= {"unit": unit.strip() if by_hand else "", "product_group": group, "worth": worth, "goal": goal}
    values["state"] = state
    made: Objective = _put(by, Objective, plan, row, version, values, holds=FieldClass.F2)
    if which is Measure.GROUP_REVENUE:
        read_objective(objective=made)
    return made


@transaction.atomic
def put_action(
    *,
    by: User | None,
    plan: Plan,
    row: PlanAction | None = None,
    version: int = 0,
    words: str,
    owner: Person | None,
    due_on: date | None,
    objective: Objective | None = None,
    state: str = State.OPEN,
    today: date | None = None,
) -> PlanAction:
    """Write down who does what by when, or change it. Raises PlanOver, PlanStale, NeedsWords, NeedsOwner, MoveUnknown."""
    is_new = owner is not None and (row is None or row.owner_id != owner.pk)
    if owner is None or due_on is None or (is_new and not owner.is_active):
        raise refusals.NeedsOwner
    values: dict[str, Any] = {"words": words.strip(), "owner": owner, "due_on": due_on, "objective": objective}
    done_on = (row.done_on if row else None) or today or timezone.localdate()
    values |= {"state": state, "done_on": done_on if state == State.DONE else None}
    made: PlanAction = _put(by, PlanAction, plan, row, version, values, holds=FieldClass.F1)
    return made


@transaction.atomic
def finish_action(*, by: User, action: PlanAction, today: date | None = None) -> PlanAction:
    """Say that an action is done: its owner may, and who writes the plan. Raises MoveUnknown."""
    journal.lock()
    found: PlanAction = PlanAction.objects.select_related("plan").get(pk=action.pk)
    if not found.is_open:
        raise refusals.MoveUnknown(state=found.state_name)
    found.state, found.done_on, found.version = State.DONE, today or timezone.localdate(), found.version + 1
    found.save(update_fields=["state", "done_on", "version"])
    _touch(found.plan)
    journal.record(
        by=by, event="accounts.action.done", subject=found, after={"done_on": found.done_on}, holds=FieldClass.F1
    )
    return found


@transaction.atomic
def agree_plan(
    *, by: User | None, plan: Plan, version: int, agreed_with: str, agreed_on: date | None, today: date | None = None
) -> Plan:
    """Note with whom of the customer the plan was agreed, and when; or, both empty, that it is not agreed any more.

    Raises PlanOver, PlanStale, NotConfirmedByAnybody and DayAhead.
    """
    refuse_unless(by, Action.WRITE_PLANS)
    journal.lock()
    found = _writable(plan)
    if found.version != version:
        raise refusals.PlanStale
    if bool(agreed_with.strip()) != bool(agreed_on):
        raise refusals.NotConfirmedByAnybody
    _refuse_ahead(agreed_on, today)
    before = {"agreed_on": found.agreed_on}
    now = timezone.now()
    found.agreed_with, found.agreed_on, found.agreed_at = agreed_with.strip(), agreed_on, now if agreed_on else None
    found.version, found.touched_at = found.version + 1, now
    found.save(update_fields=["agreed_with", "agreed_on", "agreed_at", "version", "touched_at"])
    who, after = {"agreed_with": found.agreed_with}, {"agreed_on": found.agreed_on}
    event = "accounts.plan.agreed"
    journal.record(by=by, event=event, subject=found, before=before, after=after, personal=who, holds=FieldClass.F1)
    return found


def _put(
    by: User | None,
    model: type[models.Model],
    plan: Plan,
    row: Any,
    version: int,
    values: dict[str, Any],
    *,
    holds: FieldClass,
) -> Any:
    """Add an entry to a plan or change it, in one version more, and write both into the history."""
    refuse_unless(by, Action.WRITE_PLANS)
    journal.lock()
    _writable(plan)
    if not values["words"]:
        raise refusals.NeedsWords
    if row is None:
        made: Any = model._default_manager.create(plan=plan, by=by, **values)
        journal.record(by=by, event="accounts.entry.added", subject=made, after=told(made), holds=holds)
    else:
        made = model._default_manager.get(pk=row.pk)
        _refuse_change(made, version, values)
        before = told(made)
        for name, value in (values | {"version": made.version + 1}).items():
            setattr(made, name, value)
        made.save(update_fields=[*values, "version"])
        event = "accounts.entry.changed"
        journal.record(by=by, event=event, subject=made, before=before, after=told(made), holds=holds)
    _touch(plan)
    return made


def told(row: models.Model) -> dict[str, Any]:
    """An entry of a plan as the history keeps it."""
    names = [each.attname for each in row._meta.concrete_fields if each.name not in UNTOLD]
    return {name: getattr(row, name) for name in names}


def _refuse_change(found: Any, version: int, values: dict[str, Any]) -> None:
    if found.version != version:
        raise refusals.PlanStale
    if "state" in values and not may_move(found.state, values["state"]):
        raise refusals.MoveUnknown(state=found.state_name)


def _refuse_period(key_account: KeyAccount, period: Period) -> None:
    if not KeyAccount.objects.current().filter(pk=key_account.pk).exists():
        raise refusals.NotKeyAccount(customer=key_account.customer)
    if not 1 <= period.months <= LONGEST_MONTHS or period.starts_on.day != 1:
        raise refusals.PeriodUnfit(most=LONGEST_MONTHS)
    for each in Plan.objects.filter(key_account=key_account):
        if each.period.overlaps(period) or each.starts_on > period.starts_on:
            raise refusals.PlanExists(starts=each.starts_on, ends=each.ends_on)


def _refuse_ahead(day: date | None, today: date | None) -> None:
    if day and day > (today or timezone.localdate()):
        raise refusals.DayAhead(day=day)


def _typed_on(row: Objective | None, typed: int | None, today: date | None) -> date | None:
    """The day on which a typed figure was typed: it ages from then on."""
    if typed is None:
        return None
    return row.typed_on if row and row.typed == typed and row.typed_on else today or timezone.localdate()


def _writable(plan: Plan) -> Plan:
    """The plan as it stands; only the last one of a key account in the programme is written in."""
    found: Plan = Plan.objects.select_related("key_account__customer").get(pk=plan.pk)
    if Plan.objects.filter(key_account=found.key_account_id, starts_on__gt=found.starts_on).exists():
        raise refusals.PlanOver(starts=found.starts_on, ends=found.ends_on)
    if not KeyAccount.objects.current().filter(pk=found.key_account_id).exists():
        raise refusals.NotKeyAccount(customer=found.key_account.customer)
    return found


def _touch(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(touched_at=timezone.now())


def _carry(by: User | None, last: Plan, made: Plan, today: date) -> dict[str, int]:
    """Carry goals that hold, objectives that are open and actions that are not done; how many of each."""
    goals = {each.pk: _again(each, made, by) for each in last.goals.filter(holds=True)}
    objectives = {
        each.pk: _again(each, made, by, goal=goals.get(each.goal_id))
        for each in last.objectives.filter(state=State.OPEN)
    }
    actions = [
        _again(each, made, by, objective=objectives.get(each.objective_id))
        for each in last.actions.filter(state=State.OPEN)
    ]
    for each in objectives.values():
        if each.measure == Measure.GROUP_REVENUE:
            read_objective(objective=each, today=today)
    return {"goals": len(goals), "objectives": len(objectives), "actions": len(actions)}


def _again(row: Any, plan: Plan, by: User | None, **changed: Any) -> Any:
    """The same entry in the next plan; where it came from stays on it."""
    names = [each.name for each in row._meta.concrete_fields if each.name not in UNTOLD]
    values = {name: getattr(row, name) for name in names} | changed
    return type(row)._default_manager.create(plan=plan, by=by, carried_from=row, **values)
