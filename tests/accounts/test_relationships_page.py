"""The people of a key account as a page: what it finds, the table, the map, the files, somebody new."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from clave.access.models import Entry
from clave.access.policy import Role
from clave.accounts.operations import relationships as operations
from clave.accounts.rules.relationship_terms import Stance, Way
from clave.ledger.models import Contact
from tests.accounts.people import People
from tests.cast import contact_at, customer_of

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return answer.content.decode().replace("&#x27;", "'").replace("&#39;", "'")


def test_before_anybody_is_on_record_the_page_teaches(people: People, open_page: Any) -> None:
    Contact.objects.all().delete()
    text = text_of(open_page(people.manager, "relationships", code="K1"))
    assert "Nobody at Customer K1 is on record yet" in text
    assert "who at the customer decides about buying from us" in text


def test_a_decider_whom_nobody_knows_is_the_finding_and_the_task(people: People, open_page: Any) -> None:
    people.place(people.ana, "decides")
    text = text_of(open_page(people.manager, "relationships", code="K1"))
    assert "1 person who decides at Customer K1 is known by nobody of ours" in text
    assert "Find who of ours meets Ana Alonso first" in text
    assert "consent not asked" in text


def test_who_is_known_by_one_alone_and_has_gone_quiet_is_flagged(people: People, open_page: Any) -> None:
    people.place(people.ana, "decides")
    for each in (people.ana, people.ben):
        operations.say_tie(by=people.manager, contact=each, person=people.karla, today=3, wanted=4)
    operations.log_touch(
        by=people.manager, contact=people.ana, person=people.karla, on=people.day(-100), way=Way.CALLED
    )
    operations.say_stance(
        by=people.manager, contact=people.ana, stance=Stance.OPEN, reason="Asked.", said_on=people.day(-5)
    )
    text = text_of(open_page(people.manager, "relationships", code="K1"))
    assert "Everything at Customer K1 hangs on Karla Manager" in text
    assert "today only Karla Manager knows them" in text
    assert "only one of ours knows them" in text
    assert "gone quiet" in text
    assert "100 days ago" in text
    assert "open to us" in text
    operations.say_tie(by=people.manager, contact=people.ben, person=people.otto, today=1, wanted=1)
    text = text_of(open_page(people.manager, "relationships", code="K1"))
    assert "1 of 1 people who count at Customer K1 is known by one of ours alone" in text
    operations.say_tie(by=people.manager, contact=people.ana, person=people.otto, today=1, wanted=1)
    text = text_of(open_page(people.manager, "relationships", code="K1"))
    assert "nobody of ours had a word with them for 100 days" in text


def test_who_refused_is_never_named(people: People, open_page: Any, client: Client) -> None:
    assert people.caro
    people.place(people.ben, boss=people.caro)
    text = text_of(open_page(people.manager, "relationships", code="K1"))
    assert "Caro Secret" not in text
    assert "Somebody who does not want to be named" in text
    client.force_login(people.manager)
    for path in (
        f"/relationships/{people.caro.pk}/",
        f"/relationships/{people.ben.pk}/",
        "/key-accounts/K1/relationships/new/",
    ):
        assert b"Caro Secret" not in client.get(path).content
    file = b"".join(client.get("/exports/relationships/K1/?kind=csv").streaming_content)  # type: ignore[attr-defined]
    assert b"Caro Secret" not in file
    assert b"Ana Alonso" in file
    assert Entry.objects.get(event="accounts.relationships.exported").after.count("K1") == 1


def test_the_map_has_a_link_a_name_and_words_for_everybody(people: People, open_page: Any) -> None:
    people.place(people.ana, "decides")
    people.place(people.ben, "guards", boss=people.ana)
    operations.say_tie(by=people.manager, contact=people.ben, person=people.otto, today=2, wanted=3)
    text = text_of(open_page(people.manager, "relationships", code="K1"))
    assert (
        text.count(
            f'<a href="/relationships/{people.ana.pk}/" aria-label="Ana Alonso, Managing director, Decides, nobody of ours"'
        )
        == 2
    )
    assert text.count("Ben Bauer, Buyer, Guards the way, Otto Ops speaks with") == 2
    assert text.count('class="report"') == 2
    assert "Relationship map of Customer K1" in text
    assert text.count('class="rung filled"') == 4


@pytest.mark.parametrize("many", [5, 60])
def test_table_and_map_say_the_same_of_everybody(people: People, open_page: Any, many: int) -> None:
    made = [contact_at(people.held, f"m{at}", full_name=f"Person {at:02}", role="Buyer") for at in range(many)]
    for at, each in enumerate(made[1:], start=1):
        people.place(each, "uses" if at % 2 else "judges", boss=made[(at - 1) // 4])
    text = text_of(open_page(people.manager, "relationships", code="K1"))
    table, drawn = (
        text[: text.index('id="map"')],
        text[text.index('class="chart wide"') : text.index('class="chart narrow"')],
    )
    bosses = re.findall(
        r'rowheader"><a href="[^"]+">(Person \d\d)</a>.*?data-label="Reports to">(Person \d\d|–)', table, re.S
    )
    assert len(bosses) == many
    assert sorted(name for name, _ in bosses) == sorted(re.findall(r'aria-label="(Person \d\d), Buyer', drawn))
    assert drawn.count('class="report"') == sum(boss != "–" for _, boss in bosses) == many - 1
    for part in ("Judges quality", "Uses what we deliver"):
        assert table.count(f">{part}<") == len(re.findall(f'aria-label="Person [^"]*{part}', drawn))


def test_the_table_sorts_by_what_was_chosen(people: People, open_page: Any) -> None:
    operations.say_tie(by=people.manager, contact=people.ana, person=people.karla, today=3, wanted=3)
    by_name = text_of(open_page(people.manager, "relationships", {"sort": "name"}, code="K1"))
    by_known = text_of(open_page(people.manager, "relationships", {"sort": "known"}, code="K1"))
    assert by_name.index("Ana Alonso</a>") < by_name.index("Ben Bauer</a>")
    assert by_known.index("Ben Bauer</a>") < by_known.index("Ana Alonso</a>")
    assert by_known.count('aria-sort="ascending"') == 1
    assert open_page(people.manager, "relationships", {"sort": "nonsense"}, code="K1").status_code == 200


def test_people_of_what_rolls_up_into_it_stand_there_too(people: People, open_page: Any) -> None:
    site = customer_of(code="SITE")
    site.parents.create(parent=people.held.customer, valid_from=people.day(-30))
    made = Contact.objects.create(contact_id="S1", customer=site, full_name="Sita Site", consent=True)
    assert "Sita Site" in text_of(open_page(people.manager, "relationships", code="K1"))
    assert "Sita Site" in text_of(open_page(people.manager, "relationship", pk=made.pk))
    people.place(made, boss=people.ana)
    assert "Sita Site" in text_of(open_page(people.manager, "relationship", pk=people.ana.pk))


def test_somebody_new_is_added_and_a_double_is_answered(people: People, open_page: Any, client: Client) -> None:
    assert "Somebody new at Customer K1" in text_of(open_page(people.manager, "add-relationship", code="K1"))
    path, fields = "/key-accounts/K1/relationships/new/", {"full_name": "Dora", "email": "dora@k1.example"}
    assert client.post(path, fields).status_code == 302
    again = client.post(path, fields)
    assert again.status_code == 409
    assert "is already among the people of Customer K1" in text_of(again)
    assert client.post(path, {"full_name": ""}).status_code == 422


def test_a_manager_reads_nothing_of_another_by_any_door(people: People, client: Client) -> None:
    pk = people.stranger.pk
    client.force_login(people.manager)
    for path in (
        "/key-accounts/K2/relationships/",
        "/exports/relationships/K2/",
        "/key-accounts/K2/relationships/new/",
        f"/relationships/{pk}/",
    ):
        assert client.get(path).status_code == 404, path
    for door in ("place", "stance", "tie", "touch", "erase"):
        assert client.post(f"/relationships/{pk}/{door}/", {}).status_code == 404, door
    answer = client.post(
        f"/relationships/{people.ana.pk}/place/", {"based_on": 0, "reports_to": pk, "customer": people.held.customer_id}
    )
    assert answer.status_code == 422
    assert "Zoe" not in text_of(answer)


def test_sixty_people_are_drawn_within_the_budget(people: People, open_page: Any) -> None:
    for number in range(58):
        contact_at(people.held, f"n{number}")
    text = text_of(open_page(people.manager, "relationships", code="K1"))
    assert text.count('rx="4" class="person"') == 120


def test_the_champion_reads_and_does_not_write(people: People, open_page: Any) -> None:
    text = text_of(open_page(people.cast[Role.CHAMPION], "relationships", code="K1"))
    assert "Ana Alonso" in text
    assert "/relationships/new/" not in text
