"""/appointments/, one key account, proposals: what pages show, whom they refuse, what leaves as a file."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from clave.people.models import Appointment, HandOverItem, ProposalAnswer
from clave.people.operations import appointing
from tests.cast import key_account_of, our_person, person
from tests.people.managing import Managing
from tests.people.team import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def managing(company: Any) -> Managing:
    return Managing(company)


def test_who_manages_what_stands_within_the_budget(team: Team, open_page: Any) -> None:
    today = timezone.localdate()
    for number in range(8):
        held = key_account_of(code=f"K{number}")
        who = our_person(person(f"m{number}", Role.KEY_ACCOUNT_MANAGER), code=f"M{number}")
        appointing.appoint(by=team.lead, key_account=held, person=who, starts_on=today, reason="Fits.")
    key_account_of(code="ALONE")
    text = open_page(team.lead, "appointments").content.decode()
    assert "1 of 9 key accounts has no manager" in text
    assert text.count("manager without training") == 8


def test_before_there_are_key_accounts_the_page_teaches(team: Team, client: Client) -> None:
    client.force_login(team.lead)
    assert "First the accounts, then their managers" in client.get("/appointments/").content.decode()


def test_a_manager_and_a_deputy_are_appointed_ended_and_hand_over(team: Team, client: Client, open_page: Any) -> None:
    key_account_of(code="K1")
    open_page(team.lead, "appointment", code="K1")
    today = timezone.localdate().isoformat()
    told = {"person": team.engineer.pk, "starts_on": today, "reason": "Knows the plant."}
    page = client.post("/appointments/of/K1/manager/", told, follow=True).content.decode()
    assert "Eva Engineer manages Customer K1" in page
    assert "Knows the plant." in page
    assert client.post("/appointments/of/K1/manager/", told).status_code == 409
    assert client.post("/appointments/of/K1/deputy/", {**told, "person": team.seller.pk}).status_code == 302
    deputy = Appointment.objects.get(person=team.seller)
    assert client.post(f"/appointments/{deputy.pk}/end/", {"ends_on": ""}).status_code == 422
    assert client.post(f"/appointments/{deputy.pk}/end/", {"ends_on": today}).status_code == 302
    assert client.post(f"/appointments/{deputy.pk}/end/", {"ends_on": today}).status_code == 409


def test_a_manager_over_capacity_is_refused_on_the_page_with_what_to_do(team: Team, client: Client) -> None:
    today = timezone.localdate()
    for number in range(6):
        held = key_account_of(code=f"K{number}")
        if number < 5:
            appointing.appoint(by=team.lead, key_account=held, person=team.engineer, starts_on=today, reason="Fits.")
    client.force_login(team.lead)
    told = {"person": team.engineer.pk, "starts_on": today.isoformat(), "reason": "Knows the plant."}
    answer = client.post("/appointments/of/K5/manager/", told)
    assert answer.status_code == 409
    assert "hand one of theirs over first" in answer.content.decode()


def test_the_checklist_is_ticked_by_the_manager_who_takes_over(team: Team, client: Client) -> None:
    held = key_account_of(code="K1")
    today = timezone.localdate()
    for who, day in ((team.engineer, held.admitted_on), (team.seller, today)):
        appointing.appoint(by=team.lead, key_account=held, person=who, starts_on=day, reason="Fits.")
    client.force_login(team.seller.user)
    item = HandOverItem.objects.order_by("position")[0]
    page = client.post(f"/appointments/hand-over/{item.pk}/", follow=True).content.decode()
    assert "done on" in page
    client.force_login(team.engineer.user)
    assert client.post(f"/appointments/hand-over/{item.pk}/").status_code == 404


def test_a_proposal_is_asked_for_read_decided_and_computed_again(
    managing: Managing, client: Client, open_page: Any
) -> None:
    page = open_page(managing.champion, "propose-managers").content.decode()
    assert "key accounts, 2 of" in page
    fields = {
        "uplift_share_percent": "10",
        "replacement_share_percent": "60",
        "ramp_up_months": "9",
        "moving_cost": "0",
        "unit": "accounts",
        "hours_an_account": "30",
        f"account_{managing.good.customer_id}": "on",
        f"person_{managing.team.engineer.pk}": "on",
        f"person_{managing.team.seller.pk}": "on",
        f"person_{managing.stranger.pk}": "on",
    }
    assert client.post("/appointments/proposals/new/", {**fields, "ramp_up_months": ""}).status_code == 422
    answer = client.post("/appointments/proposals/new/", fields)
    assert (answer.status_code, answer["Location"]) == (302, "/appointments/proposals/1/")
    text = open_page(managing.champion, "proposal", number=1).content.decode()
    assert "Eva Engineer" in text
    assert "not assessed by two sides" in text
    assert "€" in text
    same = client.post("/appointments/proposals/1/recompute/", follow=True).content.decode()
    assert "the same result, to the last digit" in same
    decision = {"customer": managing.good.customer.code, "person": "T-SELLER", "starts_on": timezone.localdate()}
    assert client.post("/appointments/proposals/1/answer/", decision).status_code == 422
    done = client.post("/appointments/proposals/1/answer/", {**decision, "reason": "They asked for him."}, follow=True)
    assert "Every key account of this proposal is decided" in done.content.decode()
    assert ProposalAnswer.objects.get().reason == "They asked for him."


def test_who_does_not_read_what_customers_bring_sees_no_money(managing: Managing, client: Client) -> None:
    managing.proposed()
    client.force_login(managing.team.lead)
    for path in ("/appointments/proposals/new/", "/appointments/proposals/1/"):
        text = client.get(path).content.decode()
        assert "€" not in text
    assert "Against the best" in text
    content = b"".join(client.get("/appointments/proposals/1/managers.csv").streaming_content)
    assert b"best_fit" in content
    assert b"value" not in content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_managers_and_proposals_leave_as_files(managing: Managing, open_page: Any, kind: str) -> None:
    managing.proposed()
    assert b"".join(open_page(managing.champion, f"appointments-{kind}").streaming_content)
    content = b"".join(open_page(managing.champion, f"proposal-{kind}", number=1).streaming_content)
    assert (b"best_value" in content) or kind == "xlsx"
