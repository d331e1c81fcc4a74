"""The list of candidates: by score and never by revenue, with every doubt beside its figure, for whom it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clave.access.policy import Role
from clave.portfolio.models import Decision, KeyAccount, Ranking
from clave.value.models import Run
from tests.cast import Cast
from tests.portfolio.charters import TERMS, locked
from tests.portfolio.rankings import judge_all, ranked_again, ranking_of
from tests.value.book import Company, _worth, customer, run_with

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def page_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def order(html: str) -> list[str]:
    """The codes of the list, from the top."""
    part = html.split("<tbody", 1)[1].split("</tbody>")[0]
    return [chunk.split('/">')[0] for chunk in part.split('href="/candidates/')[1:]]


def admit(cast: Cast, company_customer: Any, ranking: Ranking) -> KeyAccount:
    """Make a customer a key account, as a decision does."""
    decision = Decision.objects.create(
        number=Decision.objects.count() + 1,
        kind="admit",
        customer=company_customer,
        ranking=ranking,
        reason="By its score.",
        proposed_by=cast.champion,
    )
    return KeyAccount.objects.create(customer=company_customer, admission=decision, admitted_on=ranking.as_of)


def close(cast: Cast, company: Company, outside: Any = None) -> Ranking:
    """A ranking in which one place is taken, and a small change of one weight gives it to somebody else."""
    judge_all(cast, company.good, 0.0)
    judge_all(cast, outside or company.group, 7.0 if outside is None else 8.0)
    ranking = ranking_of(cast, replace(TERMS, first=1))
    assert ranking.findings["flips"]
    return ranking


def test_candidates_stand_by_score_and_revenue_is_not_there(company: Company, cast: Cast, open_page: Open) -> None:
    judge_all(cast, company.good, 8.0)
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "candidates"))
    assert order(html) == ["GOOD", "GROUP", "QUIET", "LOSS", "NEW"]
    assert "evenue" not in html.split("<table")[1].split("</table>")[0]
    assert "8.80" in html
    assert "above the entry line" in html


def test_each_candidate_shows_its_interval_what_it_could_reach_and_what_is_not_known(
    company: Company, cast: Cast, open_page: Open
) -> None:
    ranking = ranking_of(cast)
    html = page_of(open_page(cast.champion, "candidates", {"q": "GOOD"}))
    row = ranking.scores.get(customer=company.good)
    assert f"{row.low / 1000:.2f}–{row.high / 1000:.2f}" in html
    assert f"{row.score_high / 1000:.2f}" in html
    assert "Fit, Service and 1 more" in html
    assert 'class="chart strip"' in html


def test_the_heading_says_how_firm_the_first_are(company: Company, cast: Cast, open_page: Open) -> None:
    judge_all(cast, company.good, 8.0)
    ranking_of(cast, replace(TERMS, first=1))
    html = page_of(open_page(cast.champion, "candidates"))
    assert "The first 1 is firm" in html
    assert "in at least 80 of 100 draws" in html


def test_equals_at_the_line_are_named(cast: Cast, open_page: Open) -> None:
    alike = [customer(code, f"{code} works") for code in ("ASH", "BAY", "FIG")]
    run_with({"customer": one, "rank": place} for place, one in enumerate(alike, 1))
    ranking_of(cast, replace(TERMS, first=2))
    html = page_of(open_page(cast.champion, "candidates"))
    assert "Equal at the line: ASH works, BAY works, FIG works have the same score at place 2." in html


def test_a_close_change_is_told_in_words_with_its_points(company: Company, cast: Cast, open_page: Open) -> None:
    close(cast, company)
    html = page_of(open_page(cast.champion, "candidates"))
    assert "Alder Foods would take the place of Elm Group if “" in html
    assert "What would swap a place" in html


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": "elm"}, ["GROUP"]),
        ({"status": "above_line"}, ["GOOD"]),
        ({"status": "not_scored"}, []),
        ({"sort": "name"}, ["GOOD", "QUIET", "LOSS", "NEW", "GROUP"]),
        ({"lacking": "on", "q": "GOOD"}, []),
        ({"sort": "known"}, ["NEW", "GROUP", "QUIET", "LOSS", "GOOD"]),
        ({"sort": "reach"}, ["NEW", "GOOD", "GROUP", "QUIET", "LOSS"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(
    company: Company, cast: Cast, open_page: Open, query: dict[str, str], codes: list[str]
) -> None:
    judge_all(cast, company.good, 8.0)
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "candidates", query))
    assert (order(html) if "<tbody" in html else []) == codes
    assert ("No candidate matches all of this" in html) == (codes == [])


def test_a_key_account_keeps_its_status_and_says_when_it_is_below_the_exit_line(
    company: Company, cast: Cast, open_page: Open
) -> None:
    admit(cast, company.losing, ranking_of(cast))
    html = page_of(open_page(cast.champion, "candidates", {"status": "below_exit"}))
    assert order(html) == ["LOSS"]
    assert "key account" in html
    assert "below the exit line" in html


def test_an_unknown_order_or_status_is_refused_and_shows_everything(
    company: Company, cast: Cast, open_page: Open
) -> None:
    ranking_of(cast)
    answer = open_page(cast.champion, "candidates", {"sort": "revenue"})
    assert answer.status_code == 422
    assert len(order(answer.content.decode())) == 5


def test_a_manager_sees_own_customers_alone_and_no_name_of_another(
    company: Company, cast: Cast, open_page: Open
) -> None:
    company.assign(Role.KEY_ACCOUNT_MANAGER)
    close(cast, company, outside=company.quiet)
    html = page_of(open_page(cast[Role.KEY_ACCOUNT_MANAGER], "candidates"))
    assert order(html) == ["GOOD", "GROUP"]
    assert "of your 2 candidates" in html
    for other in (company.quiet, company.losing, company.unknown):
        assert other.name not in html
        assert other.code not in html


def test_who_has_no_customer_is_told_what_to_do(company: Company, cast: Cast, open_page: Open) -> None:
    ranking_of(cast)
    html = page_of(open_page(cast[Role.EXECUTIVE_SPONSOR], "candidates"))
    assert "None of the candidates is yours" in html
    assert company.good.name not in html


def test_without_a_charter_the_page_says_to_agree_one(company: Company, cast: Cast, open_page: Open) -> None:
    html = page_of(open_page(cast.champion, "candidates"))
    assert "First agree by what you choose" in html
    assert 'href="/charter/"' in html


def test_with_charter_and_run_the_page_offers_to_rank(company: Company, cast: Cast, open_page: Open) -> None:
    locked(cast)
    assert 'action="/rankings/new/"' in page_of(open_page(cast.champion, "candidates"))
    sponsor = page_of(open_page(cast[Role.EXECUTIVE_SPONSOR], "candidates"))
    assert 'action="/rankings/new/"' not in sponsor
    assert "The champion or the finance partner starts the ranking" in sponsor


def test_a_newer_charter_and_a_newer_run_are_told(company: Company, cast: Cast, open_page: Open) -> None:
    ranking_of(cast)
    run_with(company.rows())
    assert "is newer; these places are from run" in page_of(open_page(cast.champion, "candidates"))
    locked(cast, replace(TERMS, first=3), reason="A second thought.")
    assert "is in force by now" in page_of(open_page(cast.champion, "candidates"))


def test_an_earlier_ranking_can_be_looked_at_as_it_was(company: Company, cast: Cast, open_page: Open) -> None:
    before = ranking_of(cast)
    judge_all(cast, company.good, 10.0)
    ranked_again()
    html = page_of(open_page(cast.champion, "candidates", {"ranking": before.short_code}))
    assert f"the earlier ranking {before.short_code}" in html
    assert open_page(cast.champion, "candidates", {"ranking": "K999-0000"}).status_code == 404


def test_the_backtest_of_the_run_is_told_with_what_it_does_not_cover(
    company: Company, cast: Cast, open_page: Open
) -> None:
    from tests.value.test_choice import record

    ranking = ranking_of(cast)
    manifest = {**ranking.run.manifest, "choice": record()}
    made = run_with(company.rows(), manifest=manifest)
    assert made == Run.objects.latest_done()
    ranked_again()
    html = page_of(open_page(cast.champion, "candidates"))
    assert "this choice would have found 17.5 of the 25 customers" in html
    assert "3 criteria are judged by people: nobody judged them on those days" in html
    assert "this choice would have found" not in page_of(open_page(cast[Role.EXECUTIVE_SPONSOR], "candidates"))


def test_the_page_asks_as_few_queries_for_many_candidates_as_for_few(cast: Cast, open_page: Open) -> None:
    made = [customer(f"C{number:03d}") for number in range(160)]
    run_with({"customer": one, "rank": place, **_worth(1_000 * place)} for place, one in enumerate(made, 1))
    ranking_of(cast)
    html = page_of(open_page(cast.champion, "candidates", {"page": "2"}))
    assert len(order(html)) == 50
    assert "Page 2 of 4" in html


def test_in_spanish_the_page_speaks_spanish(company: Company, cast: Cast, open_page: Open) -> None:
    ranking_of(cast)
    cast.champion.language = "es"
    cast.champion.save(update_fields=["language"])
    html = page_of(open_page(cast.champion, "candidates"))
    assert "5 candidatas por puntuación" in html
    assert "candidates by score" not in html
