"""The page of a customer says how it stands as a candidate, to who may see candidates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clave.access.policy import Role
from tests.cast import Cast
from tests.portfolio.rankings import judge_all, ranking_of
from tests.portfolio.test_candidates_page import page_of
from tests.value.book import Company

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def test_the_page_of_a_customer_tells_place_score_and_status(company: Company, cast: Cast, open_page: Open) -> None:
    judge_all(cast, company.good, 8.0)
    ranking = ranking_of(cast)
    html = page_of(open_page(cast.champion, "customer", code="GOOD"))
    row = ranking.scores.get(customer=company.good)
    assert f"Candidate: place 1, score 8.80 ({row.low / 1000:.2f}–{row.high / 1000:.2f})" in html
    assert "above the entry line" in html
    assert 'href="/candidates/GOOD/"' in html


def test_before_a_ranking_and_for_a_member_of_a_group_there_is_no_line(
    company: Company, cast: Cast, open_page: Open
) -> None:
    assert "candidate-line" not in page_of(open_page(cast.champion, "customer", code="GOOD"))
    ranking_of(cast)
    assert "candidate-line" not in page_of(open_page(cast.champion, "customer", code="MEMBER"))


def test_who_may_not_see_candidates_sees_no_line(company: Company, cast: Cast, open_page: Open) -> None:
    company.assign(Role.READER, Role.FUNCTION_MEMBER, Role.KEY_ACCOUNT_MANAGER)
    ranking_of(cast)
    for role in (Role.READER, Role.FUNCTION_MEMBER):
        assert "candidate-line" not in page_of(open_page(cast[role], "customer", code="GOOD"))
    assert "candidate-line" in page_of(open_page(cast[Role.KEY_ACCOUNT_MANAGER], "customer", code="GOOD"))
