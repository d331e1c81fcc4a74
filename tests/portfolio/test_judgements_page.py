"""Raters judge customers with evidence; the own manager is heard and does not count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clave.access.policy import Role
from clave.ledger.models import CustomerAssignment
from clave.portfolio.models import Judgement
from clave.portfolio.queries.judged import judged_scores
from tests.cast import Cast
from tests.portfolio.charters import locked
from tests.portfolio.test_candidates_page import page_of
from tests.value.book import Company

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
