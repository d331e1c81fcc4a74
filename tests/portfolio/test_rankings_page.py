"""Every ranking, one with its findings, and a new one that goes on when the page is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from clave.access.policy import Role
from clave.portfolio.models import Ranking
from clave.portfolio.operations.ranking import finish_ranking
from tests.cast import Cast
from tests.portfolio.charters import TERMS, locked
from tests.portfolio.rankings import judge_all, ranking_of
from tests.portfolio.test_candidates_page import close, page_of
from tests.value.book import Company, customer, run_with

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def test_every_ranking_says_charter_run_and_digest(company: Company, cast: Cast, open_page: Open) -> None:
    ranking = ranking_of(cast)
    html = page_of(open_page(cast.champion, "rankings"))
    assert f'href="/rankings/{ranking.short_code}/"' in html
    assert 'href="/charter/1/"' in html
    assert ranking.result_digest[:12] in html


def test_without_any_ranking_the_page_teaches(cast: Cast, open_page: Open) -> None:
    assert "First agree by what you choose" in page_of(open_page(cast.champion, "rankings"))


def test_a_ranking_keeps_what_went_in(company: Company, cast: Cast, open_page: Open) -> None:
    ranking = ranking_of(cast)
    html = page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    assert ranking.result_digest in html
    assert ranking.run.short_code in html
    assert "nobody is equal at the line" in html
    assert "5 candidates as of 31 Mar 2026" in html


def test_a_criterion_that_is_tenure_under_another_name_is_warned_of(cast: Cast, open_page: Open) -> None:
    from datetime import date

    made = [customer(f"C{number}") for number in range(12)]
    run_with(
        {"customer": one, "rank": place, "first_ordered_on": date(2000 + place, 1, 1)}
        | {"lifetime_value": 1_000_00 * (30 - place), "lifetime_value_low": 0}
        for place, one in enumerate(made, 1)
    )
    ranking = ranking_of(cast, replace(TERMS, first=3))
    html = page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    assert "“Worth” goes together with the date of the first order" in html
    assert "length of relationship under another name" in html


def test_the_close_changes_stand_as_a_table_for_who_sees_everybody(
    company: Company, cast: Cast, open_page: Open
) -> None:
    ranking = close(cast, company)
    html = page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    flips = html.split('id="flips"')[1].split("</section>")[0]
    assert "Alder Foods" in flips
    assert "Elm Group" in flips
    assert "more" in flips
    hidden = page_of(open_page(cast[Role.KEY_ACCOUNT_MANAGER], "ranking", code=ranking.short_code))
    assert 'id="flips"' not in hidden
    assert "Alder Foods" not in hidden
    assert "Elm Group" not in hidden


def test_a_ranking_is_started_from_the_browser_and_left_to_the_worker(
    company: Company, cast: Cast, client: Client, open_page: Open
) -> None:
    locked(cast)
    client.force_login(cast.champion)
    answer = client.post("/rankings/new/", {})
    ranking = Ranking.objects.get()
    assert answer.headers["Location"] == f"/rankings/{ranking.short_code}/"
    assert ranking.state == "queued"
    assert DBTaskResult.objects.filter(task_path__endswith="compute_ranking").count() == 1
    waiting = page_of(open_page(cast.champion, "ranking", code=ranking.short_code))
    assert "You can leave this page; the work goes on." in waiting
    part = client.get(answer.headers["Location"], headers={"HX-Request": "true"})
    assert b"Waiting to begin" in part.content
    assert b"<html" not in part.content
    finish_ranking(by=cast.champion, ranking=ranking)
    again = client.get(answer.headers["Location"], headers={"HX-Request": "true"})
    assert again.headers["HX-Refresh"] == "true"


def test_the_list_of_candidates_shows_a_ranking_at_work(
    company: Company, cast: Cast, client: Client, open_page: Open
) -> None:
    ranking_of(cast)
    client.force_login(cast.champion)
    client.post("/rankings/new/", {})
    html = page_of(open_page(cast.champion, "candidates"))
    assert "the work goes on" in html
    assert "Alder Foods" in html


def test_a_review_is_marked_as_one(company: Company, cast: Cast, client: Client, open_page: Open) -> None:
    locked(cast)
    client.force_login(cast.champion)
    client.post("/rankings/new/", {"is_review": "on"})
    assert Ranking.objects.get().is_review
    assert "a review of the committee" in page_of(open_page(cast.champion, "rankings"))


def test_without_a_charter_nothing_is_started_and_the_reason_is_said(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    answer = client.post("/rankings/new/", {}, follow=True)
    assert b"No charter is in force, so there is nothing to rank candidates by." in answer.content
    assert not Ranking.objects.exists()


def test_a_ranking_whose_process_died_says_so_and_can_be_made_again(
    company: Company, cast: Cast, open_page: Open
) -> None:
    judge_all(cast, company.good, 8.0)
    done = ranking_of(cast)
    held = Ranking.objects.create(
        number=done.number + 1,
        short_code="K2-dead",
        state="running",
        charter=done.charter,
        run=done.run,
        as_of=done.as_of,
        first=5,
        draws=10,
        seed=1,
        worked_at=done.queued_at.replace(year=done.queued_at.year - 1),
    )
    html = page_of(open_page(cast.champion, "ranking", code=held.short_code))
    assert "The process that ranked the candidates has died" in html
    assert 'action="/rankings/new/"' in html
