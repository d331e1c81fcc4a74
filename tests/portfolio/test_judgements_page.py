"""Raters judge customers with evidence; the own manager is heard and does not count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.access.policy import Role
from clave.ledger.models import CustomerAssignment, CustomerParent
from clave.portfolio.models import Judgement
from clave.portfolio.queries.judged import judged_scores
from clave.portfolio.queries.judgements import judged_by, judged_criteria, work_list
from tests.cast import Cast, person
from tests.portfolio.charters import locked
from tests.portfolio.rankings import judge, judge_all, ranking_of, row
from tests.portfolio.test_candidates_page import page_of
from tests.value.book import Company, customer, run_with

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def html_of(answer: Any) -> str:
    """The page, whatever it was answered with."""
    return str(answer.content.decode())


FIT = {"fit-score": "8", "fit-evidence": "They asked for it in May."}


def judged(client: Client, who: Any, code: str, given: dict[str, Any]) -> Any:
    client.force_login(who)
    return client.post(reverse("judge-customer", kwargs={"code": code}), given)


@pytest.fixture
def code(company: Company, cast: Cast) -> str:
    """A customer that everybody with all customers may judge."""
    locked(cast)
    from clave.portfolio.queries.measured import candidates
    from clave.value.models import Run

    return str(candidates(Run.objects.latest_done()).first().customer.code)


def test_without_a_charter_there_is_nothing_to_judge(cast: Cast, open_page: Open) -> None:
    assert "Nothing to judge yet" in page_of(open_page(cast.champion, "judgements"))


def test_the_work_list_counts_what_is_missing(code: str, cast: Cast, open_page: Open, client: Client) -> None:
    judged(client, cast.champion, code, FIT)
    html = page_of(open_page(cast.champion, "judgements"))
    assert "1 / 3" in html
    assert "raters missing" in html


def test_two_raters_make_a_score(code: str, cast: Cast, open_page: Open, client: Client) -> None:
    assert judged(client, cast.champion, code, FIT).status_code == 302
    assert judged(client, cast.finance_partner, code, {**FIT, "fit-score": "6"}).status_code == 302
    (found,) = judged_scores(["fit"]).values()
    assert found.mean == pytest.approx(7.0)
    assert found.raters == 2
    html = page_of(open_page(cast.champion, "judge-customer", code=code))
    assert "2 raters count" in html
    assert "2.0 points apart" in html
    assert "They asked for it in May." in html


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"fit-score": "8"}, "a score without evidence is an opinion"),
        ({"fit-score": "11", "fit-evidence": "Seen."}, "A score lies between 0 and 10"),
        ({"fit-evidence": "Seen."}, "Give the score too"),
        ({"service-score": "7", "service-evidence": "Seen."}, "the best alternative needs its score too"),
        ({**FIT, "fit-confirmed_on": "2999-01-01"}, "that day has not come"),
    ],
)
def test_half_a_judgement_is_refused_and_nothing_is_kept(
    code: str, cast: Cast, client: Client, given: dict[str, str], said: str
) -> None:
    more = {"product-score": "5", "product-rival_score": "5", "product-evidence": "Both are the same."}
    answer = judged(client, cast.champion, code, {**more, **given})
    assert answer.status_code == 422
    assert said in html_of(answer)
    assert not Judgement.objects.exists()


def test_the_manager_of_the_customer_is_heard_and_does_not_count(
    code: str, cast: Cast, client: Client, open_page: Open
) -> None:
    from clave.ledger.models import Customer

    CustomerAssignment.objects.get_or_create(
        customer=Customer.objects.get(code=code),
        user=cast[Role.KEY_ACCOUNT_MANAGER],
        capacity="manager",
        defaults={"valid_from": "2020-01-01"},
    )
    judged(client, cast[Role.KEY_ACCOUNT_MANAGER], code, FIT)
    assert Judgement.objects.get().counts is False
    assert not judged_scores(["fit"])
    html = page_of(open_page(cast.champion, "judge-customer", code=code))
    assert "manager of the customer, does not count" in html


def test_what_a_rater_said_before_stays_in_the_file(code: str, cast: Cast, client: Client) -> None:
    judged(client, cast.champion, code, FIT)
    judged(client, cast.champion, code, {**FIT, "fit-score": "4"})
    answer = client.get(reverse("judgements-export"), {"kind": "csv"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len([line for line in lines if "They asked for it in May." in line]) == 2
    assert Judgement.objects.filter(is_newest=True).count() == 1


def test_the_manager_of_a_group_does_not_count_for_its_members(company: Company, cast: Cast, client: Client) -> None:
    locked(cast)
    company.assign(Role.KEY_ACCOUNT_MANAGER)
    CustomerParent.objects.create(customer=company.member, parent=company.group, valid_from=date(2020, 1, 1))
    judged(client, cast[Role.KEY_ACCOUNT_MANAGER], company.member.code, FIT)
    assert Judgement.objects.get().counts is False


def test_the_committee_judges_every_candidate_and_nobody_else(company: Company, cast: Cast, client: Client) -> None:
    locked(cast)
    member = cast[Role.COMMITTEE_MEMBER]
    assert judged(client, member, "GOOD", FIT).status_code == 302
    assert Judgement.objects.get().counts is True
    assert "Birch Stores" in html_of(client.get(reverse("judgements")))
    assert client.get(reverse("judge-customer", kwargs={"code": customer("ELSE").code})).status_code == 404


def test_a_manager_who_is_on_the_committee_too_still_does_not_count(
    company: Company, cast: Cast, client: Client
) -> None:
    locked(cast)
    both = person("both", Role.KEY_ACCOUNT_MANAGER, Role.COMMITTEE_MEMBER)
    company.good.assignments.create(user=both, capacity="manager", valid_from=date(2020, 1, 1))
    judged(client, both, "GOOD", FIT)
    judged(client, both, "QUIET", FIT)
    assert list(Judgement.objects.order_by("pk").values_list("counts", flat=True)) == [False, True]


def test_the_list_goes_by_place_among_candidates_not_by_rank_in_the_run(company: Company, cast: Cast) -> None:
    locked(cast)
    ranks = {company.quiet: 40, company.losing: 80, company.group: None}
    run_with([{**row, "rank": ranks.get(row["customer"], row.get("rank"))} for row in company.rows()])
    found = work_list(cast.champion, date(2026, 4, 1), judged_criteria(judged_by()))
    assert [(each.place, each.customer.code) for each in found][:4] == [
        (1, "GOOD"),
        (2, "GROUP"),
        (3, "QUIET"),
        (4, "LOSS"),
    ]


def test_the_list_names_what_lacks_a_rater_and_who_is_apart(company: Company, cast: Cast, client: Client) -> None:
    locked(cast)
    judge(company.good, "fit", (cast.champion, 9.0), (cast.finance_partner, 4.0))
    client.force_login(cast.champion)
    html = html_of(client.get(reverse("judgements")))
    assert "Service, Product" in html
    assert "Raters are 5.0 points apart on Fit" in html
    assert "€190k" in html


def test_the_list_shows_what_i_have_not_judged_or_what_lacks_a_rater(
    company: Company, cast: Cast, client: Client
) -> None:
    locked(cast)
    judge_all(cast, company.good, 8.0)
    client.force_login(cast.champion)
    for shown in ("mine", "lacking"):
        html = html_of(client.get(reverse("judgements"), {"show": shown}))
        assert "Alder Foods" not in html
        assert "Birch Stores" in html
    assert "Alder Foods" in html_of(client.get(reverse("judgements")))


def test_judgements_age_visibly(company: Company, cast: Cast, open_page: Open) -> None:
    locked(cast)
    judge(company.good, "fit", (cast.champion, 9.0), (cast.finance_partner, 8.0))
    Judgement.objects.filter(rater=cast.champion).update(at=timezone.now() - timedelta(days=400))
    assert "older than a year" in page_of(open_page(cast.champion, "judge-customer", code="GOOD"))
    assert "1 older than a year" in page_of(open_page(cast.champion, "judgements"))


def test_with_all_judged_factors_missing_the_range_stays_open_and_nothing_is_made_up(company: Company) -> None:
    found = row(ranking_of(company.cast), company.good)
    assert found.score is not None
    assert found.score_high is not None
    assert found.score < found.score_high
    assert (found.theirs, found.strength_thousandths) == (None, None)


def test_evidence_may_be_typed_over_several_lines(company: Company, cast: Cast, client: Client) -> None:
    locked(cast)
    assert judged(client, cast.champion, "GOOD", {**FIT, "fit-evidence": "In May.\r\nIn June too."}).status_code == 302
    assert Judgement.objects.get().evidence == "In May. In June too."
