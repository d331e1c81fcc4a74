"""The comparison of key accounts: beside the median, beside customers outside, beside one another; and who sees what."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from clave.access.lending import TokenScope
from clave.access.models import Entry
from clave.access.policy import Role
from clave.value.models import BookRow
from tests.accounts.test_relationships_page import text_of
from tests.asking import Asking
from tests.cast import Cast, key_account_of
from tests.review.portfolio_people import Portfolio

pytestmark = pytest.mark.django_db


def test_the_champion_sees_what_stands_out_with_its_driver_and_nobody_is_ranked(
    portfolio: Portfolio, open_page: Any
) -> None:
    text = text_of(open_page(portfolio.cast.champion, "comparison"))
    assert "Customer K1, Cost to serve: 40%, where the median of 7 is 10%." in text
    assert "Most of it is the driver “express orders”: 39.8% of what it buys, 9.8% at the median." in text
    assert "Customer OUT1" in text
    assert text.index("Customer K1") < text.index("Customer K2") < text.index("Customer K7")


def test_a_manager_sees_own_key_accounts_beside_medians_that_name_nobody(portfolio: Portfolio, open_page: Any) -> None:
    text = text_of(open_page(portfolio.manager, "comparison"))
    assert "Customer K1" in text
    assert "where the median of 7 is 10%" in text
    assert "5 customers that are not yours to name" in text
    assert "You see 1 of 7 key accounts" in text
    for name in ("Customer K2", "Customer K7", "Customer OUT"):
        assert name not in text, name
    assert open_page(portfolio.manager, "comparison", {"with": ["K1", "K2"]}).status_code == 404


def test_two_to_five_lie_beside_one_another_and_other_numbers_are_told_so(portfolio: Portfolio, open_page: Any) -> None:
    champion = portfolio.cast.champion
    beside = text_of(open_page(champion, "comparison", {"with": ["K2", "K1"]}))
    assert "Beside one another" in beside
    assert "<h1>Customer K1 and Customer K2</h1>" in beside
    for codes in (["K1"], [f"K{number}" for number in range(1, 7)]):
        answer = open_page(champion, "comparison", {"with": codes})
        assert answer.status_code == 422
        assert "Choose 2 to 5 key accounts" in text_of(answer)
    assert open_page(champion, "comparison", {"with": ["K1", "NOBODY"]}).status_code == 404


def test_of_two_key_accounts_no_median_is_told_and_none_tells_of_the_other(cast: Cast, open_page: Any) -> None:
    two = Portfolio(cast, count=2)
    for user in (cast.champion, two.manager):
        answer = open_page(user, "comparison")
        assert "no median is told from so few" in text_of(answer)
        assert answer.context["found"].medians == {}
    assert open_page(two.manager, "comparison").context["found"].accounts[0].outside.medians


def test_a_committee_member_has_no_measure_of_people_or_risk(portfolio: Portfolio, open_page: Any) -> None:
    found = open_page(portfolio.cast[Role.COMMITTEE_MEMBER], "comparison").context["found"]
    assert len(found.accounts) == 7
    keys = {each.key for each in found.measures}
    assert "lifetime_value" in keys
    assert not {"coverage", "retention"} & keys


def test_before_any_key_account_the_page_teaches_and_without_a_run_it_says_so(cast: Cast, open_page: Any) -> None:
    assert "There is no key account to compare yet" in text_of(open_page(cast.champion, "comparison"))
    key_account_of(code="K1")
    assert "No run is done yet" in text_of(open_page(cast.champion, "comparison"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_comparison_leaves_as_a_file_within_the_same_scope_and_that_is_kept(
    portfolio: Portfolio, open_page: Any, kind: str
) -> None:
    answer = open_page(portfolio.manager, "comparison-export", {"kind": kind})
    content = b"".join(answer.streaming_content)
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert {each["customer_code"] for each in rows} == {"K1"}
        cost = next(each for each in rows if each["measure"] == "Cost to serve")
        assert (cost["unit"], cost["run"], cost["median_of"], cost["similar_count"]) == (
            "share",
            portfolio.run.short_code,
            "7",
            "5",
        )
        assert float(cost["value"]) == pytest.approx(0.4, abs=0.01)
    assert Entry.objects.filter(event="review.comparison.exported").count() == 1


def test_a_program_reads_the_same_within_its_scope(portfolio: Portfolio) -> None:
    told = Asking(portfolio.manager, TokenScope.READ_DECISIONS).get("comparison")
    assert [each["customer"] for each in told["items"]] == ["K1"]
    assert told["in_all"] == 7
    measures = {each["measure"]: each for each in told["items"][0]["measures"]}
    assert float(measures["cost_to_serve"]["median"]) == pytest.approx(0.1, abs=0.01)
    assert measures["lifetime_value"]["unit"] == portfolio.run.currency
    row = BookRow.objects.get(run=portfolio.run, customer__code="K1", is_group=False)
    assert measures["lifetime_value"]["value"] == f"{row.lifetime_value / 100:.2f}"
    assert measures["on_time"]["part"] == 9
