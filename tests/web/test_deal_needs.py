"""My day and the news of those who decide on deals, and of who put one forward."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from clave.value.queries.deals import decisions_awaited
from clave.web.deal_needs import deal_needs
from clave.web.news import news
from tests.cast import Cast
from tests.value.dealing import TERMS, Dealing
from tests.web.test_my_day import needs

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TITLE = "Decide on the deal “Three years of all plants” with"


@pytest.fixture
def dealing(cast: Cast) -> Dealing:
    return Dealing(cast)


def told(user: Any) -> list[str]:
    return [each.title for each in news(user, TODAY) if each.key.startswith("deal-")]


def test_a_deal_waits_in_the_day_and_the_news_of_who_decides_until_they_did(dealing: Dealing, open_page: Any) -> None:
    made = dealing.asked(TERMS)
    assert made.askings.get().seats == ["champion", "finance"]
    for who in (dealing.champion, dealing.finance):
        assert any(need.startswith(TITLE) for need in needs(open_page, who))
        assert told(who)[0].startswith(TITLE)
    for who in (dealing.manager, dealing.sponsor):
        assert list(deal_needs(who, TODAY)) == told(who) == []
    dealing.decide(made, dealing.champion)
    assert decisions_awaited(dealing.champion, TODAY) == []
    assert told(dealing.champion) == []
    assert len(decisions_awaited(dealing.finance, TODAY)) == 1
    assert told(dealing.manager) == [f"{dealing.champion} approved the deal “Three years of all plants”"]
    made.refresh_from_db()
    dealing.decide(made, dealing.finance, approves=False, reason="Too long.")
    assert decisions_awaited(dealing.finance, TODAY) == []
    assert told(dealing.manager)[1:] == [f"{dealing.finance} refused the deal “Three years of all plants”"]


def test_what_waits_is_asked_for_in_one_query(dealing: Dealing, django_assert_num_queries: Any) -> None:
    dealing.asked(TERMS)
    on = dealing.champion
    assert on.roles
    with django_assert_num_queries(1):
        assert len(list(deal_needs(on, TODAY))) == 1
