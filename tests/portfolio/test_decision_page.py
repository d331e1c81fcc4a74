"""The pages where a customer is proposed, voted on and decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.access.models import User
from clave.ledger.operations import link_parent
from clave.portfolio.models import Decision, KeyAccount
from tests.cast import customer_of
from tests.portfolio.choosing import FALLEN, PLAN, Choosing, members
from tests.portfolio.rankings import judge_all

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def post(client: Client, user: User, name: str, given: dict[str, Any] | None = None, **words: Any) -> Any:
    """A form sent by a person."""
    client.force_login(user)
    return client.post(reverse(name, kwargs=words), given or {})


def test_without_a_customer_the_page_lists_who_could_be_proposed(choosing: Choosing, open_page: Open) -> None:
    text = open_page(choosing.champion, "propose").content.decode()
    assert "1 candidate is above the entry line" in text
    assert "Alder Foods" in text
    assert "Birch Stores" not in text


def test_proposing_shows_everything_to_know_first(choosing: Choosing, open_page: Open) -> None:
    text = open_page(choosing.champion, "propose", {"customer": "GOOD"}).content.decode()
    for words in ("8.80", "to be among the first 5", "6.50", "exit line 5.00", "Fit", "2 raters", "a start, not yet"):
        assert words in text
    assert "Key Account Manager: 0 of 5" in text
    assert "No key account manager is named" in text


def test_below_the_line_the_page_offers_an_exception_and_no_form(choosing: Choosing, open_page: Open) -> None:
    text = open_page(choosing.champion, "propose", {"customer": "QUIET"}).content.decode()
    assert "below the entry line" in text
    assert f"{reverse('ask-exception')}?customer=QUIET" in text
    assert "Put it to the committee" not in text


def test_a_member_of_the_committee_finds_a_candidate_by_name(choosing: Choosing, open_page: Open) -> None:
    assert open_page(choosing.member, "propose", {"customer": "alder foods"}).status_code == 200
    assert open_page(choosing.member, "propose", {"customer": "Nobody Ltd"}).status_code == 422


def test_what_is_missing_and_what_would_flip_it_is_said(choosing: Choosing, open_page: Open) -> None:
    for key in ("service", "product"):
        choosing.good.judgements.filter(criterion_key=key).update(is_newest=False, counts=False)
    judge_all(choosing.cast, choosing.company.group, 1.0)
    from tests.portfolio.rankings import ranked_again

    ranked_again()
    text = open_page(choosing.champion, "propose", {"customer": "GOOD"}).content.decode()
    assert "Nothing is known on Service, Product" in text
    assert "small change of one weight" in text or "carries it across the line" in text


def test_a_customer_enters_through_the_pages(choosing: Choosing, client: Client) -> None:
    given = {"customer": "GOOD", "reason": "It is worth most.", "manager": choosing.manager.pk, "sponsor": ""}
    answer = post(client, choosing.champion, "propose", given)
    decision = Decision.objects.get()
    assert answer.headers["Location"] == reverse("decision", kwargs={"number": 1})
    assert post(client, choosing.member, "vote", {"choice": "yes"}, number=1).status_code == 302
    decision.refresh_from_db()
    today = timezone.localdate().isoformat()
    told = {"version": decision.version, "outcome": "approved", "minutes": "All were there.", "effective_on": today}
    assert post(client, choosing.second, "decide", told, number=1).status_code == 302
    assert KeyAccount.objects.get().customer == choosing.good
    page = client.get(reverse("decision", kwargs={"number": 1})).content.decode()
    assert "All were there." in page
    assert "Decide for good" not in page


def test_a_proposal_without_a_reason_comes_back_with_what_was_typed(choosing: Choosing, client: Client) -> None:
    answer = post(client, choosing.champion, "propose", {"customer": "GOOD", "manager": choosing.manager.pk})
    assert answer.status_code == 422
    assert "Say in a sentence why" in answer.content.decode()
    assert f'value="{choosing.manager.pk}" selected' in answer.content.decode()


def test_a_stale_page_is_answered_409_and_keeps_the_minutes(choosing: Choosing, client: Client) -> None:
    decision = choosing.voted(choosing.proposed())
    choosing.voted(decision, "no", choosing.sponsor)
    told = {"version": decision.version, "outcome": "approved", "minutes": "Kept minutes", "effective_on": "2026-05-01"}
    answer = post(client, choosing.second, "decide", told, number=1)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "look again, then decide" in text
    assert "Kept minutes" in text
    assert "1 yes, 1 no" in text
    assert f'name="version" value="{decision.version + 1}"' in text


def test_the_recused_sponsor_is_shown_and_can_neither_vote_nor_decide(
    choosing: Choosing, open_page: Open, client: Client
) -> None:
    customer_of(choosing.sponsor, code="GOOD")
    choosing.proposed()
    text = open_page(choosing.member, "decision", number=1).content.decode()
    assert "answers for this customer as its sponsor" in text
    text = open_page(choosing.sponsor, "decision", number=1).content.decode()
    assert "you are recused" in text
    assert "Your vote" not in text
    assert post(client, choosing.sponsor, "vote", {"choice": "yes"}, number=1).status_code == 403


def test_what_was_decided_shows_the_votes_as_they_were(choosing: Choosing, open_page: Open) -> None:
    choosing.decided(choosing.voted(choosing.voted(choosing.proposed()), "yes", choosing.sponsor))
    customer_of(choosing.sponsor, code="GOOD")
    text = open_page(choosing.member, "decision", number=1).content.decode()
    assert "2 yes, 0 no" in text
    assert "answers for this customer" not in text


def test_the_proposer_can_take_it_back(choosing: Choosing, client: Client, open_page: Open) -> None:
    decision = choosing.proposed()
    assert "Withdraw the proposal" in open_page(choosing.champion, "decision", number=1).content.decode()
    told = {"version": decision.version, "reason": "Too early."}
    assert post(client, choosing.champion, "withdraw-decision", told, number=1).status_code == 302
    assert "withdrawn" in open_page(choosing.champion, "decisions").content.decode()


def test_leaving_says_what_is_missing(choosing: Choosing, open_page: Open, client: Client) -> None:
    choosing.admitted()
    text = open_page(choosing.champion, "propose-leaving", {"customer": "GOOD"}).content.decode()
    assert "two reviews in a row, 60 days apart" in text
    told = {"customer": "GOOD", "reason": "It fell.", **{f"telling_{name}": words for name, words in PLAN.items()}}
    assert post(client, choosing.champion, "propose-leaving", told).status_code == 422


def test_after_a_first_review_the_page_says_from_when_the_second_counts(choosing: Choosing, open_page: Open) -> None:
    choosing.admitted()
    before = open_page(choosing.champion, "propose-leaving", {"customer": "GOOD"}).content.decode()
    assert "Hold the first review" in before
    judge_all(choosing.cast, choosing.good, 1.0)
    choosing.review(date(2026, 6, 30), **FALLEN)
    after = open_page(choosing.champion, "propose-leaving", {"customer": "GOOD"}).content.decode()
    assert "The next review counts with figures of 29 Aug 2026 or later" in after


def test_with_ninety_nine_the_page_says_who_has_to_leave_first(choosing: Choosing, client: Client) -> None:
    members(choosing.cast, 99)
    answer = post(client, choosing.champion, "propose", {"customer": "GOOD", "reason": "It is worth most."})
    assert answer.status_code == 409
    assert "99 key accounts" in answer.content.decode()


def test_a_merged_customer_is_refused_on_the_page_with_whom_to_propose(choosing: Choosing, client: Client) -> None:
    link_parent(by=None, customer=choosing.good, parent=choosing.company.group, valid_from=date(2026, 1, 1))
    answer = post(client, choosing.champion, "propose", {"customer": "GOOD", "reason": "It is worth most."})
    assert answer.status_code == 409
    assert f"Propose {choosing.company.group.name} instead" in answer.content.decode()


def test_a_manager_without_room_is_refused_on_the_page(choosing: Choosing, client: Client, settings: Any) -> None:
    members(choosing.cast, 1)
    customer_of(choosing.manager, code="KEY-0")
    settings.KEY_ACCOUNTS_PER_MANAGER = 1
    told = {"customer": "GOOD", "reason": "It is worth most.", "manager": choosing.manager.pk}
    answer = post(client, choosing.champion, "propose", told)
    assert answer.status_code == 409
    assert "has room for 1" in answer.content.decode()


def test_a_key_account_that_may_leave_is_proposed_with_its_plan(
    choosing: Choosing, client: Client, open_page: Open
) -> None:
    choosing.admitted()
    judge_all(choosing.cast, choosing.good, 1.0)
    for day in (date(2026, 6, 30), date(2026, 9, 1)):
        choosing.review(day, **FALLEN)
    told = {"customer": "GOOD", "reason": "It fell.", **{f"telling_{name}": words for name, words in PLAN.items()}}
    assert post(client, choosing.champion, "propose-leaving", told).status_code == 302
    text = open_page(choosing.member, "decision", number=2).content.decode()
    for words in (*PLAN.values(), "Release Alder Foods", "below"):
        assert words in text


def test_the_list_and_its_file(choosing: Choosing, open_page: Open) -> None:
    choosing.admitted()
    text = open_page(choosing.member, "decisions").content.decode()
    assert "Admit Alder Foods" in text
    answer = open_page(choosing.member, "decisions-export", {"kind": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("1,admit,approved,GOOD,Alder Foods,C1,")
    assert open_page(choosing.member, "decisions-export", {"kind": "pdf"}).status_code == 422
