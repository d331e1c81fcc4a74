"""The draft of a charter, row by row, without losing a word of what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clave.portfolio.models import Charter, Criterion
from clave.portfolio.queries.charter import terms_of
from tests.cast import Cast
from tests.portfolio.charters import TERMS, draft
from tests.value.book import Company, customer, run_with

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


def html_of(answer: Any) -> str:
    """The page, whatever it was answered with."""
    return str(answer.content.decode())


def typed(answer: Any) -> dict[str, Any]:
    """Everything the page would send if nothing were changed."""
    page, rows = answer.context["form"], answer.context["rows"]
    given = {field.html_name: field.value() for field in (*page, *rows.management_form)}
    for row in rows:
        given |= {field.html_name: field.value() for field in row}
    return {name: "" if value is None else value for name, value in given.items()}


def saved(client: Client, cast: Cast, given: dict[str, Any]) -> Any:
    client.force_login(cast.champion)
    return client.post(reverse("edit-charter"), given)


def test_what_is_opened_and_saved_says_the_same(company: Company, cast: Cast, open_page: Open, client: Client) -> None:
    draft(cast)
    given = typed(open_page(cast.champion, "edit-charter"))
    assert saved(client, cast, given).status_code == 302
    assert terms_of(Charter.objects.get()) == TERMS


def test_a_weight_and_a_figure_are_changed(company: Company, cast: Cast, open_page: Open, client: Client) -> None:
    draft(cast)
    given = typed(open_page(cast.champion, "edit-charter"))
    given |= {"row-1-weight": "20.5", "row-1-anchor_10": "45%", "entry_line": "7.25"}
    saved(client, cast, given)
    margin = Criterion.objects.get(key="margin")
    assert (margin.weight_hundredths, margin.anchor_values[2]) == (2_050, "0.45")
    assert Charter.objects.get().entry_line_thousandths == 7_250


def test_figures_are_read_as_the_reader_writes_them(
    company: Company, cast: Cast, open_page: Open, client: Client
) -> None:
    draft(cast)
    cast.champion.language = "es"
    cast.champion.save()
    given = typed(open_page(cast.champion, "edit-charter"))
    assert given["row-0-anchor_10"] == "200.000"
    given["row-0-anchor_10"] = "250.000,50"
    saved(client, cast, given)
    assert Criterion.objects.get(key="worth").anchor_values[2] == "250000.5"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Long-standing customer", "rewards the length of the relationship"),
        ("Friend of the CEO", "rewards friendship"),
        ("Last year's revenue", "is past revenue alone"),
    ],
)
def test_refused_criteria_are_explained_at_their_row(
    company: Company, cast: Cast, open_page: Open, client: Client, name: str, said: str
) -> None:
    draft(cast)
    given = typed(open_page(cast.champion, "edit-charter")) | {"row-2-name": name}
    answer = saved(client, cast, given)
    assert answer.status_code == 422
    assert said in str(answer.context["rows"].forms[2].errors["name"])
    assert terms_of(Charter.objects.get()) == TERMS


def test_a_row_is_added_and_nothing_typed_is_lost(
    company: Company, cast: Cast, open_page: Open, client: Client
) -> None:
    draft(cast)
    given = typed(open_page(cast.champion, "edit-charter")) | {"row-0-name": "What it brings", "add": "theirs"}
    answer = saved(client, cast, given)
    assert answer.status_code == 200
    rows = answer.context["rows"].forms
    assert len(rows) == len(TERMS.criteria) + 1
    assert rows[0]["name"].value() == "What it brings"
    assert rows[-1]["side"].value() == "theirs"
    assert terms_of(Charter.objects.get()) == TERMS


def test_a_row_is_taken_away_and_another_moved_up(
    company: Company, cast: Cast, open_page: Open, client: Client
) -> None:
    draft(cast)
    given = typed(open_page(cast.champion, "edit-charter"))
    assert (
        next(row["key"].value() for row in saved(client, cast, given | {"remove": "0"}).context["rows"].forms)
        == "margin"
    )
    moved = saved(client, cast, given | {"up": "1"}).context["rows"].forms
    assert [row["key"].value() for row in moved[:2]] == ["margin", "worth"]


def test_two_people_editing_see_both_versions(company: Company, cast: Cast, open_page: Open, client: Client) -> None:
    draft(cast)
    given = typed(open_page(cast.champion, "edit-charter"))
    saved(client, cast, given | {"first": "8"})
    answer = saved(client, cast, given | {"first": "9"})
    assert answer.status_code == 409
    html = html_of(answer)
    assert "What stands there now, saved by somebody else" in html
    assert "the first 8 by score" in html
    (row,) = answer.context["beside"]
    assert (row["part"], row["before"], row["after"]) == ("how many key accounts", "8", "9")
    assert 'value="9"' in html
    assert Charter.objects.get().first == 8


@pytest.mark.parametrize("nonsense", ["", "-1", "x", "99999"])
def test_a_broken_count_of_rows_is_no_fault_of_ours(
    company: Company, cast: Cast, client: Client, nonsense: str
) -> None:
    draft(cast)
    given = {"row-TOTAL_FORMS": nonsense, "row-INITIAL_FORMS": "0"}
    assert saved(client, cast, {**given, "add": "ours"}).status_code == 200
    assert saved(client, cast, given).status_code == 422


def test_weights_follow_from_comparing_two_at_a_time(
    company: Company, cast: Cast, open_page: Open, client: Client
) -> None:
    made = draft(cast)
    open_page(cast.champion, "compare-criteria", side="theirs")
    given = {"version": made.version, "pair_0": "3"}
    assert client.post(reverse("compare-criteria", kwargs={"side": "theirs"}), given).status_code == 302
    assert [each.weight_hundredths for each in terms_of(Charter.objects.get()).criteria[3:]] == [7_500, 2_500]


def test_comparisons_that_contradict_are_named_and_may_be_kept_after_a_second_look(
    company: Company, cast: Cast, client: Client
) -> None:
    made = draft(cast)
    client.force_login(cast.champion)
    address = reverse("compare-criteria", kwargs={"side": "ours"})
    given = {"version": made.version, "pair_0": "9", "pair_1": "1/9", "pair_2": "9"}
    answer = client.post(address, given)
    assert answer.status_code == 422
    assert "contradict" in html_of(answer)
    assert "I looked again" in html_of(answer)
    assert client.post(address, given | {"looked_again": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("typed_words", "said"),
    [
        ({"row-0-name": "Years as a customer"}, "length of the relationship"),
        ({"row-3-name": "Owner's friends"}, "rewards friendship"),
        ({"row-9-name": "Revenue last year"}, "past revenue alone"),
        ({"row-1-name": "Trust", "row-1-anchor_10": "Customer since 1998"}, "length of the relationship"),
        ({"row-1-name": "Strategic fit", "row-1-anchor_10": "All plants"}, ""),
    ],
)
def test_a_refused_criterion_is_explained_while_it_is_typed(
    cast: Cast, client: Client, typed_words: dict[str, str], said: str
) -> None:
    client.force_login(cast.champion)
    html = html_of(client.get(reverse("check-criterion"), typed_words))
    assert said in html
    assert bool(html) is bool(said)


def test_where_customers_lie_stands_beside_the_figures(company: Company, cast: Cast, open_page: Open) -> None:
    rows = [{"customer": customer(f"C{at}"), "rank": at, "lifetime_value": at * 10_000_00} for at in range(1, 21)]
    bounds = {"lifetime_value_low": 0, "lifetime_value_high": 900_000_00}
    run_with([{**row, **bounds} for row in rows])
    draft(cast)
    html = html_of(open_page(cast.champion, "edit-charter"))
    assert "half below 105,000" in html
    assert "known of 20" in html


def grown_old() -> None:
    """A run in which whoever ordered first is worth most."""
    made = [customer(f"C{number}") for number in range(12)]
    run_with(
        {"customer": one, "rank": place, "first_ordered_on": date(2000 + place, 1, 1)}
        | {"lifetime_value": 1_000_00 * (30 - place), "lifetime_value_low": 0}
        for place, one in enumerate(made, 1)
    )


@pytest.mark.parametrize(
    ("typed_words", "said"),
    [
        ({"measure": "lifetime_value", "anchor_0": "0", "anchor_5": "15000", "anchor_10": "30000"}, "Loyalty"),
        ({"measure": "lifetime_value", "anchor_10": "much"}, "Loyalty"),
        ({"measure": "contribution_share"}, ""),
        ({"measure": "no_such_measure"}, ""),
    ],
)
def test_tenure_under_another_name_is_warned_of_while_it_is_typed(
    cast: Cast, client: Client, typed_words: dict[str, str], said: str
) -> None:
    grown_old()
    client.force_login(cast.champion)
    given = {"row-2-name": "Loyalty", **{f"row-2-{name}": value for name, value in typed_words.items()}}
    html = html_of(client.get(reverse("check-criterion"), given))
    assert ("goes together with the date of the first order" in html) is bool(said)
    assert said in html


def test_tenure_under_another_name_is_warned_of_on_the_draft_and_its_editor(cast: Cast, open_page: Open) -> None:
    grown_old()
    draft(cast)
    for page in (open_page(cast.champion, "edit-charter"), open_page(cast.champion, "charter-version", number=1)):
        assert "“Worth” goes together with the date of the first order" in html_of(page)
        assert "“Margin” goes together" not in html_of(page)
