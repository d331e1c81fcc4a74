"""/people/functions/ and one function: owner and people."""

from typing import Any

from django.test import Client

from clave.company.models import Function
from tests.cast import Cast, our_person


def test_functions_are_counted_within_the_budget(cast: Cast, open_page: Any) -> None:
    for number in range(12):
        for each in range(3):
            our_person(code=f"P{number}-{each}", function=f"Function {number:02}", is_top_team=each == 0)
    our_person(code="gone", function="Function 00", is_active=False)
    text = open_page(cast.champion, "functions").content.decode()
    assert "12 of 12 functions have no owner" in text
    assert text.count('<td class="num">3</td>') == 12


def test_an_owner_is_named_on_the_page_of_the_function(cast: Cast, client: Client, open_page: Any) -> None:
    someone = our_person(code="P1", full_name="Ana Ruiz")
    page = f"/people/functions/{someone.function_id}/"
    assert (
        "Nobody answers for Operations yet"
        in open_page(cast.champion, "function", pk=someone.function_id).content.decode()
    )
    answer = client.post(f"{page}owner/", {"owner": someone.pk}, follow=True)
    assert "Ana Ruiz answers for Operations" in answer.content.decode()
    assert "All 1 functions have an owner" in client.get("/people/functions/").content.decode()


def test_an_owner_who_is_not_one_of_us_is_refused(cast: Cast, client: Client) -> None:
    gone = our_person(code="P1", is_active=False)
    client.force_login(cast.champion)
    answer = client.post(f"/people/functions/{gone.function_id}/owner/", {"owner": gone.pk})
    assert answer.status_code == 422
    assert Function.objects.get().owner is None


def test_a_function_whose_owner_left_says_so(cast: Cast, client: Client) -> None:
    someone = our_person(code="P1", full_name="Ana Ruiz")
    Function.objects.update(owner=someone)
    someone.is_active = False
    someone.save()
    client.force_login(cast.champion)
    assert "Ana Ruiz has left" in client.get(f"/people/functions/{someone.function_id}/").content.decode()
    assert "has left" in client.get("/people/functions/").content.decode()
