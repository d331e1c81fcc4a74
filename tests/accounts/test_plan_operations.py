"""Beginning, writing, carrying forward and agreeing a plan; what is refused, and what the history keeps."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.accounts.models import Goal, Objective, Plan, PlanAction
from clave.accounts.operations import plans
from clave.accounts.operations.readings import read_after_import
from clave.accounts.queries.plans import plan_page
from clave.accounts.rules import plan_refusals as refusals
from clave.accounts.rules.plans import GoalKind, Measure, Standing, State, period_of
from tests.accounts.planning import TODAY, YEAR, Planning
from tests.ledger.imports import bring, write

pytestmark = pytest.mark.django_db
HEADER = "order_id,line_no,customer_code,ordered_on,currency,net_amount"


def test_a_plan_begins_empty_and_once_a_period(planning: Planning) -> None:
    made = planning.plan()
    assert (made.carried_from, made.agreed_on, made.goals.count()) == (None, None, 0)
    with pytest.raises(refusals.PlanExists):
        planning.plan(period_of(date(2026, 6, 1), 12))
    assert Plan.objects.count() == 1
    assert Entry.objects.filter(event="accounts.plan.made", actor=planning.cast.champion).count() == 1


@pytest.mark.parametrize("months", [37, 40])
def test_a_period_that_is_too_long_is_refused(planning: Planning, months: int) -> None:
    with pytest.raises(refusals.PeriodUnfit):
        planning.plan(period_of(date(2026, 1, 1), months))


def test_confirmed_names_somebody_of_the_customer_and_a_day_that_was(planning: Planning) -> None:
    plan = planning.plan()
    for who, day, refusal in (
        ("", date(2026, 7, 1), refusals.NotConfirmedByAnybody),
        ("Ana", None, refusals.NotConfirmedByAnybody),
        ("Ana", date(2026, 7, 16), refusals.DayAhead),
    ):
        with pytest.raises(refusal):
            planning.goal(plan, standing=Standing.CONFIRMED, confirmed_by=who, confirmed_on=day)
    kept = planning.goal(plan, standing=Standing.CONFIRMED, confirmed_by="Ana", confirmed_on=date(2026, 7, 1))
    assert (kept.confirmed_by, kept.is_confirmed) == ("Ana", True)
    assert planning.goal(plan, words="Less stock", confirmed_by="Ana").confirmed_by == ""


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"words": "  "}, refusals.NeedsWords),
        ({"measure": Measure.ORDERS, "target": 0}, refusals.NeedsTarget),
        ({"target": None}, refusals.NeedsTarget),
        ({"measure": Measure.ON_TIME, "target": 10_001}, refusals.NeedsTarget),
        ({"measure": Measure.GROUP_REVENUE, "target": 1}, refusals.NeedsGroup),
    ],
)
def test_an_objective_that_says_too_little_is_refused(planning: Planning, more: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        planning.objective(planning.plan(), **more)
    assert not Objective.objects.exists()


def test_a_stale_save_changes_nothing(planning: Planning) -> None:
    plan = planning.plan()
    goal = planning.goal(plan)
    first = planning.goal(plan, row=goal, version=1, words="A third line")
    with pytest.raises(refusals.PlanStale):
        planning.goal(plan, row=goal, version=1, words="No line at all")
    assert (first.version, Goal.objects.get().words) == (2, "A third line")


def test_a_change_is_in_the_history_with_before_and_after(planning: Planning) -> None:
    plan = planning.plan()
    planning.objective(plan, row=planning.objective(plan), version=1, target=70_000)
    entry = Entry.objects.get(event="accounts.entry.changed")
    assert '"target":60000' in entry.before.replace(" ", "")
    assert '"target":70000' in entry.after.replace(" ", "")


def test_what_holds_and_is_open_is_carried_forward_and_the_old_plan_is_closed(planning: Planning) -> None:
    plan = planning.plan()
    goal, _ = planning.goal(plan), planning.goal(plan, words="Over", holds=False)
    objective = planning.objective(plan, goal=goal, typed=12_000)
    planning.objective(plan, words="Reached", state=State.DONE)
    planning.action(plan, objective=objective)
    planning.action(plan, words="Done", state=State.DONE)
    following = planning.plan(YEAR.following)
    assert following.carried_from == plan
    assert [each.words for each in following.goals.all()] == ["A second line before summer"]
    carried = following.objectives.get()
    assert (carried.words, carried.carried_from, carried.goal, carried.version) == (
        "A weekly drop",
        objective,
        following.goals.get(),
        1,
    )
    assert following.actions.get().objective == carried
    with pytest.raises(refusals.PlanOver):
        planning.goal(plan, words="Too late")


def test_only_who_may_writes_whatever_door_they_come_through(planning: Planning) -> None:
    plan = planning.plan()
    for role in (Role.EXECUTIVE_SPONSOR, Role.FINANCE_PARTNER, Role.READER):
        with pytest.raises(NotAllowed):
            plans.put_goal(by=planning.cast[role], plan=plan, kind=GoalKind.GOAL, words="Mine")


def test_the_owner_of_an_action_says_it_is_done_once(planning: Planning) -> None:
    action = planning.action(planning.plan())
    done = plans.finish_action(by=planning.cast[Role.FUNCTION_MEMBER], action=action, today=TODAY)
    assert (done.state, done.done_on, done.version) == (State.DONE, TODAY, 2)
    with pytest.raises(refusals.MoveUnknown):
        plans.finish_action(by=planning.cast[Role.FUNCTION_MEMBER], action=action, today=TODAY)


def test_an_action_needs_somebody_who_is_still_here(planning: Planning) -> None:
    plan = planning.plan()
    planning.keeper.is_active = False
    planning.keeper.save(update_fields=["is_active"])
    for owner in (None, planning.keeper):
        with pytest.raises(refusals.NeedsOwner):
            planning.action(plan, owner=owner)
    assert not PlanAction.objects.exists()


def test_an_agreement_is_dated_and_shows_that_something_changed_since(planning: Planning) -> None:
    plan = planning.plan()
    agreed = plans.agree_plan(
        by=planning.manager, plan=plan, version=1, agreed_with="Ana", agreed_on=date(2026, 7, 1), today=TODAY
    )
    assert not agreed.changed_since_agreed
    planning.goal(plan)
    assert Plan.objects.get().changed_since_agreed
    with pytest.raises(refusals.PlanStale):
        plans.agree_plan(by=planning.manager, plan=plan, version=1, agreed_with="Eva", agreed_on=TODAY, today=TODAY)
    undone = plans.agree_plan(by=planning.manager, plan=plan, version=2, agreed_with="", agreed_on=None, today=TODAY)
    assert undone.agreed_on is None


def test_the_revenue_of_a_product_group_is_read_from_the_ledger_and_again_when_data_arrives(
    planning: Planning, tmp_path: Path
) -> None:
    rows = [f"g{at},1,C1,2025-03-01,EUR,100.50,{'Dairy' if at % 2 else 'Bread'}" for at in range(4)]
    bring(write(tmp_path / "groups.csv", *rows, header=f"{HEADER},product_group"))
    plan = planning.plan(period_of(date(2025, 1, 1), 12))
    with pytest.raises(refusals.GroupUnknown):
        planning.objective(plan, measure=Measure.GROUP_REVENUE, product_group="Fish", target=1_000_00)
    made = planning.objective(plan, measure=Measure.GROUP_REVENUE, product_group="Dairy", target=1_000_00)
    (read,) = [each for each in plan_page(planning.manager, plan, TODAY).objectives if each.objective == made]
    assert read.reading.value == 2 * 100_50
    made.reading.delete()
    Plan.objects.filter(pk=plan.pk).update(ends_on=date(2099, 12, 31))
    read_after_import()
    assert Objective.objects.get(pk=made.pk).reading.value == read.reading.value
