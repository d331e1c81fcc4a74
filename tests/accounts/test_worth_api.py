"""Risks, scorecard, forecast and whitespace of /api/v1/, as a program uses them."""

from __future__ import annotations

from typing import Any

import pytest

from clave.access.lending import TokenScope
from clave.accounts.models import FactorAnswer, Risk
from clave.accounts.rules.scorecard import FACTORS
from clave.people.models import Forecast
from tests.accounts.worth import SCORES, Workspace
from tests.asking import Asking, code_of

pytestmark = pytest.mark.django_db
READ, WRITE = TokenScope.READ_RISKS, TokenScope.CHANGE_RISKS
PLAN: dict[str, Any] = {"amounts_minor": [70_000_00] * 3, "currency": "EUR", "reason": "plan"}
RISK: dict[str, Any] = {"customer": "C1", "what": "A rival", "likelihood": 20, "hit_minor": 5_000_00, "owner": "WATCH"}


def test_a_plan_is_scored_forecast_and_valued(workspace: Workspace) -> None:
    ask = Asking(workspace.manager, WRITE)
    answers = {key: {"score": score, "reason": "x"} for key, score in zip(FACTORS, SCORES, strict=True)}
    assert ask("PUT", "key-accounts/C1/scorecard", {"answers": answers}, If_Match='"0"').status_code == 200
    saved = ask("PUT", "key-accounts/C1/forecast", PLAN, If_Match='"0"')
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"1"')
    told = ask.get("key-accounts/C1/worth")
    assert told["retention"] == pytest.approx(0.83)
    assert told["statistical_value"] == {"amount": "182000.00", "currency": "EUR"}
    assert float(told["plan_value"]["amount"]) + float(told["at_risk"]["amount"]) == pytest.approx(
        float(told["unadjusted"]["amount"])
    )
    assert [year["survival"] for year in told["years"]] == pytest.approx([0.83, 0.83**2, 0.83**3])


def test_who_did_not_read_the_newest_version_is_told(workspace: Workspace) -> None:
    workspace.forecast(70_000)
    ask = Asking(workspace.manager, WRITE)
    assert code_of(ask("PUT", "key-accounts/C1/forecast", PLAN)) == (428, "PRECONDITION_REQUIRED")
    assert code_of(ask("PUT", "key-accounts/C1/forecast", PLAN, If_Match='"0"')) == (412, "PRECONDITION_FAILED")
    assert Forecast.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amounts_minor": []}, "FORECAST_MISSING"),
        ({"amounts_minor": [1, None, 3]}, "FORECAST_HAS_GAP"),
        ({"amounts_minor": [1] * 11}, "FORECAST_TOO_LONG"),
        ({"chances": [12_000]}, "RETENTION_IMPOSSIBLE"),
        ({"chances": [0]}, "RETENTION_NIL"),
    ],
)
def test_a_forecast_that_cannot_be_is_refused_with_its_code(
    workspace: Workspace, more: dict[str, Any], code: str
) -> None:
    answer = Asking(workspace.manager, WRITE)("PUT", "key-accounts/C1/forecast", {**PLAN, **more}, If_Match='"0"')
    assert code_of(answer) == (422, code)
    assert not Forecast.objects.exists()


def test_a_risk_is_put_down_once_for_its_key_changed_and_listed(workspace: Workspace) -> None:
    ask = Asking(workspace.manager, WRITE)
    answers = [ask("POST", "risks", RISK, Idempotency_Key="once") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201], answers[0].content
    made = Risk.objects.get()
    changed = {name: each for name, each in RISK.items() if name != "customer"} | {"state": "accepted"}
    assert ask("PUT", f"risks/{made.number}", changed, If_Match='"1"').status_code == 200
    assert code_of(ask("PUT", f"risks/{made.number}", changed, If_Match='"1"'))[0] == 412
    told = ask.get("risks?customer=C1")["items"]
    assert [(each["state"], each["expected"]["amount"]) for each in told] == [("accepted", "1000.00")]
    assert code_of(ask("POST", "risks", {**RISK, "owner": "NOBODY"})) == (422, "RISK_NEEDS_OWNER")


def test_anothers_key_account_is_not_there(workspace: Workspace) -> None:
    ask = Asking(workspace.manager, WRITE)
    for path in ("worth", "forecast", "scorecard", "whitespace"):
        assert ask("GET", f"key-accounts/C2/{path}").status_code == 404
    assert ask("POST", "risks", {**RISK, "customer": "C2"}).status_code == 404
    assert code_of(Asking(workspace.manager, READ)("POST", "risks", RISK)) == (403, "SCOPE_MISSING")
    assert not Risk.objects.exists()


def test_the_whitespace_is_told_cell_by_cell(workspace: Workspace) -> None:
    told = Asking(workspace.manager, READ).get("key-accounts/C1/whitespace")
    assert (told["customer"], told["cells"]) == ("C1", [])


def test_a_score_needs_its_reason(workspace: Workspace) -> None:
    ask = Asking(workspace.manager, WRITE)
    asked = {"answers": {"tenure": {"score": 3, "reason": " "}}}
    assert code_of(ask("PUT", "key-accounts/C1/scorecard", asked, If_Match='"0"')) == (422, "REASON_NEEDED")
    assert not FactorAnswer.objects.exists()
