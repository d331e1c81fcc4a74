"""The candidates as a file: every figure with ranking, charter and date, in the reader's scope, and in the history."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import fastexcel
import pytest
from django.test import Client
from django.utils import timezone

from clave.access.models import Entry, User
from clave.access.policy import Role
from clave.portfolio.models import Ranking
from tests.cast import Cast
from tests.portfolio.rankings import judge_all, ranked_again, ranking_of
from tests.value.book import Company

pytestmark = pytest.mark.django_db


def taken(client: Client, user: User, **query: str) -> bytes:
    client.force_login(user)
    answer = client.get("/exports/candidates/", query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_csv_holds_every_candidate_with_ranking_charter_and_date(
    company: Company, cast: Cast, client: Client
) -> None:
    judge_all(cast, company.good, 8.0)
    ranking = ranking_of(cast)
    found = rows(taken(client, cast.champion))
    assert [row["customer_code"] for row in found] == ["GOOD", "GROUP", "QUIET", "LOSS", "NEW"]
    best = found[0]
    assert (best["rank"], best["score"], best["known_share"]) == ("1", "8.805", "1.0")
    assert (best["ranking"], best["charter"], best["run"]) == (ranking.short_code, "C1", ranking.run.short_code)
    assert best["ranked_on"] == timezone.localdate(ranking.finished_at).isoformat()
    assert best["as_of"] == "2026-03-31"
    assert best["criterion_fit"] == "8.0"
    assert found[-1]["criterion_fit"] == ""
    assert not any("revenue" in name for name in best)


def test_the_workbook_holds_figures_as_figures(company: Company, cast: Cast, client: Client) -> None:
    judge_all(cast, company.good, 8.0)
    ranking = ranking_of(cast)
    sheet = fastexcel.read_excel(taken(client, cast.champion, kind="xlsx")).load_sheet(0).to_arrow().to_pydict()
    assert sheet["Score"][0] == pytest.approx(8.805)
    assert sheet["Ranking"] == [ranking.short_code] * 5


def test_the_file_holds_what_the_list_shows(company: Company, cast: Cast, client: Client) -> None:
    ranking_of(cast)
    assert [row["customer_code"] for row in rows(taken(client, cast.champion, q="elm"))] == ["GROUP"]


def test_an_earlier_ranking_can_be_taken(company: Company, cast: Cast, client: Client) -> None:
    before = ranking_of(cast)
    judge_all(cast, company.good, 8.0)
    ranked_again()
    assert rows(taken(client, cast.champion, ranking=before.short_code))[0]["ranking"] == before.short_code


def test_a_manager_takes_own_customers_alone(company: Company, cast: Cast, client: Client) -> None:
    company.assign(Role.KEY_ACCOUNT_MANAGER)
    ranking_of(cast)
    found = rows(taken(client, cast[Role.KEY_ACCOUNT_MANAGER]))
    assert {row["customer_code"] for row in found} == {"GOOD", "GROUP"}


def test_who_took_it_stands_in_the_history(company: Company, cast: Cast, client: Client) -> None:
    ranking = ranking_of(cast)
    taken(client, cast.champion, status="below_line")
    kept: Any = Entry.objects.get(event="portfolio.candidates.exported")
    after = json.loads(kept.after)
    assert kept.actor == cast.champion
    assert after["ranking"] == ranking.short_code
    assert after["asked"] == {"status": "below_line"}
    assert "score" in after["columns"]


@pytest.mark.parametrize("query", [{"kind": "pdf"}, {"sort": "revenue"}])
def test_what_cannot_be_exported_is_refused_with_what_to_do(
    company: Company, cast: Cast, client: Client, query: dict[str, str]
) -> None:
    ranking_of(cast)
    client.force_login(cast.champion)
    answer = client.get("/exports/candidates/", query)
    assert answer.status_code == 422
    assert b"can be taken as CSV or XLSX" in answer.content
    assert not Entry.objects.filter(event="portfolio.candidates.exported").exists()


def test_without_a_ranking_there_is_nothing_to_take(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    assert not Ranking.objects.exists()
    assert client.get("/exports/candidates/").status_code == 422
