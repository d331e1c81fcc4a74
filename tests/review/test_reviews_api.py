"""Relationship reviews of /api/v1/, as a program reads them."""

from __future__ import annotations

import pytest

from clave.access.lending import TokenScope
from clave.review.models import RelationshipReview
from tests.accounts.people import People
from tests.asking import Asking, code_of
from tests.review.test_relationship_review import closed, written

pytestmark = pytest.mark.django_db


def test_reviews_are_read_newest_first_with_the_rank_before(people: People) -> None:
    first, second = closed(people), written(people)
    ask = Asking(people.manager, TokenScope.READ_RELATIONSHIPS)
    told = ask.get("relationship-reviews?customer=K1")["items"]
    assert [each["id"] for each in told] == [second.pk, first.pk]
    assert [(each["rank"], each["was"], each["standing"]) for each in told[0]["matters"]] == [
        (1, 1, "level"), (2, 2, "behind"), (3, 3, "ahead"),
    ]  # fmt: skip
    assert told[1]["conclusion"] == "Stock for the peak."
    assert ask.get(f"relationship-reviews/{first.pk}")["is_closed"]
    other = Asking(people.other, TokenScope.READ_RELATIONSHIPS)
    assert other("GET", f"relationship-reviews/{first.pk}").status_code == 404
    assert other.get("relationship-reviews")["items"] == []


def test_a_review_is_begun_written_and_closed_by_a_program(people: People) -> None:
    ask = Asking(people.manager, TokenScope.CHANGE_RELATIONSHIPS)
    begun = [ask("POST", "relationship-reviews", {"customer": "K1"}, Idempotency_Key="once") for _ in range(2)]
    assert [each.status_code for each in begun] == [201, 201], begun[0].content
    made = RelationshipReview.objects.get()
    path = f"relationship-reviews/{made.pk}"
    matters = {"matters": [{"what": "Price", "ours": 2, "rivals": 4}, {"what": "Peak season"}]}
    assert code_of(ask("PUT", path, matters)) == (428, "PRECONDITION_REQUIRED")
    written = ask("PUT", path, matters, If_Match=begun[0].headers["ETag"])
    assert [(each["rank"], each["what"], each["standing"]) for each in written.json()["matters"]] == [
        (1, "Price", "behind"), (2, "Peak season", "unknown"),
    ]  # fmt: skip
    assert code_of(ask("PUT", path, matters, If_Match=begun[0].headers["ETag"])) == (412, "PRECONDITION_FAILED")
    end = {"conclusion": "Talk about price.", "next_on": people.day(90).isoformat()}
    tag = written.headers["ETag"]
    assert code_of(ask("POST", f"{path}/close", {**end, "next_on": "2020-01-01"}, If_Match=tag)) == (
        422,
        "NEXT_REVIEW_PAST",
    )
    assert ask("POST", f"{path}/close", end, If_Match=tag).json()["is_closed"]
    other = Asking(people.other, TokenScope.CHANGE_RELATIONSHIPS)
    assert other("POST", "relationship-reviews", {"customer": "K1"}).status_code == 404


def test_what_follows_from_a_review_is_put_down_and_finished_by_a_program(people: People) -> None:
    review = written(people)
    ask = Asking(people.manager, TokenScope.CHANGE_RELATIONSHIPS)
    path, given = f"relationship-reviews/{review.pk}/actions", {"what": "Show the stock plan", "owner": "T-OPS"}
    given["due_on"] = people.day(12).isoformat()
    assert code_of(ask("POST", path, {**given, "owner": "NOBODY"})) == (422, "REVIEW_ACTION_NEEDS_OWNER")
    assert ask("POST", path, {**given, "what": "  "}).status_code == 422
    made = ask("POST", path, given)
    assert (made.status_code, made.json()["owner"], made.json()["done_on"]) == (201, "T-OPS", None)
    done = ask("POST", f"review-actions/{made.json()['id']}/done", {})
    assert done.json()["done_on"] == people.today.isoformat()
    assert ask.get(f"relationship-reviews/{review.pk}")["actions"] == [done.json()]
    other = Asking(people.other, TokenScope.CHANGE_RELATIONSHIPS)
    assert other("POST", path, given).status_code == 404
    assert other("POST", f"review-actions/{made.json()['id']}/done", {}).status_code == 404
