"""Search finds what one may open, and nothing else: not on the page, not in the palette, not by the API, not by a count."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clave.access.lending import TokenScope
from clave.access.models import User
from clave.access.policy import PEOPLE, Role
from clave.accounts.models import AccountNote
from clave.ledger.models import Contact, Customer
from clave.promises.models import Promise
from clave.sponsorship.models import Note
from clave.web.search.asking import MOST, excerpt, search
from clave.web.search.kinds import KINDS
from tests.asking import Asking, code_of
from tests.cast import SAMPLES, Cast, contact_at, customer_of, key_account_of, note_on

SAMPLED = {
    "key-account": "key_account",
    "relationship": "contact",
    "our-person": "our_person",
    "function": "function",
    "promise": "promise",
    "deal": "deal",
    "plan": "plan_objective",
    "risk": "risk",
    "decision": "decision",
    "exception": "exception",
    "practice": "practice",
    "agenda-item": "agenda_item",
    "user": "person",
}
"""Address -> what the people of the tests have one's own and another's of."""
WORDS = ("cast", "customer", "contact", "person", "operations", "finance", "elsewhere", "decides", "@clave", "work")


def sampled(cast: Cast, user: User) -> set[str]:
    """The pages of one's own and of another's object of every kind."""
    held = key_account_of(code="OTHER")
    paths = {
        reverse("customer", args=[customer_of(*who, code=code).code]) for who, code in (((), "X-1"), ((user,), "X-2"))
    }
    for address, kind in SAMPLED.items():
        words = SAMPLES[kind](cast, user)
        if address == "plan":
            paths |= {reverse("plan", args=[code]) for code in (f"OWN-{user.pk}", held.customer.code)}
        else:
            paths |= {reverse(address, kwargs=words[reach]) for reach in ("own", "other")}
    return paths


def found_by(user: User) -> set[str]:
    """Every page that some search leads to."""
    hits = [hit for word in WORDS for section in search(user, word, each=MOST).sections for hit in section.hits]
    return {hit.path for hit in hits}


def test_every_kind_of_thing_is_tried() -> None:
    assert {kind.address for kind in KINDS} == {*SAMPLED, "customer", "timeline", "sponsor"}


@pytest.mark.proof("access")
@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_a_thing_is_found_just_where_its_page_opens(
    cast: Cast, role: Role, record_property: Callable[..., None]
) -> None:
    user, client = cast[role], Client(raise_request_exception=False)
    paths = sampled(cast, user)
    client.force_login(user)
    opens = {path for path in paths if client.get(path).status_code == 200}
    record_property("canaries", len(paths))
    assert found_by(User.objects.get(pk=user.pk)) & paths == opens


@pytest.mark.proof("access")
@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_nothing_is_counted_or_linked_that_is_not_one_s_own_to_see(
    cast: Cast, role: Role, record_property: Callable[..., None]
) -> None:
    user, client = cast[role], Client()
    paths, checks = sampled(cast, user), 0
    seen = found_by(User.objects.get(pk=user.pk))
    client.force_login(user)
    for word in WORDS:
        sections = search(user, word, each=MOST).sections
        assert [section.count for section in sections] == [len(section.hits) for section in sections]
        for name in ("search", "palette"):
            page = client.get(reverse(name), {"q": word}).content.decode()
            assert set(re.findall(r'href="([^"]+)"', page)) & paths <= seen
            checks += len(paths)
    told = Asking(user, *TokenScope).get("search?q=customer")
    assert {hit["path"] for kind in told["kinds"] for hit in kind["hits"]} & paths <= seen
    record_property("canaries", checks)


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_a_note_is_found_by_its_audience_alone(cast: Cast, role: Role) -> None:
    user, client = cast[role], Client(raise_request_exception=False)
    own, other = key_account_of(user, code="OWN"), key_account_of(code="OTHER")
    for held in (own, other):
        note_on(held, text=f"Zarzuela heard on a visit to {held.customer.code}")
        for audience in ("champion", "team", "programme"):
            text = f"Zarzuela of {held.customer.code} for {audience}"
            AccountNote.objects.create(key_account=held, text=text, audience=audience, by=cast.linked)
    client.force_login(user)
    shown = set()
    for held in (own, other):
        for name in ("timeline", "sponsor"):
            answer = client.get(reverse(name, args=[held.customer.code]))
            if answer.status_code == 200:
                page = answer.content.decode()
                shown |= {text for model in (Note, AccountNote) for text in told(model) if text in page}
    hits = [hit for section in search(user, "zarzuela", each=MOST).sections for hit in section.hits]
    assert {hit.title for hit in hits} == shown


def told(model: Any) -> list[str]:
    """Everything that was written."""
    return list(model.objects.values_list("text", flat=True))


def test_a_search_is_one_question_to_the_database(cast: Cast, open_page: Callable[..., Any]) -> None:
    sampled(cast, cast.champion)
    answer = open_page(cast.champion, "search", {"q": "customer"})
    assert answer.status_code == 200
    open_page(cast.champion, "palette", {"q": "customer"})
    cast.champion.roles  # noqa: B018  # read before what is counted
    with CaptureQueriesContext(connection) as asked:
        assert search(cast.champion, "customer").count > 3
    assert len(asked) == 1


def test_names_beginning_with_the_word_come_first_and_a_code_finds_its_customer(cast: Cast) -> None:
    for code, name in (("C-0007", "Zubía Áridos"), ("C-0008", "Áridos Zubía"), ("C-0009", "Ñandú")):
        Customer.objects.create(code=code, name=name, origin="master")
    assert [hit.title for hit in search(cast.champion, "aridos").sections[-1].hits] == ["Áridos Zubía", "Zubía Áridos"]
    assert [hit.title for hit in search(cast.champion, "zubia aridos").sections[-1].hits] == [
        "Zubía Áridos",
        "Áridos Zubía",
    ]
    assert [hit.title for hit in search(cast.champion, "c-0009").sections[-1].hits] == ["Ñandú"]
    assert search(cast.champion, "zubia nandu").sections == []


def test_a_letter_and_a_number_find_one_promise(cast: Cast) -> None:
    SAMPLES["promise"](cast, cast.champion)
    Promise.objects.filter(number=900_000).update(number=41)
    hits = [hit for section in search(cast.champion, "P41").sections for hit in section.hits]
    assert [hit.path for hit in hits] == [reverse("promise", args=[41])]
    assert hits[0].detail.startswith("P41 · ")


def test_pages_are_found_by_name_in_the_reader_s_language_where_one_may_open_them(cast: Cast) -> None:
    assert "/candidates/matrix/" in {hit.path for hit in search(cast.champion, "matrix").sections[0].hits}
    assert search(cast.administrator, "matrix").sections == []
    cast.champion.language = "es"
    cast.champion.save(update_fields=["language"])
    client = Client()
    client.force_login(cast.champion)
    page = client.get(reverse("search"), {"q": "practicas"}).content.decode()
    assert 'href="/practices/"' in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("", "Search everything you may see"),
        ("x", "A little more, please"),
        ("zzqq", "Nothing found for “zzqq”"),
        ("<b>\0", "Nothing found for “&lt;b&gt;”"),
        ("%' OR 1=1 --", "Nothing found"),
    ],
)
def test_the_page_teaches_where_it_shows_nothing(
    cast: Cast, open_page: Callable[..., Any], asked: str, says: str
) -> None:
    page = open_page(cast.champion, "search", {"q": asked}).content.decode()
    assert says in page
    assert "You find only what you may see" in page


def test_one_kind_is_shown_whole(cast: Cast, open_page: Callable[..., Any]) -> None:
    Customer.objects.bulk_create(Customer(code=f"B{at}", name=f"Birch {at:03}", origin="master") for at in range(12))
    page = open_page(cast.champion, "search", {"q": "birch"}).content.decode()
    assert page.count('href="/customers/B') == 8
    assert "?q=birch&amp;kind=customers" in page
    whole = open_page(cast.champion, "search", {"q": "birch", "kind": "customers"}).content.decode()
    assert whole.count('href="/customers/B') == 12


def test_before_anything_is_typed_the_palette_offers_the_pages_one_may_open(
    cast: Cast, open_page: Callable[..., Any]
) -> None:
    page = open_page(cast.administrator, "palette").content.decode()
    assert 'href="/users/"' in page
    assert 'href="/customers/"' not in page


def test_the_api_finds_what_the_scopes_of_the_token_read(cast: Cast) -> None:
    contact_at(key_account_of(cast.champion, code="K1"), full_name="Birch Birchson")
    Customer.objects.create(code="B1", name="Birch", origin="master")
    few = Asking(cast.champion, TokenScope.SEARCH, TokenScope.READ_CUSTOMERS)
    many = Asking(cast.champion, TokenScope.SEARCH, TokenScope.READ_CUSTOMERS, TokenScope.READ_RELATIONSHIPS)
    assert [kind["kind"] for kind in few.get("search?q=BIRCH")["kinds"]] == ["customers"]
    assert [kind["kind"] for kind in many.get("search?q=BIRCH")["kinds"]] == ["customers", "contacts"]
    assert code_of(few("GET", "search?q=x")) == (422, "VALUE_INVALID")
    assert code_of(Asking(cast.champion, TokenScope.READ_CUSTOMERS)("GET", "search?q=birch"))[0] == 403


def test_a_long_text_is_shown_around_the_word() -> None:
    text = f"{'alpha ' * 60}Ömega {'beta ' * 60}".strip()
    short = excerpt(text, "omega")
    assert short.startswith("…alpha")
    assert "Ömega" in short
    assert short.endswith("beta…")
    assert len(short) < 170
    assert excerpt("Short", "short") == "Short"


@pytest.mark.parametrize("amount", [3_000])
def test_many_customers_and_contacts_are_searched_in_no_time(cast: Cast, amount: int) -> None:
    Customer.objects.bulk_create(Customer(code=f"C{at}", name=f"Ñame {at}", origin="master") for at in range(amount))
    first = Customer.objects.order_by("pk").first()
    Contact.objects.bulk_create(
        Contact(contact_id=str(at), customer=first, full_name=f"Ágata {at}") for at in range(amount)
    )
    search(cast.champion, "warm up")
    began = time.process_time()
    assert search(cast.champion, "name 2999").count == 1
    assert time.process_time() - began < 1
