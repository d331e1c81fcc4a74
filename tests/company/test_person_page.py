"""/people/<id>/: one of our people, and their login."""

from typing import Any

from django.test import Client

from clave.company.models import Person
from tests.cast import Cast, our_person


def test_the_page_shows_the_line_to_the_top_and_the_reports_within_its_budget(cast: Cast, open_page: Any) -> None:
    top = our_person(code="P1", full_name="Top")
    middle = our_person(code="P2", full_name="Middle", reports_to=top)
    me = our_person(cast.reader, code="P3", full_name="Me", reports_to=middle)
    for number in range(20):
        our_person(code=f"R{number}", full_name=f"Report {number}", reports_to=me)
    text = open_page(cast.champion, "our-person", pk=me.pk).content.decode()
    assert text.index("Middle") < text.index("Top</a>")
    assert "Report 19" in text
    assert cast.reader.email in text


def test_a_login_is_found_by_its_address(cast: Cast, client: Client) -> None:
    someone = our_person(code="P1")
    client.force_login(cast.champion)
    answer = client.post(f"/people/{someone.pk}/login/", {"email": cast.reader.email.upper()}, follow=True)
    assert "signs in with this login" in answer.content.decode()
    assert Person.objects.get().user == cast.reader
    client.post(f"/people/{someone.pk}/login/unlink/")
    assert Person.objects.get().user is None


def test_a_login_that_is_not_there_is_refused_with_what_to_do(cast: Cast, client: Client) -> None:
    someone = our_person(code="P1")
    client.force_login(cast.champion)
    answer = client.post(f"/people/{someone.pk}/login/", {"email": "nobody@elsewhere.example"})
    assert answer.status_code == 422
    assert "Ask an administrator" in answer.content.decode()


def test_a_login_of_somebody_else_is_refused_with_their_name(cast: Cast, client: Client) -> None:
    our_person(cast.reader, code="P1", full_name="Ana Ruiz")
    client.force_login(cast.champion)
    answer = client.post(f"/people/{our_person(code='P2').pk}/login/", {"email": cast.reader.email})
    assert answer.status_code == 409
    assert "Ana Ruiz already" in answer.content.decode()


def test_the_login_with_the_same_address_is_offered(cast: Cast, client: Client) -> None:
    someone = our_person(code="P1", email="Reader@clave.example")
    assert cast.reader
    client.force_login(cast.champion)
    assert "Yes, link it" in client.get(f"/people/{someone.pk}/").content.decode()


def test_unlinking_nobody_says_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    answer = client.post(f"/people/{our_person(code='P1').pk}/login/unlink/")
    assert answer.status_code == 409
    assert "no login to unlink" in answer.content.decode()
