"""The pages of personal data: what is kept, periods with what is due, files about one person, erasing who left."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from clave.access import operations as access
from clave.access.models import Entry, User
from clave.access.policy import Role
from clave.personal_data.models import Erasure, KeptFor
from tests.accounts.people import People
from tests.cast import Cast, our_person, person

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Any]


@pytest.fixture
def people(cast: Cast) -> People:
    return People(cast)


def test_the_inventory_says_what_is_kept_why_and_what_is_due(people: People, open_page: OpenPage) -> None:
    text = open_page(people.cast.administrator, "personal-data").content.decode()
    assert "knowing whom to speak with at the customer" in text
    assert "people.PayPlan" in text
    assert "Ana Alonso" not in text
    assert KeptFor.objects.count() == 0


def test_a_period_is_tried_set_and_not_set_twice_at_once(people: People, client: Client, open_page: OpenPage) -> None:
    tried = open_page(people.cast.champion, "personal-data-period", {"months": "1"}, key="quiet")
    assert "Nothing is older than 1 months" in tried.content.decode()
    client.force_login(people.cast.champion)
    path, said = "/personal-data/periods/quiet/", {"months": "24", "is_on": "on", "based_on": "0"}
    assert client.post(path, said).status_code == 302
    assert client.post(path, said).status_code == 409
    assert client.post(path, {**said, "months": "0", "based_on": "1"}).status_code == 422
    kept = KeptFor.objects.get()
    assert (kept.months, kept.is_on, kept.by) == (24, True, people.cast.champion)


def test_a_file_about_somebody_is_whole_and_noted(people: People, open_page: OpenPage) -> None:
    told = open_page(people.manager, "about-contact-json", pk=people.ana.pk)
    assert "ana@k1.example" in json.dumps(json.loads(told.content))
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(open_page(people.manager, "about-contact-xlsx", pk=people.ana.pk)))
    )
    assert "ana@k1.example" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert Entry.objects.filter(event="personal_data.person.exported", actor=people.manager).count() == 2
    for name in ("about-user-json", "about-user-xlsx"):
        assert open_page(people.manager, name, pk=people.manager.pk).status_code == 200
        assert open_page(people.manager, name, pk=people.other.pk).status_code == 404


def test_who_left_is_erased_after_the_question(cast: Cast, client: Client, open_page: OpenPage) -> None:
    gone: User = person("gone_for_good", Role.READER)
    our_person(gone, code="T-GONE", is_active=False)
    assert "End the access first" in open_page(cast.administrator, "erase-user", pk=gone.pk).content.decode()
    client.force_login(cast.administrator)
    path = f"/users/{gone.pk}/erase/"
    assert client.post(path, {"sure": "yes"}).status_code == 409
    access.deactivate_user(by=cast.administrator, user=gone, reason="left")
    assert client.post(path).status_code == 422
    assert Erasure.objects.count() == 0
    assert client.post(path, {"sure": "yes"}).status_code == 302
    assert client.post(path, {"sure": "yes"}).status_code == 409
    assert Erasure.objects.count() == 2
