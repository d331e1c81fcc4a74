"""The matrix: how attractive customers are to us × how strong we are in their eyes, drawn and as a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clave.access.policy import Role
from clave.portfolio.rules.candidates import Quarter
from clave.portfolio.rules.matrix import Weighed, relative_strength, spot_of
from tests.cast import Cast
from tests.portfolio.rankings import judge, judge_all, ranking_of
from tests.portfolio.test_candidates_page import admit, page_of
from tests.value.book import Company, customer, run_with

Open = Callable[..., Any]


def theirs(score: float, rival: float, weight: float = 50, spread: float = 0.0) -> Weighed:
    return Weighed(weight, True, score * 1_000, spread * 1_000, rival * 1_000)


def ours(score: float | None, weight: float = 50, spread: float = 0.0) -> Weighed:
    return Weighed(weight, False, None if score is None else score * 1_000, spread * 1_000)


def test_strength_is_our_total_over_that_of_the_best_alternative() -> None:
    """The worked example of docs/method/selection.md: 6.7 over 6.3 is 1.06."""
    found = relative_strength([theirs(7, 6, 60), theirs(6.25, 6.75, 40)])
    assert found is not None
    assert found.value == pytest.approx(1_063.5, abs=0.1)


def test_what_is_not_known_opens_the_range_upwards_and_raters_open_it_both_ways() -> None:
    spot = spot_of([ours(8, spread=0.5), ours(None), theirs(6, 6)])
    assert spot is not None
    assert spot.ours.value == 4_000
    assert spot.ours.low == pytest.approx(4_000 - 1.2816 * 250)
    assert spot.ours.high == pytest.approx(9_000 + 1.2816 * 250)
    assert (spot.strength.low, spot.strength.high) == (1_000, 1_000)


def test_a_spot_is_sure_only_where_both_ranges_stay_in_one_quarter() -> None:
    sure, unsure = spot_of([ours(8), theirs(8, 5)]), spot_of([ours(8), theirs(5.1, 5, spread=0.5)])
    assert sure is not None
    assert unsure is not None
    assert (sure.quarter, sure.is_sure) == (Quarter.STRATEGIC, True)
    assert (unsure.quarter, unsure.is_sure) == (Quarter.STRATEGIC, False)


@pytest.mark.parametrize(
    "parts", [[ours(8)], [theirs(8, 5)], [ours(8), Weighed(50, True, 8_000)], [ours(8), theirs(0, 0)]]
)
def test_who_is_not_judged_on_both_sides_has_no_spot(parts: list[Weighed]) -> None:
    assert spot_of(parts) is None


@pytest.mark.django_db
def test_the_quarters_are_named_and_counted_in_picture_and_table(company: Company, cast: Cast, open_page: Open) -> None:
    judge_all(cast, company.good, 8.0, rival=5.0)
    judge_all(cast, company.quiet, 8.0, rival=9.0)
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "matrix"))
    assert "1 customer is strategic; stars that another supplier serves better: 0" in html
    assert html.count('role="img"') == 2
    wide = html.split('<svg class="chart wide"')[1].split("</svg>")[0]
    for name in ("Strategic", "Star", "Status", "Streamline", "Alder Foods", "Birch Stores"):
        assert f">{name}</text>" in wide
    assert wide.count('class="doubt"') == 4
    table = html.split('id="table"')[1]
    assert re.search(r"Alder Foods.*?Strategic.*?Birch Stores.*?Streamline", table, re.DOTALL)
    assert "3 candidates cannot be placed" in html


@pytest.mark.django_db
def test_key_accounts_are_squares_and_stand_first(company: Company, cast: Cast, open_page: Open) -> None:
    for one, score in ((company.good, 9.0), (company.losing, 6.0)):
        judge_all(cast, one, score)
    admit(cast, company.losing, ranking_of(cast))
    html = page_of(open_page(cast.champion, "matrix"))
    wide = html.split('<svg class="chart wide"')[1].split("</svg>")[0]
    assert wide.count('class="total"') == 1
    table = html.split('id="table"')[1]
    assert table.index("Cedar Trading") < table.index("Alder Foods")
    assert "key account" in table


@pytest.mark.django_db
def test_without_the_customers_view_the_page_says_what_is_missing(
    company: Company, cast: Cast, open_page: Open
) -> None:
    judge(company.good, "service", (cast.champion, 7.0), rival=5.0)
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "matrix"))
    assert "Nobody can be placed yet" in html
    assert "<svg" not in html


@pytest.mark.django_db
def test_a_manager_sees_own_customers_alone_in_the_matrix(company: Company, cast: Cast, open_page: Open) -> None:
    company.assign(Role.KEY_ACCOUNT_MANAGER)
    for one in (company.good, company.quiet):
        judge_all(cast, one, 8.0)
    ranking_of(cast)
    html = page_of(open_page(cast[Role.KEY_ACCOUNT_MANAGER], "matrix"))
    assert "Alder Foods" in html
    assert "Birch Stores" not in html


@pytest.mark.django_db
def test_before_any_ranking_the_matrix_teaches(cast: Cast, open_page: Open) -> None:
    assert "First agree by what you choose" in page_of(open_page(cast.champion, "matrix"))


def test_the_table_shows_the_first_and_all_when_asked(company: Company, cast: Cast, client: Client) -> None:
    made = [customer(f"MANY-{at}") for at in range(28)]
    run_with([{"customer": each, "rank": at} for at, each in enumerate(made, start=1)])
    for each in made:
        judge_all(cast, each, 7.0)
    ranking_of(cast)
    client.force_login(cast.champion)
    first, every = (client.get("/candidates/matrix/", asked).content.decode() for asked in ({}, {"all": "1"}))
    rows = [page.split('id="table"')[1].count('href="/candidates/MANY-') for page in (first, every)]
    assert rows == [20, 28]
    assert "Show all 28" in first
    assert "Show all" not in every
