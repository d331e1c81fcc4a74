"""One candidate: where its score comes from, what would change its place, and what to judge next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clave.access.policy import Role
from clave.portfolio.models import Ranking
from tests.cast import Cast
from tests.portfolio.rankings import judge, judge_all, ranked_again, ranking_of
from tests.portfolio.test_candidates_page import admit, page_of
from tests.value.book import Company

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def cells(html: str, criterion: str) -> list[str]:
    """The words of one row of the table of criteria."""
    section = html.split('id="criteria"')[1].split("</section>")[0]
    row = next(part for part in section.split("<tr") if f"{criterion}<" in part)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]


def test_every_criterion_says_score_weight_and_what_it_brings(company: Company, cast: Cast, open_page: Open) -> None:
    judge(company.good, "fit", (cast.champion, 7.0), (cast.finance_partner, 8.0))
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "candidate", code="GOOD"))
    assert cells(html, "Fit") == [
        "Fit our view",
        "7.50",
        "",
        "10.5%",
        "0.79",
        "2 raters, ±0.50 between them · evidence",
    ]
    worth = cells(html, "Worth")
    assert worth[1:5] == ["9.50", "", "42.0%", "3.99"]
    assert worth[5] == "measured: €190k"


def test_the_customers_view_shows_its_best_alternative(company: Company, cast: Cast, open_page: Open) -> None:
    judge_all(cast, company.good, 8.0, rival=4.0)
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "candidate", code="GOOD"))
    assert cells(html, "Service")[1:3] == ["8.00", "4.00"]
    assert "1 is as strong as its best alternative" in html


def test_what_is_unknown_opens_the_range_and_says_who_is_missing(company: Company, cast: Cast, open_page: Open) -> None:
    judge(company.good, "fit", (cast.champion, 7.0))
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "candidate", code="GOOD"))
    assert cells(html, "Fit")[4:] == ["0 to 1.05", "1 more rater is needed · evidence"]
    assert "“Fit” leaves 1.05 points open: a second rater would close it." in html
    assert "“Service” leaves 1.80 points open: two raters would close it." in html
    assert html.index("“Service” leaves") < html.index("“Fit” leaves")
    assert "so judge before you say no" in html


def test_it_says_which_place_it_would_have_with_another_weight(company: Company, cast: Cast, open_page: Open) -> None:
    judge_all(cast, company.group, 10.0)
    ranking = ranking_of(cast)
    told = ranking.scores.get(customer=company.good).by_criterion["service"]
    html = page_of(open_page(cast.champion, "candidate", code="GOOD"))
    change = html.split('id="change"')[1].split("</section>")[0]
    row = next(part for part in change.split("<tr") if "Service" in part)
    assert re.findall(r'class="num">(\d+)<', row) == [str(told["less"]), str(told["more"])]


def test_a_measure_that_the_ledger_lacks_is_told_apart(company: Company, cast: Cast, open_page: Open) -> None:
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "candidate", code="NEW"))
    assert cells(html, "Worth")[5] == "the run could not measure it"
    assert "“Worth” leaves 4.20 points open: the ledger does not hold what it is measured from." in html


def test_a_key_account_below_the_exit_line_is_told_what_a_release_needs(
    company: Company, cast: Cast, open_page: Open
) -> None:
    admit(cast, company.losing, ranking_of(cast))
    html = page_of(open_page(cast.champion, "candidate", code="LOSS"))
    assert "Two reviews in a row below it, at least 60 days apart" in html


def test_its_history_is_a_picture_and_the_same_as_a_table(company: Company, cast: Cast, open_page: Open) -> None:
    before = ranking_of(cast)
    then = timezone.now() - timedelta(days=90)
    judge_all(cast, company.good, 8.0)
    now = ranked_again()
    html = page_of(open_page(cast.champion, "candidate", code="GOOD"))
    assert html.index(f">{now.short_code}</a>") < html.index(f">{before.short_code}</a>")
    assert "Its score went from" not in html
    assert then < before.finished_at


def test_a_member_of_a_group_is_no_candidate_of_its_own(company: Company, cast: Cast, open_page: Open) -> None:
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "candidate", code="MEMBER"))
    assert "Fir Branch is not among the candidates" in html
    assert "look at the group it is part of" in html


def test_a_manager_sees_an_own_customer_and_nobody_elses(company: Company, cast: Cast, open_page: Open) -> None:
    company.assign(Role.KEY_ACCOUNT_MANAGER)
    ranking_of(cast)
    manager = cast[Role.KEY_ACCOUNT_MANAGER]
    assert "Alder Foods: place 1 of 5" in page_of(open_page(manager, "candidate", code="GOOD"))
    assert open_page(manager, "candidate", code="QUIET").status_code == 404


def test_before_any_ranking_the_page_says_what_to_do(company: Company, cast: Cast, open_page: Open) -> None:
    assert not Ranking.objects.exists()
    assert "First agree by what you choose" in page_of(open_page(cast.champion, "candidate", code="GOOD"))


def test_who_may_propose_it_finds_the_way_there_until_it_is_a_key_account(
    company: Company, cast: Cast, open_page: Open
) -> None:
    ranking = ranking_of(cast)
    way = 'href="/decisions/new/?customer=GOOD"'
    assert way in page_of(open_page(cast.champion, "candidate", code="GOOD"))
    assert way not in page_of(open_page(cast.finance_partner, "candidate", code="GOOD"))
    admit(cast, company.good, ranking)
    assert way not in page_of(open_page(cast.champion, "candidate", code="GOOD"))
