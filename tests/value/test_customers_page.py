"""/customers/: what every customer contributes and is worth, as far as one may read."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from clave.access.models import User
from clave.access.policy import Role
from clave.value.models import BookRow
from tests.cast import Cast, customer_of, person
from tests.value.book import Company, customer, run_with

ROW = re.compile(r'<th scope="row" role="rowheader"><\w+[^>]*>([^<]*)<')
HEADING = re.compile(r'<th scope="col"[^>]*><a [^>]*>([^<]*)</a>')


def page(client: Client, user: User, **query: str) -> str:
    """The list as this person sees it."""
    client.force_login(user)
    answer = client.get("/customers/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def names(text: str) -> list[str]:
    """The customers on the page, in order."""
    return ROW.findall(text)


def test_the_list_opens_within_its_budget_however_many_customers(company: Company, cast: Cast, open_page: Any) -> None:
    many = [{"customer": customer(f"M{number:03d}"), "rank": number + 1} for number in range(120)]
    run_with(many)
    assert open_page(cast.champion, "customers").status_code == 200
    assert open_page(cast[Role.KEY_ACCOUNT_MANAGER], "customers").status_code == 200


def test_who_is_worth_most_comes_first_and_unknown_worth_last(company: Company, cast: Cast, client: Client) -> None:
    assert names(page(client, cast.champion)) == [
        "Alder Foods",
        "Elm Group",
        "Birch Stores",
        "Cedar Trading",
        "Dogwood Labs",
    ]


def test_unknown_worth_stays_last_from_the_bottom_too(company: Company, cast: Cast, client: Client) -> None:
    shown = names(page(client, cast.champion, sort="lifetime_value"))
    assert (shown[0], shown[-1]) == ("Cedar Trading", "Dogwood Labs")


def test_every_visible_column_sorts_and_says_so(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast.champion)
    columns = re.findall(r"[?&]sort=(-?\w+)", text)
    assert len(columns) >= len(HEADING.findall(text)) - 1
    for column in columns:
        sorted_page = page(client, cast.champion, sort=column)
        way = "descending" if column.startswith("-") else "ascending"
        assert f'aria-sort="{way}"' in sorted_page


@pytest.mark.parametrize("role", [Role.FUNCTION_MEMBER, Role.READER])
def test_a_hidden_column_is_refused_like_an_unknown_one(
    company: Company, cast: Cast, client: Client, role: Role
) -> None:
    company.assign(role)
    client.force_login(cast[role])
    hidden = client.get("/customers/", {"sort": "-lifetime_value"})
    unknown = client.get("/customers/", {"sort": "-lifetime_valve"})
    assert (hidden.status_code, unknown.status_code) == (422, 422)
    told = unknown.content.decode().replace("lifetime_valve", "lifetime_value")
    assert "is not a column of this list" in told
    assert _without_tokens(told) == _without_tokens(hidden.content.decode())


def _without_tokens(text: str) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", text)


def test_a_hidden_filter_changes_nothing(company: Company, cast: Cast, client: Client) -> None:
    company.assign(Role.READER)
    everything = names(page(client, cast.reader))
    assert names(page(client, cast.reader, losing="on")) == everything == ["Alder Foods", "Elm Group"]


def test_groups_stand_as_one_and_single_customers_on_request(company: Company, cast: Cast, client: Client) -> None:
    rolled_up, singles = page(client, cast.champion), page(client, cast.champion, show="singles")
    assert "group of 2" in rolled_up
    assert "Fir Branch" not in names(rolled_up)
    assert {"Fir Branch", "Elm Group"} <= set(names(singles))
    assert "group of" not in singles


def test_who_has_a_member_but_not_its_group_sees_the_member(company: Company, cast: Cast, client: Client) -> None:
    manager = cast[Role.KEY_ACCOUNT_MANAGER]
    customer_of(manager, code="MEMBER")
    assert names(page(client, manager)) == ["Fir Branch"]


def test_who_has_the_group_sees_it_once_with_its_members_inside(company: Company, cast: Cast, client: Client) -> None:
    company.assign(Role.KEY_ACCOUNT_MANAGER)
    company.member.parents.create(parent=company.group, valid_from=date(2020, 1, 1))
    manager = cast[Role.KEY_ACCOUNT_MANAGER]
    assert names(page(client, manager)) == ["Alder Foods", "Elm Group"]
    assert names(page(client, manager, show="singles")) == ["Alder Foods", "Fir Branch", "Elm Group"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "birch"}, ["Birch Stores"]),
        ({"q": "LOSS"}, ["Cedar Trading"]),
        ({"q": "%"}, []),
        ({"segment": "Retail"}, ["Alder Foods", "Birch Stores"]),
        ({"country": "Spain"}, ["Alder Foods", "Cedar Trading"]),
        ({"country": "Spain", "segment": "Industry"}, ["Cedar Trading"]),
        ({"quiet": "on"}, ["Birch Stores"]),
        ({"losing": "on"}, ["Cedar Trading"]),
        ({"country": "Atlantis"}, []),
        ({"mine": "on"}, []),
    ],
)
def test_the_list_is_narrowed_as_asked(
    company: Company, cast: Cast, client: Client, query: dict[str, str], found: list[str]
) -> None:
    text = page(client, cast.champion, **query)
    assert names(text) == found
    assert ("No customer matches" in text) == (found == [])


def test_letters_beyond_ascii_are_found_in_either_case(company: Company, cast: Cast, client: Client) -> None:
    run_with([{"customer": customer("A1", "Álvarez Hermanos")}])
    assert names(page(client, cast.champion, q="álvarez")) == ["Álvarez Hermanos"]


def test_mine_are_those_assigned_to_me(company: Company, cast: Cast, client: Client) -> None:
    company.good.assignments.create(user=cast.champion, capacity="sponsor", valid_from=date(2020, 1, 1))
    assert names(page(client, cast.champion, mine="on")) == ["Alder Foods"]


def test_the_page_says_its_run_and_its_day(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast.champion)
    assert company.run.short_code in text
    assert "31 Mar 2026" in text


def test_the_latest_finished_run_is_shown_and_no_other(company: Company, cast: Cast, client: Client) -> None:
    later = run_with([{"customer": company.good, "lifetime_value": 150_000_00}])
    text = page(client, cast.champion)
    assert later.short_code in text
    assert "€150,000" in text
    assert names(text) == ["Alder Foods"]


def test_totals_add_up_and_say_how_many_are_not_known(company: Company, cast: Cast, client: Client) -> None:
    totals = page(client, cast.champion).split("<tfoot", 1)[1]
    assert "All 5" in totals
    assert "€286,000" in totals  # 190,000 + 65,000 + 40,000 - 9,000
    assert "without 1 not known" in totals
    assert "€2,500,000" in totals  # five times the revenue of 500,000


def test_what_is_not_known_is_said_and_never_shown_as_nothing(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast.champion, q="Dogwood")
    assert "not known" in text
    assert "€0" not in text


def test_the_heading_is_the_finding(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast.champion)
    assert "5 customers are worth €286k" in text
    assert "1 has gone quiet. 1 loses money." in text


def test_fifty_customers_make_a_page(cast: Cast, client: Client) -> None:
    run_with([{"customer": customer(f"M{n:03d}"), "lifetime_value": 200_000_00 - n * 100} for n in range(101)])
    first, last = page(client, cast.champion), page(client, cast.champion, page="3")
    assert (len(names(first)), len(names(last))) == (50, 1)
    assert "Page 1 of 3" in first
    assert names(page(client, cast.champion, page="99")) == names(last)
    assert names(page(client, cast.champion, page="x")) == names(first)
    seen = [name for number in "123" for name in names(page(client, cast.champion, page=number))]
    assert len(set(seen)) == 101


def test_equal_figures_never_repeat_a_customer_on_two_pages(cast: Cast, client: Client) -> None:
    run_with([{"customer": customer(f"M{n:03d}")} for n in range(101)])
    seen = [name for number in "123" for name in names(page(client, cast.champion, sort="-orders", page=number))]
    assert len(set(seen)) == 101


def test_before_the_first_run_the_page_teaches_the_next_step(cast: Cast, client: Client) -> None:
    assert 'href="/imports/"' in page(client, cast.finance_partner)
    assert 'href="/runs/"' in page(client, cast.champion)
    assert "The champion or the finance partner starts a run" in page(client, cast.reader)


def test_who_has_no_customer_is_told_how_that_changes(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast[Role.KEY_ACCOUNT_MANAGER])
    assert "No customer in this run is yours" in text
    assert "Alder" not in text


def test_the_committee_has_no_customer_before_its_first_round(company: Company, cast: Cast, client: Client) -> None:
    assert names(page(client, cast[Role.COMMITTEE_MEMBER])) == []


def test_names_alone_open_no_figure_of_a_customer_that_is_not_ones_own(
    company: Company, cast: Cast, client: Client
) -> None:
    both = person("names_and_own", Role.PEOPLE_LEAD, Role.READER)
    company.good.assignments.create(user=both, capacity="reader", valid_from=date(2020, 1, 1))
    text = page(client, both)
    assert len(names(text)) == 5
    assert text.count("€500,000") == 2  # the own customer, and the sum over what is open
    assert "Spain" in text
    assert "France" not in text
    assert names(page(client, both, country="France")) == []
    assert names(page(client, both, sort="-revenue"))[0] == "Alder Foods"


def test_a_function_member_reads_quantities_and_days_and_no_money(company: Company, cast: Cast, client: Client) -> None:
    company.assign(Role.FUNCTION_MEMBER)
    text = page(client, cast[Role.FUNCTION_MEMBER])
    assert HEADING.findall(text) == ["Customer", "Country", "Segment", "Orders", "Last order", "On time"]
    assert "10 Mar 2026" in text
    assert "€" not in text
    assert names(text) == ["Alder Foods", "Elm Group"]


def test_a_damaged_query_is_answered_with_the_list(company: Company, cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    answer = client.get("/customers/", {"q": "a\x00b", "show": "sideways"})
    assert answer.status_code == 422
    assert names(answer.content.decode())[0] == "Alder Foods"


def test_figures_are_written_in_the_readers_language(company: Company, cast: Cast, client: Client) -> None:
    cast.champion.language = "es"
    cast.champion.save()
    text = page(client, cast.champion)
    assert "190.000\xa0€" in text
    assert BookRow.objects.count() == 7
