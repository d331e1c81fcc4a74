"""/deals/, a new one, one of them, its limits: what they show, to whom, and what each bad case is answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clave.access.policy import Role
from clave.value.deal_models import Deal
from clave.value.deal_rules import DealState
from clave.value.operations.dealing import change_deal
from tests.value.dealing import LOSING, TERMS, Dealing
from tests.value.test_dealing import CHEAPER

pytestmark = pytest.mark.django_db
NEW = "/deals/new/?customer=GOOD"


def signed(client: Client, dealing: Dealing, role: Role = Role.KEY_ACCOUNT_MANAGER) -> Client:
    client.force_login(dealing.cast[role])
    return client


def test_an_empty_list_teaches(dealing: Dealing, open_page: Any) -> None:
    assert "Know the harm before the handshake" in open_page(dealing.manager, "deals").content.decode()


def test_the_list_leads_with_what_waits_for_its_reader(dealing: Dealing, open_page: Any) -> None:
    for _ in range(3):
        dealing.asked(LOSING)
    assert "3 deals wait for your decision" in open_page(dealing.champion, "deals").content.decode()
    assert "wait for your decision" not in open_page(dealing.manager, "deals").content.decode()


def test_the_form_asks_for_the_customer_first_and_offers_only_own_ones(dealing: Dealing, open_page: Any) -> None:
    text = open_page(dealing.manager, "new-deal").content.decode()
    assert "Alder Foods" in text
    assert "Birch Stores" not in text
    assert open_page(dealing.manager, "new-deal", {"customer": "QUIET"}).status_code == 404
    assert (
        "Price a deal with Alder Foods" in open_page(dealing.manager, "new-deal", {"customer": "GOOD"}).content.decode()
    )


def test_typing_answers_at_once_and_keeps_nothing(dealing: Dealing, client: Client) -> None:
    text = signed(client, dealing).post(NEW, dealing.form(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert "Chance of a loss" in text
    assert "Walk-away price" in text
    assert not Deal.objects.exists()


def test_without_scripts_the_button_answers_on_the_whole_page(dealing: Dealing, client: Client) -> None:
    text = signed(client, dealing).post(NEW, dealing.form(LOSING)).content.decode()
    assert "<html" in text
    assert "It loses money in every future" in text
    assert "as it stands, walk away" in text


def test_a_deal_is_kept_and_has_its_page(dealing: Dealing, client: Client, open_page: Any) -> None:
    answer = signed(client, dealing).post(NEW, dealing.form(save="1"))
    assert answer.headers["Location"] == "/deals/1/"
    text = open_page(dealing.manager, "deal", number=1).content.decode()
    for words in (
        "Expected value today",
        "What the doubt comes from",
        "100,000 futures",
        "run R1-7f3a",
        "Ask for approval",
    ):
        assert words in text, words


def test_what_is_tried_as_it_is_typed_keeps_nothing_though_the_button_was_pressed_meanwhile(
    dealing: Dealing, client: Client
) -> None:
    answer = signed(client, dealing).post(NEW, dealing.form(save="1"), headers={"HX-Request": "true"})
    assert (answer.status_code, "Expected value today" in answer.content.decode()) == (200, True)
    assert not Deal.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"volume_low": "0", "volume_likely": "0", "volume_high": "0"}, "only low may be 0"),
        ({"volume_low": "900"}, "Write the smallest first"),
        ({"chance_1": "50"}, "they must add up to 100 per cent"),
        ({"kept_percent": "120"}, "it must lie between 0 and 100"),
        (
            {"chance_1": "", "chance_2": "", "served_1": "", "served_2": "", "way_1": "", "way_2": ""},
            "at least one way",
        ),
        ({"currency": "XXX"}, "Select a valid choice"),
    ],
)
def test_every_bad_case_says_what_to_do(dealing: Dealing, client: Client, change: dict[str, str], words: str) -> None:
    told = dealing.form(**change)
    whole = signed(client, dealing).post(NEW, {**told, "save": "1"})
    assert whole.status_code == 422
    assert words in whole.content.decode()
    part = client.post(NEW, told, headers={"HX-Request": "true"})
    assert (part.status_code, words in part.content.decode()) == (200, True)
    assert not Deal.objects.exists()


def test_two_versions_at_once_stand_side_by_side(dealing: Dealing, client: Client) -> None:
    made = dealing.price()
    change_deal(by=dealing.manager, deal=made, based_on=1, terms=CHEAPER, reason="Five off.")
    told = dealing.form(based_on="1", reason="Two years.", save="1") | {"years": "2"}
    answer = signed(client, dealing).post("/deals/1/change/", told)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Saved meanwhile" in text
    assert 'name="based_on" value="2"' in text
    again = client.post("/deals/1/change/", {**told, "based_on": "2"})
    assert (again.status_code, made.versions.count()) == (302, 3)


def test_approval_goes_its_way_over_the_pages(dealing: Dealing, client: Client, open_page: Any) -> None:
    made = dealing.price(LOSING)
    signed(client, dealing).post("/deals/1/ask/", {"version": "1"})
    for role, words in ((Role.FINANCE_PARTNER, "finance partner"), (Role.EXECUTIVE_SPONSOR, "executive sponsor")):
        assert f"You decide here as the {words}" in open_page(dealing.cast[role], "deal", number=1).content.decode()
        given = {"version": "1", "verdict": "approve", "reason": "We want to be in."}
        assert signed(client, dealing, role).post("/deals/1/decide/", given).status_code == 302
    given = {"version": "1", "verdict": "refuse", "reason": "Every future loses."}
    signed(client, dealing, Role.CHAMPION).post("/deals/1/decide/", given)
    made.refresh_from_db()
    assert made.state == DealState.REFUSED
    text = open_page(dealing.manager, "deal", number=1).content.decode()
    assert "Every future loses." in text
    assert "You decide here" not in text


def test_the_proposer_is_told_who_decides(dealing: Dealing, client: Client) -> None:
    dealing.asked(LOSING)
    given = {"version": "1", "verdict": "approve", "reason": "Mine."}
    answer = signed(client, dealing).post("/deals/1/decide/", given)
    assert answer.status_code == 403
    assert "does not decide on it" in answer.content.decode()


def test_finance_sees_a_deal_when_asked_and_what_was_won(dealing: Dealing, open_page: Any) -> None:
    made = dealing.price()
    assert open_page(dealing.finance, "deal", number=made.number).status_code == 404
    assert open_page(dealing.champion, "deal", number=made.number).status_code == 404
    other = dealing.asked()
    assert open_page(dealing.finance, "deal", number=other.number).status_code == 200


def test_what_cannot_be_done_says_what_can(dealing: Dealing, client: Client) -> None:
    dealing.price()
    answer = signed(client, dealing).post("/deals/1/end/", {"outcome": "won", "reason": "Signed."})
    assert answer.status_code == 409
    assert "Ask for approval first." in answer.content.decode()


def test_the_files_hold_every_figure_and_the_digest(dealing: Dealing, open_page: Any) -> None:
    made = dealing.price()
    text = b"".join(open_page(dealing.manager, "deals-csv").streaming_content).decode()
    assert "walk_away_price" in text
    assert made.versions.get().digest in text
    assert open_page(dealing.manager, "deals-xlsx").status_code == 200


def test_finance_sets_the_limits_and_everybody_reads_them(dealing: Dealing, client: Client, open_page: Any) -> None:
    assert "The usual limits" in open_page(dealing.manager, "deal-limits").content.decode()
    form = open_page(dealing.finance, "change-deal-limits").content.decode()
    assert 'value="25"' in form
    told = {
        f"{name}_{place}": value
        for name in ("chance_of_loss", "share_at_risk", "years", "discount")
        for place, value in (("first", "1"), ("second", "5"))
    }
    crossed = signed(client, dealing, Role.FINANCE_PARTNER).post(
        "/deals/limits/change/", {**told, "years_second": "1", "reason": "So.", "based_on": "0"}
    )
    assert (crossed.status_code, "must lie below" in crossed.content.decode()) == (422, True)
    client.post("/deals/limits/change/", {**told, "reason": "A careful year.", "based_on": "0"})
    text = open_page(dealing.manager, "deal-limits").content.decode()
    assert "A careful year." in text
    assert "5.0%" in text


def test_a_change_of_terms_begins_with_those_that_count(dealing: Dealing, open_page: Any) -> None:
    dealing.price(TERMS)
    text = open_page(dealing.manager, "change-deal", number=1).content.decode()
    assert 'name="list_price" value="2000"' in text
    assert "Why it changes" in text
