"""A ranking computed again from the browser: it meets its digest, or says which candidates differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from clave.portfolio.models import RankingCheck
from clave.portfolio.operations import ranking as operations
from clave.portfolio.operations.ranking_checks import finish_check
from tests.cast import Cast
from tests.portfolio.rankings import judge_all, ranking_of
from tests.portfolio.test_candidates_page import page_of
from tests.value.book import Company

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def asked(client: Client, cast: Cast, code: str) -> RankingCheck:
    client.force_login(cast.champion)
    assert client.post(f"/rankings/{code}/again/").status_code == 302
    return RankingCheck.objects.select_related("ranking__charter", "ranking__run").latest("pk")


def test_a_ranking_meets_its_digest_whatever_was_judged_since(
    company: Company, cast: Cast, client: Client, open_page: Open
) -> None:
    judge_all(cast, company.good, 8.0)
    ranking = ranking_of(cast)
    judge_all(cast, company.good, 2.0)
    check = asked(client, cast, ranking.short_code)
    assert DBTaskResult.objects.filter(task_path__endswith="compute_check").count() == 1
    assert "at work" in page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    assert finish_check(by=cast.champion, check=check).is_same
    assert "the same" in page_of(open_page(cast.champion, "ranking", code=ranking.short_code))


def test_what_differs_is_said_by_candidate_and_figure(
    company: Company, cast: Cast, client: Client, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = ranking_of(cast)
    rows_of = operations.rows_of
    monkeypatch.setattr(operations, "rows_of", lambda *given: [{**row, "low": 1} for row in rows_of(*given)])
    finish_check(by=cast.champion, check=asked(client, cast, ranking.short_code))
    html = page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    assert "differs" in html
    assert "GOOD · low" in html
    assert "computed it both times" in html
    RankingCheck.objects.update(code_version="another")
    html = page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    assert "The code has changed since" in html
    assert "Clave another computed it again" in html


def test_two_who_ask_at_once_get_the_same_check(company: Company, cast: Cast, client: Client) -> None:
    ranking = ranking_of(cast)
    assert asked(client, cast, ranking.short_code) == asked(client, cast, ranking.short_code)
