"""/key-accounts/CODE/plan/ and its entries: what they show, two people at once, another manager's account by every door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.access.policy import Role
from clave.accounts.models import Goal, Plan, PlanAction
from clave.accounts.rules.plans import Measure, period_of
from tests.accounts.planning import Planning
from tests.cast import note_on

pytestmark = pytest.mark.django_db


def this_year(planning: Planning) -> Plan:
    return planning.plan(period_of(timezone.localdate().replace(month=1, day=1), 12))


def test_without_a_plan_the_manager_may_begin_one_and_the_sponsor_reads_that_there_is_none(
    planning: Planning, open_page: Any
) -> None:
    text = open_page(planning.manager, "plan", code="C1").content.decode()
    assert "has no plan yet" in text
    assert "Begin the plan" in text
    read = open_page(planning.sponsor, "plan", code="C1").content.decode()
    assert "Its key account manager begins the plan" in read
    assert "Begin the plan" not in read


def test_the_page_says_what_is_assumed_what_is_confirmed_and_how_far_each_objective_is(
    planning: Planning, open_page: Any
) -> None:
    plan = this_year(planning)
    day = timezone.localdate()
    planning.goal(plan)
    told = {"standing": "confirmed", "confirmed_by": "Ana Ruiz", "confirmed_on": plan.starts_on}
    planning.goal(plan, words="Less stock", **told)
    planning.objective(plan, typed=60_000)
    planning.objective(plan, words="More orders", measure=Measure.ORDERS, target=10)
    planning.action(plan, due_on=day - timedelta(days=1))
    text = open_page(planning.manager, "plan", code="C1").content.decode()
    for words in ("assumed", "Ana Ruiz", "60 % of 60 %", "reached", "not measured yet", "late", "1 of 2 objectives"):
        assert words in text
    assert "touched today" in text


def test_a_plan_nobody_touches_is_stale_and_my_day_says_so(planning: Planning, open_page: Any) -> None:
    plan = this_year(planning)
    Plan.objects.filter(pk=plan.pk).update(touched_at=timezone.localtime().replace(hour=10) - timedelta(days=61))
    assert "stale: untouched for 61 days" in open_page(planning.manager, "plan", code="C1").content.decode()
    assert "Go through the plan of" in open_page(planning.manager, "home").content.decode()
    assert "has no plan for today" in open_page(planning.other_manager, "home").content.decode()


def test_what_was_told_of_a_visit_goes_into_the_plan_with_its_words(planning: Planning, client: Client) -> None:
    this_year(planning)
    client.force_login(planning.manager)
    words = note_on(planning.held).text
    begun = client.get(reverse("add-plan-action", args=["C1"]), {"words": words}).content.decode()
    assert words in begun
    asked = {"words": words, "owner": planning.keeper.pk, "due_on": "2030-01-01", "state": "open"}
    assert client.post(reverse("add-plan-action", args=["C1"]), asked).status_code == 302
    assert PlanAction.objects.get().words == words


def test_two_people_at_once_see_both_versions_and_nothing_is_lost(planning: Planning, client: Client) -> None:
    goal = planning.goal(this_year(planning))
    client.force_login(planning.manager)
    asked = {"kind": "goal", "standing": "assumed", "holds": "on", "version": 1}
    assert client.post(reverse("plan-goal", args=[goal.pk]), {**asked, "words": "Mine"}).status_code == 302
    second = client.post(reverse("plan-goal", args=[goal.pk]), {**asked, "words": "Theirs"})
    text = second.content.decode()
    assert second.status_code == 409
    assert "What stands there now" in text
    assert "Mine" in text
    assert 'value="Theirs"' in text
    assert Goal.objects.get().words == "Mine"
    again = client.post(reverse("plan-goal", args=[goal.pk]), {**asked, "words": "Both", "version": 2})
    assert (again.status_code, Goal.objects.get().words) == (302, "Both")


def test_a_stale_agreement_is_shown_beside_what_stands(planning: Planning, client: Client) -> None:
    this_year(planning)
    client.force_login(planning.manager)
    asked = {"agreed_with": "Ana", "agreed_on": "2026-01-02", "version": 1}
    assert client.post(reverse("agree-plan", args=["C1"]), asked).status_code == 302
    second = client.post(reverse("agree-plan", args=["C1"]), {**asked, "agreed_with": "Eva"})
    assert second.status_code == 409
    assert "agreed with Ana" in second.content.decode()
    assert Plan.objects.get().agreed_with == "Ana"


def test_carried_forward_the_period_before_stands_beside_the_new_one(planning: Planning, client: Client) -> None:
    plan = this_year(planning)
    planning.objective(plan, words="Grow together")
    client.force_login(planning.manager)
    following = plan.period.following
    asked = {"first": f"{following.starts_on:%Y-%m}", "months": 12}
    assert client.post(reverse("begin-plan", args=["C1"]), asked).status_code == 302
    text = client.get(reverse("plan", args=["C1"])).content.decode()
    assert "The period before" in text
    assert text.count("Grow together") == 2
    old = client.get(reverse("plan", args=["C1"]), {"from": plan.starts_on.isoformat()}).content.decode()
    assert "kept as it was" in old
    assert client.get(reverse("plan", args=["C1"]), {"from": "1999-01-01"}).status_code == 404
    assert client.post(reverse("begin-plan", args=["C1"]), asked).status_code == 409


def test_another_managers_plan_is_not_there_by_any_door(planning: Planning, client: Client) -> None:
    plan = planning.plan(held=planning.other)
    goal, objective, action = planning.goal(plan), planning.objective(plan), planning.action(plan)
    client.force_login(planning.manager)
    names = ("key-account", "plan", "add-plan-goal", "add-plan-objective", "add-plan-action", "plan-file")
    doors = [reverse(name, args=["C2"]) for name in names]
    doors += [
        reverse(name, args=[row.pk])
        for name, row in (("plan-goal", goal), ("plan-objective", objective), ("plan-action", action))
    ]
    assert {path: client.get(path).status_code for path in doors} == dict.fromkeys(doors, 404)
    posts = [reverse("begin-plan", args=["C2"]), reverse("agree-plan", args=["C2"]), *doors[2:5], *doors[6:]]
    assert {path: client.post(path).status_code for path in posts} == dict.fromkeys(posts, 404)


def test_the_file_holds_what_the_page_shows(planning: Planning, open_page: Any) -> None:
    plan = this_year(planning)
    planning.goal(plan)
    planning.objective(plan, typed=12_500, worth=5_000_00)
    planning.action(plan)
    text = b"".join(open_page(planning.manager, "plan-file", {"kind": "csv"}, code="C1").streaming_content).decode()
    for words in ("A second line before summer", "A weekly drop", "12.50", "5000.00", "Agree the drop"):
        assert words in text
    assert open_page(planning.manager, "plan-file", {"kind": "xlsx"}, code="C1").status_code == 200
    assert open_page(planning.manager, "plan-file", {"kind": "doc"}, code="C1").status_code == 422


def test_the_owner_of_an_action_finds_it_and_says_done_without_seeing_the_plan(
    planning: Planning, client: Client, open_page: Any
) -> None:
    planning.action(this_year(planning))
    member = planning.cast[Role.FUNCTION_MEMBER]
    assert "Agree the drop" in open_page(member, "plan-actions").content.decode()
    client.force_login(member)
    answer = client.post(reverse("finish-plan-action", args=[PlanAction.objects.get().pk]))
    assert answer.headers["Location"] == reverse("plan-actions")
    assert PlanAction.objects.get().state == "done"
    assert client.get(reverse("plan", args=["C1"])).status_code == 403
