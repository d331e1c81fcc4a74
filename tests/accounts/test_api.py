"""Account plans of /api/v1/, as a program uses them: read, change an objective from the version read, add and finish actions."""

from __future__ import annotations

import pytest

from clave.access.lending import TokenScope
from clave.accounts.models import Objective, PlanAction
from clave.accounts.rules.plans import Measure
from tests.accounts.planning import Planning
from tests.asking import Asking

pytestmark = pytest.mark.django_db
READ, WRITE = TokenScope.READ_PLANS, TokenScope.CHANGE_PLANS


def test_a_plan_is_told_with_its_progress_and_money_only_to_who_reads_values(planning: Planning) -> None:
    plan = planning.plan()
    planning.goal(plan, standing="confirmed", confirmed_by="Ana Ruiz", confirmed_on=plan.starts_on)
    planning.objective(plan, typed=30_000, worth=98_765_00)
    planning.objective(plan, words="Margin", measure=Measure.CONTRIBUTION, target=43_210_00)
    planning.action(plan)
    lean, full = Asking(planning.manager, READ), Asking(planning.manager, READ, TokenScope.READ_VALUES)
    told = lean.get("key-accounts/C1/plan")
    assert [(each["reached"], each["target"], each["worth"]) for each in told["objectives"]] == [
        ("30.00", "60.00", None),
        (None, None, None),
    ]
    assert (told["actions"][0]["owner"], told["goals"][0]["standing"]) == ("MEMBER", "confirmed")
    assert "Ana" not in str(told)
    amounts = [each["worth"] for each in full.get("key-accounts/C1/plan")["objectives"]]
    assert {"amount": "98765.00", "currency": "EUR"} in amounts


def test_an_objective_changes_only_from_the_version_that_was_read(planning: Planning) -> None:
    row, ask = planning.objective(planning.plan()), Asking(planning.manager, WRITE)
    asked = {"words": "A daily drop", "target": "80", "reached": "20"}
    path = f"plan-objectives/{row.pk}"
    assert ask("PUT", path, asked).status_code == 428
    assert ask("PUT", path, asked, If_Match='"7"').status_code == 412
    changed = ask("PUT", path, asked, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"'), changed.content
    kept = Objective.objects.get()
    assert (kept.words, kept.target, kept.typed) == ("A daily drop", 80_000, 20_000)


def test_an_action_is_added_and_finished(planning: Planning) -> None:
    planning.plan()
    ask = Asking(planning.manager, WRITE)
    made = ask("POST", "key-accounts/C1/plan/actions", {"words": "Call", "owner": "MEMBER", "due_on": "2030-01-01"})
    assert made.status_code == 201, made.content
    done = ask("POST", f"plan-actions/{made.json()['id']}/done", {})
    assert (done.status_code, done.json()["state"]) == (200, "done")
    nobody = ask("POST", "key-accounts/C1/plan/actions", {"words": "Call", "owner": "NOBODY", "due_on": "2030-01-01"})
    assert nobody.status_code == 422
    assert PlanAction.objects.count() == 1


def test_another_managers_plan_is_not_there(planning: Planning) -> None:
    plan = planning.plan(held=planning.other)
    row, action, ask = planning.objective(plan), planning.action(plan), Asking(planning.manager, *TokenScope)
    body = {"words": "x", "target": "1"}
    assert ask("GET", "key-accounts/C2/plan").status_code == 404
    assert ask("PUT", f"plan-objectives/{row.pk}", body, If_Match='"1"').status_code == 404
    assert ask("POST", f"plan-actions/{action.pk}/done", {}).status_code == 404
