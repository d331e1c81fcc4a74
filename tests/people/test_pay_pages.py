"""/pay/ and /rewards/: who sees pay, what is refused, and what the same past would have paid."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from clave.access.lending import TokenScope, loan_of
from clave.access.models import Entry, User
from clave.access.policy import Action, FieldClass, Role
from clave.people.models import PayPlan, PayProposal
from clave.people.operations.paying import PlanTerms, end_pay_plan, register_pay_plan
from clave.people.queries.simulating import Tried, simulated
from clave.people.rules import pay_refusals as refusals
from clave.people.rules.pay import Measure
from clave.people.rules.simulating import Curve
from clave.portfolio.models import KeyAccount
from clave.promises.models import Outcome, Promise
from tests.cast import Cast, our_person
from tests.people.scoring import BEFORE, NOW, Scoring, worth
from tests.value.book import months, run_with

pytestmark = pytest.mark.django_db
BASE = 90_000_00
SINCE = date(2026, 1, 1)


@pytest.fixture
def scoring(cast: Cast) -> Scoring:
    return Scoring(cast)


def lead(scoring: Scoring) -> User:
    return scoring.cast[Role.PEOPLE_LEAD]


def terms(scoring: Scoring, **but: Any) -> PlanTerms:
    """Ana is paid on revenue."""
    told = {"person": scoring.ana, "role": "", "weights": {Measure.REVENUE: 60, Measure.LIFETIME_VALUE: 40}}
    told |= {"variable_percent": 25, "valid_from": SINCE, "reason": "As before.", "base": BASE, "currency": "EUR"}
    return PlanTerms(**{**told, **but})


def runs(scoring: Scoring) -> None:
    """Alder's revenue grew from 240,000 to 300,000 while its value fell; Birch gained value on less revenue."""
    rows = ((scoring.alder, 500_000, 380_000, 240, 300), (scoring.birch, 100_000, 390_000, 120, 60))
    first, last = [], []
    for customer, before, after, one, other in rows:
        series = months(BEFORE, count=12, revenue=one * 1_000_00 // 12, contribution=5_000_00)
        first.append({"customer": customer, **worth(before, 60_000), "revenue": one * 1_000_00, "months": series})
        last.append({"customer": customer, **worth(after, 70_000), "revenue": (one + other) * 1_000_00})
    run_with(first, as_of=BEFORE)
    run_with(last, as_of=NOW)


def test_the_register_names_conflicts_within_the_budget(scoring: Scoring, open_page: Any) -> None:
    register_pay_plan(by=lead(scoring), terms=terms(scoring))
    text = open_page(lead(scoring), "pay").content.decode()
    assert "1 pay plan works against key accounts" in text
    assert "paid on revenue gains by discounts" in text
    assert "€90,000" in text


def test_a_new_plan_ends_the_one_before_and_history_keeps_pay_apart(scoring: Scoring) -> None:
    register_pay_plan(by=lead(scoring), terms=terms(scoring))
    with pytest.raises(refusals.PayPlanStale):
        register_pay_plan(by=lead(scoring), terms=terms(scoring, valid_from=date(2026, 7, 1)))
    register_pay_plan(by=lead(scoring), terms=terms(scoring, valid_from=date(2026, 7, 1)), based_on=1)
    assert [each.valid_to for each in PayPlan.objects.order_by("number")] == [date(2026, 6, 30), None]
    entry = Entry.objects.get_queryset().filter(event="people.pay.put").first()
    assert entry is not None
    assert entry.field_class == FieldClass.F6.name
    assert "9000000" not in entry.after
    assert "9000000" in entry.personal.content


@pytest.mark.parametrize(
    ("but", "refusal"),
    [
        ({"role": "key_account_manager"}, refusals.OnePayee),
        ({"person": None}, refusals.OnePayee),
        ({"weights": {Measure.REVENUE: 90}}, refusals.WeightsDoNotAddUp),
        ({"floor_percent": 150}, refusals.CurveTurned),
        ({"person": None, "role": "people_lead"}, refusals.OwnPay),
    ],
)
def test_what_makes_no_plan_is_refused(scoring: Scoring, but: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        register_pay_plan(by=lead(scoring), terms=terms(scoring, **but))
    assert not PayPlan.objects.exists()


def test_nobody_sets_or_ends_their_own_pay(scoring: Scoring, client: Client) -> None:
    own = our_person(lead(scoring), code="LEAD")
    client.force_login(lead(scoring))
    told = {"person": own.pk, "weight_team": 100, "variable_percent": 10, "floor_percent": 80, "cap_percent": 150}
    answer = client.post("/pay/", {**told, "valid_from": "2026-01-01", "reason": "Mine."})
    assert answer.status_code == 403
    plan = PayPlan.objects.create(number=1, person=own, variable_percent=10, valid_from=SINCE, reason="By another.")
    assert client.post("/pay/1/end/", {"ends_on": "2026-05-01"}).status_code == 403
    plan.refresh_from_db()
    assert plan.valid_to is None


def test_a_plan_is_registered_and_ended_at_the_screen(scoring: Scoring, client: Client) -> None:
    client.force_login(lead(scoring))
    told = {"role": "executive_sponsor", "weight_quarter": 100, "variable_percent": 30, "floor_percent": 80}
    told |= {"cap_percent": 150, "valid_from": "2026-01-01", "reason": "As before."}
    assert client.post("/pay/", {**told, "weight_quarter": 90}).status_code == 422
    assert "A sponsor paid on the quarter" in client.post("/pay/", told, follow=True).content.decode()
    assert client.post("/pay/", told).status_code == 409
    assert client.post("/pay/1/end/", {"ends_on": ""}).status_code == 422
    assert client.post("/pay/1/end/", {"ends_on": "2026-03-01"}).status_code == 302
    with pytest.raises(refusals.PayPlanOver):
        end_pay_plan(by=lead(scoring), plan=PayPlan.objects.get(), ends_on=SINCE)


def test_pay_of_another_is_reached_by_no_door(scoring: Scoring, client: Client) -> None:
    for who in (scoring.ana, scoring.bob):
        register_pay_plan(by=lead(scoring), terms=terms(scoring, person=who, reason=f"For {who}."))
    runs(scoring)
    client.force_login(scoring.ana.user)
    for path in ("/pay/", "/rewards/"):
        text = client.get(path).content.decode()
        assert "Ana" in text
        assert "Bob" not in text
    assert client.get("/pay/plans.csv").status_code == 403
    for role in (Role.EXECUTIVE_SPONSOR, Role.FUNCTION_MEMBER, Role.COMMITTEE_MEMBER, Role.READER, Role.ADMINISTRATOR):
        client.force_login(scoring.cast[role])
        assert {client.get(path).status_code for path in ("/pay/", "/rewards/", "/pay/plans.csv")} == {403}
    for role in (Role.CHAMPION, Role.FINANCE_PARTNER):
        client.force_login(scoring.cast[role])
        text = client.get("/pay/").content.decode() + client.get("/rewards/").content.decode()
        assert "Ana" not in text
        assert "€90,000" not in text
        assert "Totals are told of five people or more" in text
    loan = loan_of([scope.value for scope in TokenScope])
    assert not loan.lends(Action.SEE_PAY)
    assert not loan.lends_reading(FieldClass.F6)


def test_totals_are_told_of_five(scoring: Scoring, client: Client) -> None:
    others = [our_person(code=f"N{number}") for number in range(4)]
    for who in (scoring.ana, *others[:3]):
        register_pay_plan(by=lead(scoring), terms=terms(scoring, person=who))
    client.force_login(scoring.cast.champion)
    assert "There are fewer" in client.get("/pay/").content.decode()
    register_pay_plan(by=lead(scoring), terms=terms(scoring, person=others[3]))
    assert "5 personal plans count today; 1 of them" in client.get("/pay/").content.decode()


def test_the_same_past_is_paid_differently_within_the_budget(scoring: Scoring, open_page: Any, client: Client) -> None:
    register_pay_plan(by=lead(scoring), terms=terms(scoring))
    runs(scoring)
    text = open_page(lead(scoring), "rewards").content.decode()
    assert "grew in revenue while its value fell" in text
    assert "grew in value while its revenue fell" in text
    assert "loses" in text
    assert "gains" in text
    wrong = client.get("/rewards/", {"weight_revenue": 70}).content.decode()
    assert "they must add up to 100" in wrong
    assert "Who would have been paid what" not in wrong


def test_nothing_is_stored_unless_saved_as_a_proposal(scoring: Scoring, client: Client) -> None:
    runs(scoring)
    client.force_login(lead(scoring))
    asked = {"weight_revenue": 0, "weight_contribution": 20, "weight_lifetime_value": 60, "weight_promises": 20}
    asked |= {"variable": 30, "floor": 80, "cap": 150, "revenue_growth": 5, "contribution_growth": 5, "value_growth": 5}
    client.get("/rewards/", asked)
    assert not PayProposal.objects.exists()
    assert client.post("/rewards/", asked).status_code == 422
    assert "Value first" in client.post("/rewards/", {**asked, "name": "Value first"}, follow=True).content.decode()
    assert PayProposal.objects.get().asked["weight_lifetime_value"] == 60
    client.force_login(scoring.ana.user)
    assert "Value first" not in client.get("/rewards/").content.decode()


def test_before_there_are_two_runs_and_with_runs_that_do_not_compare_the_simulator_says_so(
    scoring: Scoring, client: Client
) -> None:
    client.force_login(lead(scoring))
    assert "needs two runs" in client.get("/rewards/").content.decode()
    scoring.runs(currency="USD")
    assert "cannot be compared" in client.get("/rewards/").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_register_leaves_as_a_file_for_the_people_lead(scoring: Scoring, open_page: Any, kind: str) -> None:
    register_pay_plan(by=lead(scoring), terms=terms(scoring))
    content = b"".join(open_page(lead(scoring), f"pay-{kind}").streaming_content)
    assert b"90000" in content or kind == "xlsx"


def test_pay_for_promises_is_the_same_whoever_reads_it(scoring: Scoring) -> None:
    runs(scoring)
    held = KeyAccount.objects.get(customer=scoring.birch)
    owner = our_person(code="OWNER")
    told = {"key_account": held, "what": "A slot", "function": owner.function, "owner": owner, "kind": "standing"}
    made = Promise.objects.create(number=1, starts_on=BEFORE, audience="team", **told)
    Outcome.objects.create(promise=made, period_on=date(2025, 6, 1), verdict="kept", kept=1, by=scoring.cast.champion)
    pair = scoring.pair()
    tried = Tried({Measure.PROMISES: 100}, Curve())
    found = [
        simulated(reader=who, pair=pair, tried=tried, today=NOW).rows
        for who in (lead(scoring), scoring.ana.user)
        if who
    ]
    ana = [next(row for row in rows if row.person == scoring.ana) for rows in found]
    assert [row.mixed for row in ana] == [pytest.approx(0.25 / 0.95)] * 2


def test_a_weight_is_a_slider_with_its_number_beside_it_and_works_without_scripts(
    scoring: Scoring, client: Client
) -> None:
    scoring.runs()
    client.force_login(scoring.cast[Role.PEOPLE_LEAD])
    text = client.get("/rewards/").content.decode()
    assert text.count('type="range"') == 4
    assert 'name="was" value="0-30-50-20"' in text
    asked = {
        "was": "0-30-50-20",
        "weight_contribution": "30",
        "slide_contribution": "10",
        "weight_lifetime_value": "70",
    }
    moved = client.get("/rewards/", {**asked, "slide_lifetime_value": "50"}).content.decode()
    assert 'name="was" value="0-10-70-20"' in moved
    assert "The weights add up to 100 of 100." in moved
    wrong = client.get("/rewards/", {"weight_revenue": "x"}).content.decode()
    assert "The weights add up to" not in wrong
