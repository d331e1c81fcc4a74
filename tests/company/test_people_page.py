"""/people/: everybody of ours, to search, to narrow, to take away as a file."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from clave.access.policy import Role
from clave.company.models import Person
from tests.cast import Cast, our_person, person


def shown(cast: Cast, open_page: Any, **query: str) -> str:
    text: str = open_page(cast[Role.PEOPLE_LEAD], "people", query).content.decode()
    return text


def test_the_page_lists_everybody_within_its_budget(cast: Cast, open_page: Any) -> None:
    boss = our_person(code="P0", full_name="Berta Boss", function="Management", is_top_team=True)
    for number in range(60):
        our_person(code=f"P{number:02}x", reports_to=boss, user=person(f"login{number}") if number < 30 else None)
    text = shown(cast, open_page)
    assert "61 people of ours in 2 functions, 30 of whom sign in" in text
    assert text.count("Berta Boss") == 61
    assert text.count("top team") >= 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "ruiz"}, {"Ana Ruiz"}),
        ({"search": "P2"}, {"Bo Li"}),
        ({"function": "Finance"}, {"Bo Li"}),
        ({"login": "yes"}, {"Ana Ruiz"}),
        ({"login": "no"}, {"Bo Li", "Cy Ode"}),
        ({"top_team": "on"}, {"Cy Ode"}),
        ({"function": "no such function"}, {"Ana Ruiz", "Bo Li", "Cy Ode"}),
    ],
)
def test_the_list_narrows_to_what_is_asked_for(
    cast: Cast, open_page: Any, query: dict[str, str], found: set[str]
) -> None:
    our_person(cast.reader, code="P1", full_name="Ana Ruiz")
    our_person(cast.gone, code="P2", full_name="Bo Li", function="Finance")
    our_person(code="P3", full_name="Cy Ode", is_top_team=True)
    text = shown(cast, open_page, **query)
    assert {name for name in ("Ana Ruiz", "Bo Li", "Cy Ode") if name in text} == found


def test_who_has_left_is_not_listed(cast: Cast, open_page: Any) -> None:
    our_person(code="P1", full_name="Ana Ruiz", is_active=False)
    our_person(code="P2")
    assert "Ana Ruiz" not in shown(cast, open_page)


def test_an_empty_company_is_told_to_import_its_people(cast: Cast, open_page: Any) -> None:
    assert "Import people" in shown(cast, open_page)


def test_a_search_without_a_hit_says_what_to_do(cast: Cast, open_page: Any) -> None:
    our_person(code="P1")
    assert "Clear a filter" in shown(cast, open_page, search="nobody of that name")


def test_one_click_links_those_whose_address_signs_in(cast: Cast, client: Client) -> None:
    person("ana")
    our_person(code="P1", email="ana@clave.example")
    client.force_login(cast.champion)
    assert "1 person signs in with the e-mail address" in client.get("/people/").content.decode()
    answer = client.post("/people/logins/", follow=True).content.decode()
    assert "1 person was linked to a login." in answer
    assert Person.objects.get().signs_in


def test_the_csv_has_the_columns_of_a_people_file_and_only_whom_was_asked_for(cast: Cast, open_page: Any) -> None:
    boss = our_person(code="P1", full_name="=cmd()", is_top_team=True)
    our_person(code="P2", full_name="Bo Li", function="Finance", email="bo@clave.example", reports_to=boss)
    answer = open_page(cast.champion, "people-csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["full_name"] for row in rows] == ["'=cmd()", "Bo Li"]
    assert (rows[1]["reports_to"], rows[1]["function"], rows[1]["signs_in"]) == ("P1", "Finance", "false")
    narrowed = b"".join(open_page(cast.champion, "people-csv", {"function": "Finance"}).streaming_content).decode()
    assert "Bo Li" in narrowed
    assert "cmd" not in narrowed


def test_the_workbook_holds_the_same_people(cast: Cast, open_page: Any) -> None:
    our_person(code="P1", full_name="Ana Ruiz")
    answer = open_page(cast.champion, "people-xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert [cell.value for cell in sheet[2]][:2] == ["P1", "Ana Ruiz"]


def test_spanish_is_spoken_to_who_chose_it(cast: Cast, client: Client) -> None:
    our_person(code="P1")
    cast.champion.language = "es"
    cast.champion.save()
    client.force_login(cast.champion)
    text = client.get("/people/").content.decode()
    assert "Nuestro personal" in text
    assert "Our people" not in text
