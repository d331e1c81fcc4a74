"""Relationship reviews of /api/v1/, as a program reads them."""

from __future__ import annotations

import pytest

from clave.access.lending import TokenScope
from tests.accounts.people import People
from tests.asking import Asking
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
