"""/key-accounts/CODE/risks/ and its forms: what they show, what they refuse, and what two people do to each other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clave.access.models import Entry
from clave.access.policy import Role
from clave.accounts.models import FactorAnswer, Renewal, Risk
from clave.accounts.operations import worth as operations
from clave.accounts.queries.worth import open_risks, worth, worth_of
from clave.accounts.rules import worth_refusals as refusals
from clave.accounts.rules.risks import State
from clave.accounts.rules.scorecard import FACTORS
from clave.people.models import Forecast
from tests.accounts.worth import YEAR, Workspace
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


def post(client: Client, workspace: Workspace, name: str, given: dict[str, Any], **words: Any) -> Any:
    """Send a form as the manager of C1."""
    sign_in(client, workspace.manager)
    return client.post(reverse(name, kwargs={"code": "C1", **words}), given)


def page(open_page: Any, workspace: Workspace, name: str = "risks", **words: Any) -> str:
    text: str = open_page(workspace.manager, name, code="C1", **words).content.decode()
    return text


RISK = {"what": "They build their own", "likelihood": "30", "hit": "5000", "mitigation": "Design in together"}
RISK |= {"mitigation_cost": "800", "likelihood_after": "10", "factor": "understanding", "due_on": "2026-09-01"}


def test_an_empty_page_teaches(workspace: Workspace, open_page: Any) -> None:
    text = page(open_page, workspace)
    assert "No forecast yet: without one the plan has no value" in text
    assert "8 factors not answered" in text
    assert "There is no forecast yet, so the plan has no value to hold against the orders." in text


def test_the_worked_scorecard_gives_its_chance(workspace: Workspace, open_page: Any) -> None:
    workspace.answer()
    found = worth(workspace.held)
    assert found.score == pytest.approx(68.75)
    assert found.retention == pytest.approx(0.83)
    text = page(open_page, workspace)
    assert "83%" in text
    assert "because 4" in text


def test_plan_and_orders_stand_side_by_side_and_the_curve_is_a_table_too(workspace: Workspace, open_page: Any) -> None:
    workspace.answer()
    workspace.forecast(70_000, 70_000, 70_000)
    text = page(open_page, workspace)
    assert "the plan lies within what the orders allow" in text
    assert "we keep this customer with a chance of 57%." in text
    assert "57.2%" in text
    assert "€182k" in text
    assert "€120k to €260k" in text


def test_where_they_disagree_the_larger_part_is_named(workspace: Workspace, open_page: Any) -> None:
    workspace.answer()
    workspace.forecast(250_000, 300_000, 350_000)
    text = page(open_page, workspace)
    assert "more than the orders allow" in text
    assert "Mostly because it expects €300k a year where the orders suggest €80k" in text
    found = worth(workspace.held)
    assert found.apart is not None
    assert found.plan is not None
    assert found.apart.whole == pytest.approx(found.plan.value - 182_000)


def test_low_chances_are_named_where_they_make_the_difference(workspace: Workspace, open_page: Any) -> None:
    workspace.answer((1,) * 8)
    workspace.forecast(70_000, 70_000, 70_000)
    assert "Mostly because it keeps the customer with another chance" in page(open_page, workspace)


def test_a_forecast_beyond_the_horizon_is_kept_and_does_not_count(workspace: Workspace, open_page: Any) -> None:
    workspace.answer()
    workspace.forecast(70_000, 70_000, 70_000)
    three = worth(workspace.held).value
    workspace.forecast(70_000, 70_000, 70_000, 90_000, 90_000, version=1)
    found = worth(workspace.held)
    assert found.value == three
    assert found.uncounted_years == [YEAR + 3, YEAR + 4]
    assert "The last 2 years lie beyond the horizon of 36 months" in page(open_page, workspace)
    workspace.forecast(70_000, 70_000, 70_000, 90_000, version=2)
    assert "The last year lies beyond the horizon of 36 months" in page(open_page, workspace)


def test_the_forecast_begins_with_what_the_orders_suggest_and_counts_the_chance_of_loss_once(
    workspace: Workspace, open_page: Any
) -> None:
    text = page(open_page, workspace, "plan-forecast")
    assert text.count('value="80000.00"') == 3
    assert 'value="52747.25"' in text
    assert "here the chance is taken out, since the plan counts its own" in text
    workspace.forecast(80_000, 80_000, 80_000, chances=(8_750, 10_000, 10_000))
    plan = worth(workspace.held).plan
    assert plan is not None
    assert sum(80_000 * share for share in plan.survival) == pytest.approx(210_000)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "A forecast needs at least its first year"),
        ({"amount_1": "5", "amount_3": "5"}, f"Year {YEAR + 1} is empty"),
        ({"amount_1": "5", "chance_1": "101"}, "Nobody is kept more than surely"),
        ({"amount_1": "5", "chance_1": "0"}, "no chance of keeping the customer"),
        ({"amount_1": "5", "reason": ""}, "Say in a few words why"),
        ({"amount_1": "5", "low_1": "6", "high_1": "9"}, "must lie between low and high"),
        ({"amount_1": "5", "low_1": "4"}, "give both low and high, or neither"),
    ],
)
def test_a_forecast_that_cannot_be_is_answered_on_the_page(
    workspace: Workspace, client: Client, given: dict[str, str], words: str
) -> None:
    answer = post(client, workspace, "plan-forecast", {"version": "0", "first_year": YEAR, "reason": "plan", **given})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Forecast.objects.exists()


def test_a_forecast_is_saved_version_by_version_with_its_history(workspace: Workspace, client: Client) -> None:
    given = {
        "version": "0",
        "first_year": YEAR,
        "low_1": "60000",
        "high_1": "80000",
        "amount_1": "70000",
        "chance_1": "92.5",
        "amount_2": "-1000",
        "reason": "plan",
    }
    assert post(client, workspace, "plan-forecast", given).status_code == 302
    made = Forecast.objects.get()
    assert (made.amounts, made.lows, made.chances) == ([70_000_00, -1_000_00], [60_000_00, None], [9_250, None])
    assert post(client, workspace, "plan-forecast", {**given, "version": "1"}).status_code == 422
    stale = post(client, workspace, "plan-forecast", {**given, "amount_1": "75000"})
    assert stale.status_code == 409
    text = stale.content.decode()
    assert "75000" in text
    assert "€70,000.00 · €60k to €80k · 92.5%" in text
    assert Entry.objects.filter(event="accounts.forecast.saved").count() == 1


def test_low_and_high_that_nobody_touched_follow_the_likely_amount(workspace: Workspace, client: Client) -> None:
    workspace.forecast(70_000, 70_000, lows=[60_000_00, 60_000_00], highs=[90_000_00, 90_000_00])
    stood = {"version": "1", "first_year": YEAR, "reason": "a plant", "follow": "True"}
    stood |= {f"{name}_{place}": each for place in (1, 2) for name, each in (("low", "60000"), ("high", "90000"))}
    moved = {"amount_1": "140000", "amount_2": "35000", "low_2": "30000"}
    assert post(client, workspace, "plan-forecast", {**stood, **moved}).status_code == 302
    made = Forecast.objects.get(number=2)
    assert (made.lows, made.highs) == ([120_000_00, 30_000_00], [180_000_00, 45_000_00])
    typed = {**stood, **moved, "version": "2", "follow": "", "low_1": "120000", "high_1": "190000", "high_2": "45000"}
    assert post(client, workspace, "plan-forecast", typed).status_code == 302
    made = Forecast.objects.get(number=3)
    assert (made.lows, made.highs) == ([120_000_00, 30_000_00], [190_000_00, 45_000_00])


def test_the_scorecard_keeps_what_was_said_before(workspace: Workspace, client: Client) -> None:
    workspace.answer()
    given = {"version": "8", "answered_on": "2026-01-05", "score_tenure": "3", "reason_tenure": "four years now"}
    assert post(client, workspace, "risk-scorecard", given).status_code == 302
    rows = FactorAnswer.objects.filter(factor="tenure").order_by("pk")
    assert [row.score for row in rows] == [2, 3]
    assert FactorAnswer.objects.count() == 9


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"version": "0", "score_tenure": "5", "reason_tenure": "x"}, 409, "Somebody answered the scorecard"),
        ({"version": "8", "score_tenure": "5"}, 422, "Say in a few words why"),
        ({"version": "8"}, 422, "No factor differs"),
        ({"version": "8", "score_tenure": "6"}, 422, "Select a valid choice"),
        (
            {"version": "8", "score_tenure": "5", "reason_tenure": "x", "answered_on": "2999-01-01"},
            422,
            "still to come",
        ),
    ],
)
def test_a_scorecard_that_cannot_be_is_answered_on_the_page(
    workspace: Workspace, client: Client, given: dict[str, str], status: int, words: str
) -> None:
    workspace.answer()
    answer = post(client, workspace, "risk-scorecard", {"answered_on": "2026-01-05", **given})
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert FactorAnswer.objects.count() == 8


def test_a_scorecard_without_a_factor_gives_no_chance(workspace: Workspace) -> None:
    said = {key: operations.Said(3, "so so") for key in list(FACTORS)[:7]}
    operations.answer_scorecard(by=workspace.manager, key_account=workspace.held, version=0, answers=said)
    workspace.forecast(70_000)
    found = worth(workspace.held)
    assert found.retention is None
    assert found.value is None
    assert found.missing == ["exposure"]


def test_a_risk_is_put_down_changed_and_told(workspace: Workspace, client: Client, open_page: Any) -> None:
    given = {**RISK, "owner": str(workspace.owner.pk)}
    assert post(client, workspace, "new-risk", given).status_code == 302
    made = Risk.objects.get()
    assert (made.hit, made.mitigation_cost, made.currency) == (5_000_00, 800_00, "EUR")
    changed = {**given, "version": "1", "state": "treated", "likelihood": "40"}
    assert post(client, workspace, "risk", changed, number=made.number).status_code == 302
    stale = post(client, workspace, "risk", {**changed, "likelihood": "50"}, number=made.number)
    assert stale.status_code == 409
    text = stale.content.decode()
    assert 'value="50"' in text
    assert "40%" in text
    assert "put" in " ".join(Entry.objects.filter(event__startswith="accounts.risk").values_list("event", flat=True))
    assert "changed it" in page(open_page, workspace, "risk", number=made.number)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"owner": ""}, "A risk without an owner"),
        ({"likelihood": "101"}, "100"),
        ({"likelihood_after": "60"}, "likelier"),
        ({"what": ""}, "required"),
        ({"hit": "-1"}, "0"),
    ],
)
def test_a_risk_that_cannot_be_is_answered_on_the_page(
    workspace: Workspace, client: Client, wrong: dict[str, str], words: str
) -> None:
    answer = post(client, workspace, "new-risk", {**RISK, "owner": str(workspace.owner.pk), **wrong})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Risk.objects.exists()


def test_what_has_happened_stays_on_record(workspace: Workspace, client: Client) -> None:
    made = workspace.risk()
    Risk.objects.filter(pk=made.pk).update(state=State.HAPPENED)
    given = {**RISK, "owner": str(workspace.owner.pk), "version": "1", "state": "open"}
    assert post(client, workspace, "risk", given, number=made.number).status_code == 422


def test_mitigations_are_ranked_by_what_remains(workspace: Workspace, open_page: Any) -> None:
    workspace.answer()
    workspace.forecast(70_000, 70_000, 70_000)
    workspace.risk("Dear", mitigation="A dear one", mitigation_cost=90_000_00, likelihood_after=0)
    workspace.risk("Cheap", mitigation="A cheap one", mitigation_cost=1_00, likelihood_after=0, factor="tenure")
    found = worth(workspace.held)
    planned = [each for each in found.mitigations if each.risk]
    assert [each.words for each in planned] == ["A cheap one", "A dear one"]
    assert planned[-1].net.is_negative
    assert list(found.mitigations[:2]) == planned
    steps = [each.gain.amount for each in found.mitigations[2:]]
    assert steps == sorted(steps, reverse=True)
    assert len(steps) == 6
    assert found.expected_loss.amount == 4_000
    assert "A cheap one" in page(open_page, workspace)


def test_a_renewal_speaks_for_its_year_until_it_is_settled(workspace: Workspace, client: Client) -> None:
    workspace.answer()
    workspace.forecast(70_000, 70_000, 70_000)
    given = {"what": "Frame contract", "renews_on": f"{YEAR + 1}-06-30", "chance": "60"}
    assert post(client, workspace, "new-renewal", given).status_code == 302
    assert [year.chance for year in worth(workspace.held).years] == pytest.approx([0.83, 0.6, 0.83])
    made = Renewal.objects.get()
    settled = {**given, "version": "1", "is_settled": "on"}
    assert post(client, workspace, "renewal", settled, pk=made.pk).status_code == 302
    assert [year.chance for year in worth(workspace.held).years] == pytest.approx([0.83] * 3)
    stale = post(client, workspace, "renewal", settled, pk=made.pk)
    assert stale.status_code == 409
    assert "Frame contract" in stale.content.decode()


def test_nobody_reads_the_risks_of_anothers_key_account(workspace: Workspace, open_page: Any, client: Client) -> None:
    for name in ("risks", "plan-forecast", "risk-scorecard", "new-risk", "risks-export"):
        assert open_page(workspace.manager, name, code="C2").status_code == 404
    hidden = workspace.risk()
    assert open_page(workspace.manager, "risk", code="C2", number=hidden.number).status_code == 404
    assert post(client, workspace, "new-risk", RISK).status_code == 422
    assert open_page(workspace.cast[Role.READER], "risks", code="C1").status_code == 403


def test_finance_reads_and_does_not_change(workspace: Workspace, open_page: Any) -> None:
    made = workspace.risk()
    text = open_page(workspace.cast.finance_partner, "risk", code="C1", number=made.number).content.decode()
    assert "A rival opens next door" in text
    assert "Save" not in text


def test_the_risks_leave_as_a_file_and_that_is_in_the_history(workspace: Workspace, open_page: Any) -> None:
    workspace.answer()
    workspace.forecast(70_000, 70_000, 70_000)
    workspace.risk("=1+1", mitigation="A visit", likelihood_after=0)
    answer = open_page(workspace.manager, "risks-export", code="C1")
    text = b"".join(answer.streaming_content).decode()
    assert "'=1+1" in text
    assert "value_added" in text
    assert workspace.run.short_code in text
    assert Entry.objects.filter(event="accounts.table.exported").count() == 1
    assert open_page(workspace.manager, "risks-export", {"kind": "xlsx"}, code="C1").status_code == 200


def test_others_can_ask_for_worth_and_open_risks(workspace: Workspace) -> None:
    small, large = workspace.risk("Small", hit=1_00), workspace.risk("Large")
    assert open_risks(workspace.held.customer) == [large, small]
    told = worth_of(workspace.held.customer)
    assert told is not None
    assert told.expected_loss.amount == Decimal("2000.20")


def test_a_plan_in_another_currency_is_not_compared(workspace: Workspace, open_page: Any) -> None:
    workspace.answer()
    workspace.forecast(70_000)
    Forecast.objects.update(currency="USD")
    assert "without a rate they are not compared" in page(open_page, workspace)


def test_the_operations_ask_again_who_may(workspace: Workspace) -> None:
    from clave.access.rules import NotAllowed

    with pytest.raises(NotAllowed):
        operations.answer_scorecard(by=workspace.cast.reader, key_account=workspace.held, version=0, answers={})
    with pytest.raises(refusals.FactorUnknown):
        operations.answer_scorecard(
            by=workspace.manager, key_account=workspace.held, version=0, answers={"mood": operations.Said(3, "x")}
        )
