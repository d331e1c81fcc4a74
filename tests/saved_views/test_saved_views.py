"""/saved-views/ and the bar above a list: filters kept under a name, one's own or shared with a role."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clave.access.forms import HistoryFilter
from clave.access.models import Entry
from clave.access.policy import MAY, Role
from clave.company.forms import PeopleFilter
from clave.demo.saving import VIEWS
from clave.ledger.group_forms import AssignmentFilter
from clave.people.forms import SkillsFilter
from clave.portfolio.candidate_forms import CandidateFilter
from clave.promises.forms import PromisesFilter
from clave.saved_views.lists import list_named
from clave.saved_views.models import SavedView
from clave.saved_views.operations import save_view
from clave.saved_views.rules import MOST_VIEWS, TooManyViews, gone, narrowed
from clave.value.forms import CustomerFilter
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PROMISES = "/promises/"


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_only_filters_of_the_list_are_kept_in_one_order() -> None:
    assert narrowed("sort=-x&page=3&q=a%26b&segment=&evil=1", ("q", "segment", "sort")) == "q=a%26b&sort=-x"
    assert gone("q=a&old=1", ("q",)) == ["old"]


def test_a_view_is_saved_from_the_list_and_marked_there(cast: Cast, client: Client, open_page: Any) -> None:
    client.force_login(cast.champion)
    assert "Save this view" not in page(client, PROMISES)
    assert '/saved-views/of/promises/?search=delivery"' in page(client, f"{PROMISES}?search=delivery&page=2")
    form = open_page(cast.champion, "save-view", {"search": "delivery"}, address="promises").content.decode()
    assert 'value="search=delivery"' in form
    told = {"name": "Deliveries", "query": "search=delivery&page=2", "shared_with": ""}
    answer = client.post("/saved-views/of/promises/", told)
    assert answer.status_code == 302
    shown = page(client, f"{PROMISES}?search=delivery")
    assert 'href="/promises/?search=delivery" aria-current="true">Deliveries' in shown
    assert "Save this view" not in shown
    assert Entry.objects.get(event="saved_views.view.saved").actor == cast.champion


def test_a_shared_view_shows_to_its_role_alone_and_is_changed_by_its_owner_alone(cast: Cast, client: Client) -> None:
    of = list_named("promises")
    assert of is not None
    told: dict[str, Any] = {"by": cast.champion, "of": of, "query": "broken=on"}
    view = save_view(**told, name="Broken", shared_with="function_member")
    save_view(**told, name="Mine alone")
    for role, sees in ((Role.FUNCTION_MEMBER, True), (Role.KEY_ACCOUNT_MANAGER, False)):
        client.force_login(cast[role])
        shown = page(client, PROMISES)
        assert (">Broken<" in shown) == sees
        assert "Mine alone" not in shown
        assert client.post(f"/saved-views/{view.pk}/", {"name": "Taken"}).status_code == 404
        assert client.post(f"/saved-views/{view.pk}/delete/").status_code == 404
    client.force_login(cast.champion)
    assert client.post(f"/saved-views/{view.pk}/", {"name": "All broken", "shared_with": ""}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.shared_with) == ("All broken", "")
    assert client.post(f"/saved-views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.filter(pk=view.pk).exists()
    assert ">All broken<" not in page(client, "/saved-views/")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"name": "Empty", "query": "page=2"}, "There is nothing to save yet"),
        ({"name": "First", "query": "search=x"}, "You have a view “First” of this list already"),
        ({"name": "", "query": "search=x"}, "This field is required"),
        ({"name": "x" * 61, "query": "search=x"}, "at most 60"),
        ({"name": "Shared", "query": "search=x", "shared_with": "reader"}, "not one of the available choices"),
        ({"name": "Shared", "query": "search=x", "shared_with": "api_client"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_saved_says_what_to_do(cast: Cast, client: Client, told: dict[str, str], says: str) -> None:
    client.force_login(cast.champion)
    client.post("/saved-views/of/promises/", {"name": "First", "query": "search=a"})
    answer = client.post("/saved-views/of/promises/", told)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_a_list_that_is_not_for_somebody_has_no_views_for_them(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    assert client.get("/saved-views/of/promises/").status_code == 404
    assert client.post("/saved-views/of/promises/", {"name": "x", "query": "search=x"}).status_code == 404


def test_a_filter_that_is_no_longer_there_is_told_and_left_out(cast: Cast, client: Client, open_page: Any) -> None:
    SavedView.objects.create(owner=cast.champion, address="promises", name="Old", query="region=north&search=x")
    shown = open_page(cast.champion, "saved-views").content.decode()
    assert "a filter is no longer there: region" in shown
    assert 'href="/promises/?search=x"' in shown
    assert "a filter is no longer there: region" in page(client, PROMISES)


def test_a_list_has_so_many_views_at_most(cast: Cast) -> None:
    of = list_named("customers")
    assert of is not None
    for at in range(MOST_VIEWS):
        save_view(by=cast.champion, of=of, name=f"View {at}", query=f"q={at}")
    with pytest.raises(TooManyViews):
        save_view(by=cast.champion, of=of, name="One more", query="q=x")


def test_every_filter_of_a_list_is_kept() -> None:
    forms: dict[str, Any] = {
        "customers": CustomerFilter,
        "candidates": CandidateFilter,
        "promises": PromisesFilter,
        "people": PeopleFilter,
        "skills": SkillsFilter,
        "assignments": AssignmentFilter,
        "history": HistoryFilter,
    }
    for address, form in forms.items():
        of = list_named(address)
        assert of is not None
        assert set(of.parameters) == set(form.base_fields) - {"page", "ranking", "below"}, address


def test_the_views_of_the_demo_company_keep_all_they_say_for_who_opens_the_list() -> None:
    for role, address, name, query, shared_with in VIEWS:
        of = list_named(address)
        assert of is not None
        assert narrowed(query, of.parameters) == query, name
        assert {role, shared_with or role} <= MAY[of.needs], name
