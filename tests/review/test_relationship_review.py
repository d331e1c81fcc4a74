"""The relationship review of a key account: begun from the last, written, rated by the customer, closed, acted upon."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.models import Entry
from clave.access.policy import Role
from clave.review.models import Questionnaire, Rating, RelationshipReview, ReviewAction
from clave.review.operations import questionnaires
from clave.review.operations import relationship_reviews as operations
from clave.review.operations.relationship_reviews import Written
from clave.review.rules import review_refusals as refusals
from tests.accounts.people import People
from tests.accounts.test_relationships_page import text_of

pytestmark = pytest.mark.django_db
MATTERS = [Written("Peak season", 3, 3, "Rival A"), Written("Price", 2, 4), Written("Packing", 5, 3)]


def written(people: People, matters: list[Written] | None = None) -> RelationshipReview:
    """An open review with three things that matter."""
    made = operations.begin_review(by=people.manager, key_account=people.held)
    given = MATTERS if matters is None else matters
    return operations.write_review(by=people.manager, review=made, matters=given, based_on=made.version)


def closed(people: People, days: int = 90) -> RelationshipReview:
    """A review that was closed, with the next one in some days."""
    made, told = written(people), {"conclusion": "Stock for the peak.", "next_on": people.day(days)}
    return operations.close_review(by=people.manager, review=made, based_on=made.version, **told)


def asked(people: People, review: RelationshipReview, language: str = "en") -> tuple[Questionnaire, str]:
    """A link for Ana."""
    return questionnaires.ask_customer(by=people.manager, review=review, contact=people.ana, language=language)


def answer_of(review: RelationshipReview, importance: int = 5, ours: int = 2) -> dict[str, Any]:
    """What the form of the questionnaire sends."""
    rows = list(review.matters.all())
    points = {f"importance_{each.pk}": importance for each in rows} | {f"ours_{each.pk}": ours for each in rows}
    return {**points, "comment": "Late twice in May."}


def test_a_review_begins_with_what_mattered_last_time_and_says_what_changed(people: People, open_page: Any) -> None:
    closed(people)
    written(people, [Written("Price", 2, 2), Written("Peak season", 4, 3), Written("Carbon", None, None)])
    text = text_of(open_page(people.manager, "relationship-review", code="K1"))
    for words in (
        "Price matters more: rank 2 before, now 1.",
        "On Price we stand better: behind them before, now level.",
        "Carbon matters now and did not before: rank 3.",
        "Packing no longer matters: it was at rank 3.",
        "no rival is ahead of us",
        "was 2",
    ):
        assert words in text, words
    first = RelationshipReview.objects.exclude(closed_at=None).get()
    old = text_of(open_page(people.manager, "relationship-review", {"review": first.pk}, code="K1"))
    assert "behind the best rival on 1 of 3 things that matter" in old
    assert "Stock for the peak." in old


def test_the_page_of_the_key_account_says_what_matters_and_how_we_stand(people: People, open_page: Any) -> None:
    assert "Nobody has written down yet what matters" in text_of(open_page(people.manager, "key-account", code="K1"))
    closed(people)
    written(people, [Written("Price", 2, 2), Written("Peak season", 4, 3)])
    text = " ".join(re.sub(r"<[^>]+>", " ", text_of(open_page(people.manager, "key-account", code="K1"))).split())
    for words in ("Price 1 was 2 level", "Peak season 2 was 1 ahead", "Review of"):
        assert words in text, words
    unread = text_of(open_page(people.cast[Role.FINANCE_PARTNER], "key-account", code="K1"))
    assert "Peak season" not in unread


def test_before_the_first_review_the_page_teaches_and_begins_it(people: People, open_page: Any, client: Client) -> None:
    assert "Ask what matters now" in text_of(open_page(people.manager, "relationship-review", code="K1"))
    answer = client.post("/key-accounts/K1/review/begin/")
    review = RelationshipReview.objects.get()
    assert answer.headers["Location"] == f"/reviews/{review.pk}/write/"
    assert client.post("/key-accounts/K1/review/begin/").status_code == 409
    open_page(people.manager, "write-relationship-review", pk=review.pk)


def test_lines_are_ranked_by_their_numbers_and_two_writers_see_both(people: People, client: Client) -> None:
    review = operations.begin_review(by=people.manager, key_account=people.held)
    client.force_login(people.manager)
    fields = {"based_on": 1, "what_1": "Price", "rank_1": 2, "ours_1": 2, "rivals_1": 4, "what_2": "Peak", "rank_2": 1}
    assert client.post(f"/reviews/{review.pk}/write/", fields).status_code == 302
    assert [str(each) for each in review.matters.all()] == ["1. Peak", "2. Price"]
    stale = client.post(f"/reviews/{review.pk}/write/", {**fields, "what_1": "Cost"})
    assert stale.status_code == 409
    assert "What stands there now" in text_of(stale)
    assert "2. Price" in text_of(stale)
    assert 'value="Cost"' in text_of(stale)
    assert 'name="based_on" value="2"' in text_of(stale)
    for wrong in ({"what_1": "", "what_2": ""}, {"what_2": " price "}, {"ours_1": 6}):
        assert client.post(f"/reviews/{review.pk}/write/", {**fields, "based_on": 2, **wrong}).status_code == 422, wrong


def test_a_review_closes_with_a_conclusion_and_a_day_and_then_stays(people: People, client: Client) -> None:
    review = written(people)
    client.force_login(people.manager)
    path, fields = f"/reviews/{review.pk}/close/", {"based_on": review.version, "next_on": people.day(90).isoformat()}
    assert client.post(path, fields).status_code == 422
    assert client.post(path, {**fields, "conclusion": "x", "next_on": people.today.isoformat()}).status_code == 422
    assert client.post(path, {**fields, "conclusion": "Stock for the peak."}).status_code == 302
    assert client.post(path, {**fields, "conclusion": "Again"}).status_code == 409
    with pytest.raises(refusals.ReviewClosed):
        operations.write_review(by=people.manager, review=review, matters=MATTERS, based_on=3)


def test_what_follows_has_an_owner_and_a_day_and_is_done_once(people: People, client: Client) -> None:
    review = written(people)
    client.force_login(people.manager)
    fields = {"what": "Keep stock apart", "owner": people.otto.pk, "due_on": people.day(9).isoformat()}
    assert client.post(f"/reviews/{review.pk}/actions/", {**fields, "owner": ""}).status_code == 422
    page = text_of(client.post(f"/reviews/{review.pk}/actions/", fields, follow=True))
    assert "Keep stock apart" in page
    action = ReviewAction.objects.get()
    for _ in range(2):
        assert client.post(f"/review-actions/{action.pk}/done/").status_code == 302
    assert Entry.objects.filter(event="review.action.done").count() == 1


def test_the_customer_answers_by_a_link_once_and_the_gap_stands_beside_ours(
    people: People, client: Client, open_page: Any
) -> None:
    review = written(people)
    client.force_login(people.manager)
    page = text_of(client.post(f"/reviews/{review.pk}/ask/", {"contact": people.ana.pk, "language": "es", "days": 14}))
    link = re.search(r"http://testserver(/q/[\w-]+/)", page)
    assert link
    guest, path = Client(), link[1]
    form = guest.get(path)
    assert "¿Cómo lo estamos haciendo?" in text_of(form)
    assert form.headers["Cache-Control"] == "private, no-store"
    assert guest.post(path, {"comment": "x"}).status_code == 422
    assert not Rating.objects.exists()
    assert guest.post(path, answer_of(review)).status_code == 200
    assert Rating.objects.count() == 3
    again = guest.post(path, answer_of(review))
    assert again.status_code == 404
    assert Rating.objects.count() == 3
    text = text_of(open_page(people.manager, "relationship-review", code="K1"))
    assert "On Packing we give ourselves 5 and the customer gives us 2.0: talk about it." in text
    assert "Late twice in May." in text
    assert "+3.0" in text
    assert path not in text


def test_guessed_ended_revoked_and_used_links_are_answered_the_same_kind_way(people: People) -> None:
    review = written(people)
    (ended, old), (revoked, dead), (used, spent) = (asked(people, review) for _ in range(3))
    Questionnaire.objects.filter(pk=ended.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    questionnaires.revoke_questionnaire(by=people.manager, questionnaire=revoked)
    Questionnaire.objects.filter(pk=used.pk).update(answered_at=timezone.now())
    answers = [Client().get(f"/q/{word}/") for word in ("guessed", old, dead, spent)]
    assert {each.status_code for each in answers} == {404}
    assert len({re.sub(r"guessed|[\w-]{43}|value=\"\w{64}\"", "", text_of(each)) for each in answers}) == 1
    assert "Thank you all the same" in text_of(answers[0])
    with pytest.raises(refusals.LinkAnswered):
        questionnaires.revoke_questionnaire(by=people.manager, questionnaire=used)


def test_who_guesses_often_is_put_off_even_with_a_word_that_is_right(people: People) -> None:
    _, word = asked(people, written(people))
    guest = Client(REMOTE_ADDR="203.0.113.9")
    assert guest.get(f"/q/{word}/").status_code == 200
    for number in range(questionnaires.TRIES_A_MINUTE):
        guest.get(f"/q/guess-{number}/")
    assert guest.get(f"/q/{word}/").status_code == 404
    assert Client(REMOTE_ADDR="203.0.113.10").get(f"/q/{word}/").status_code == 200


def test_once_rated_the_things_and_their_order_stay(people: People) -> None:
    review = written(people)
    made, _ = asked(people, review)
    points = dict.fromkeys(review.matters.values_list("pk", flat=True), 4)
    questionnaires.answer_questionnaire(questionnaire=made, importance=points, ours=points)
    with pytest.raises(refusals.MattersAsked):
        operations.write_review(by=people.manager, review=review, matters=MATTERS[:2], based_on=review.version)
    better = [Written(each.what, 5, 1) for each in MATTERS]
    operations.write_review(by=people.manager, review=review, matters=better, based_on=review.version)
    assert Rating.objects.count() == 3
    with pytest.raises(refusals.LinkNotOpen):
        questionnaires.answer_questionnaire(questionnaire=made, importance=points, ours=points)


def test_a_manager_reads_nothing_of_another_by_any_door(people: People, client: Client) -> None:
    review = written(people)
    made, _ = asked(people, review)
    client.force_login(people.other)
    for path in ("/key-accounts/K1/review/", "/exports/reviews/K1/", f"/reviews/{review.pk}/write/"):
        assert client.get(path).status_code == 404, path
    for path in (
        "/key-accounts/K1/review/begin/",
        f"/reviews/{review.pk}/write/",
        f"/reviews/{review.pk}/close/",
        f"/reviews/{review.pk}/actions/",
        f"/reviews/{review.pk}/ask/",
        f"/questionnaires/{made.pk}/revoke/",
    ):
        assert client.post(path, {}).status_code == 404, path


def test_a_manager_revokes_and_a_champion_reads_alone(people: People, client: Client, open_page: Any) -> None:
    review = written(people)
    made, word = asked(people, review)
    client.force_login(people.manager)
    assert client.post(f"/questionnaires/{made.pk}/revoke/").status_code == 302
    assert Client().get(f"/q/{word}/").status_code == 404
    text = text_of(open_page(people.cast[Role.CHAMPION], "relationship-review", code="K1"))
    assert "Peak season" in text
    assert "/ask/" not in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_reviews_leave_as_a_file_and_that_is_kept(people: People, open_page: Any, kind: str) -> None:
    assert open_page(people.manager, "relationship-reviews-export", {"kind": kind}, code="K1").status_code == 200
    closed(people)
    content = b"".join(
        open_page(people.manager, "relationship-reviews-export", {"kind": kind}, code="K1").streaming_content
    )
    assert b"Peak season" in content or kind == "xlsx"
    assert Entry.objects.filter(event="review.table.exported").count() == 2


def test_my_day_asks_for_reviews_that_are_due(people: People, open_page: Any) -> None:
    text = text_of(open_page(people.manager, "home"))
    assert "Review the relationship with Customer K1" in text
    assert "first review" in text
    made = closed(people)
    assert "Review the relationship with Customer K1" not in text_of(open_page(people.manager, "home"))
    RelationshipReview.objects.filter(pk=made.pk).update(next_on=people.day(-3))
    assert "overdue" in text_of(open_page(people.manager, "home"))
    assert "The next review was due on" in text_of(open_page(people.manager, "relationship-review", code="K1"))
