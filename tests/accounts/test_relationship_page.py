"""One person at a customer: what is shown, said, refused, and erased."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clave.accounts.models import Place, StanceSaid, Tie, Touch
from clave.ledger.models import Contact
from tests.accounts.people import People
from tests.accounts.test_relationships_page import text_of

pytestmark = pytest.mark.django_db


def test_everything_is_said_on_one_page_and_shown_there(people: People, client: Client, open_page: Any) -> None:
    client.force_login(people.manager)
    path = f"/relationships/{people.ana.pk}"
    here = {"customer": people.held.customer_id}
    said = [
        ("place", {"based_on": 0, "part": "decides", "reports_to": "", **here}),
        ("stance", {"stance": "doubts", "reason": "Two late orders.", "said_on": people.day(-2).isoformat()}),
        ("tie", {"person": people.karla.pk, "today": 2, "wanted": 4}),
        ("touch", {"person": people.karla.pk, "way": "met", "on": people.today.isoformat()}),
    ]
    for door, fields in said:
        assert client.post(f"{path}/{door}/", fields).status_code == 302, door
    people.place(people.ben, "guards", boss=people.ana)
    text = text_of(open_page(people.manager, "relationship", pk=people.ana.pk))
    for words in (
        "Decides",
        "Two late orders.",
        "has doubts",
        "assumed by us",
        "speaks with",
        "wanted: is trusted by",
        "Ben Bauer",
        "put a talk on record",
    ):
        assert words in text, words
    assert (Place.objects.count(), StanceSaid.objects.count(), Tie.objects.count(), Touch.objects.count()) == (
        2,
        1,
        1,
        1,
    )


def test_two_who_edit_one_person_see_both_versions(people: People, client: Client) -> None:
    client.force_login(people.manager)
    people.place(people.ana, "influences")
    fields = {"based_on": 0, "part": "decides", "reports_to": "", "customer": people.held.customer_id}
    answer = client.post(f"/relationships/{people.ana.pk}/place/", fields)
    text = text_of(answer)
    assert answer.status_code == 409
    assert "What stands there now</dt><dd>Influences" in text
    assert '<option value="decides" selected>' in text
    assert 'name="based_on" value="1"' in text
    assert client.post(f"/relationships/{people.ana.pk}/place/", {**fields, "based_on": 1}).status_code == 302
    assert Place.objects.get(contact=people.ana).part == "decides"


def test_a_circle_is_refused_on_the_form_with_its_chain(people: People, client: Client) -> None:
    client.force_login(people.manager)
    people.place(people.ben, boss=people.ana)
    fields = {"based_on": 0, "part": "", "reports_to": people.ben.pk, "customer": people.held.customer_id}
    answer = client.post(f"/relationships/{people.ana.pk}/place/", fields)
    assert answer.status_code == 422
    assert "Ana Alonso → Ben Bauer → Ana Alonso" in text_of(answer)


@pytest.mark.parametrize(
    ("door", "fields"),
    [
        ("stance", {"stance": "backs", "reason": "", "said_on": "2026-01-01"}),
        ("stance", {"stance": "hates us", "reason": "x", "said_on": "2026-01-01"}),
        ("stance", {"stance": "backs", "reason": "x", "said_on": "2999-01-01"}),
        ("tie", {"person": "", "today": 9, "wanted": 1}),
        ("touch", {"person": "", "way": "met", "on": "2999-01-01"}),
        ("place", {"part": "king"}),
        ("erase", {}),
    ],
)
def test_what_does_not_fit_is_said_beside_its_form(
    people: People, client: Client, door: str, fields: dict[str, Any]
) -> None:
    client.force_login(people.manager)
    answer = client.post(f"/relationships/{people.ana.pk}/{door}/", fields)
    assert answer.status_code == 422
    assert "Ana Alonso" in text_of(answer)
    assert 'class="wrong"' in text_of(answer) or 'role="alert"' in text_of(answer)
    assert not StanceSaid.objects.exists()


def test_who_refused_gets_neither_stance_nor_talk_on_the_page(people: People, client: Client) -> None:
    client.force_login(people.manager)
    path = f"/relationships/{people.caro.pk}/"
    assert "does not want to be on record" in text_of(client.get(path))
    assert "/stance/" not in text_of(client.get(path))
    answer = client.post(f"{path}stance/", {"stance": "backs", "reason": "x", "said_on": people.today.isoformat()})
    assert answer.status_code == 422


def test_a_person_is_erased_once_it_was_said_twice(people: People, client: Client) -> None:
    client.force_login(people.manager)
    answer = client.post(f"/relationships/{people.ana.pk}/erase/", {"sure": "yes"}, follow=True)
    assert "Erased, with what the history kept" in text_of(answer)
    assert not Contact.objects.filter(pk=people.ana.pk).exists()
