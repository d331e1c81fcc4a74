"""/profiles/ and one profile: what a key account needs of its manager."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clave.people.queries import skills as queries
from clave.people.rules.skills import DEFAULT_PROFILE, Need
from tests.cast import key_account_of
from tests.people.team import Team

pytestmark = pytest.mark.django_db


def typed(needs: Any, **more: Any) -> dict[str, Any]:
    """A profile as the form sends it."""
    parts = ("level", "floor", "weight")
    return {f"{part}_{key}": getattr(need, part) for key, need in needs.items() for part in parts} | more


def test_every_key_account_stands_with_its_profile_within_the_budget(team: Team, open_page: Any) -> None:
    for number in range(12):
        key_account_of(code=f"K{number:02}")
    team.knows(team.engineer, 4)
    text = open_page(team.lead, "profiles").content.decode()
    assert "What 12 key accounts need of their managers" in text
    assert text.count("default</span>") == 12


def test_before_there_are_key_accounts_the_page_teaches(team: Team, client: Client) -> None:
    client.force_login(team.lead)
    assert "Profiles come with the key accounts" in client.get("/profiles/").content.decode()


def test_a_profile_is_changed_with_a_reason_and_its_history_stays(team: Team, client: Client, open_page: Any) -> None:
    key_account_of(code="K1")
    open_page(team.lead, "profile", code="K1")
    needs = {**DEFAULT_PROFILE, "financial": Need(5, 3, 4)}
    assert client.post("/profiles/of/K1/", typed(needs, reason="", based_on=0)).status_code == 422
    page = client.post("/profiles/of/K1/", typed(needs, reason="A bank buys.", based_on=0), follow=True)
    assert "A bank buys." in page.content.decode()
    stale = client.post("/profiles/of/K1/", typed(DEFAULT_PROFILE, reason="Mine.", based_on=0))
    assert (stale.status_code, "Stands there now" in stale.content.decode()) == (409, True)
    assert 'name="based_on" value="1"' in stale.content.decode()


def test_the_default_counts_for_every_account_without_its_own(team: Team, client: Client, open_page: Any) -> None:
    customer = key_account_of(code="K1").customer
    open_page(team.lead, "default-profile")
    client.post("/profiles/default/", typed({**DEFAULT_PROFILE, "planning": Need(5, 3, 4)}, reason="So.", based_on=0))
    assert queries.profile_of(customer).needs["planning"] == Need(5, 3, 4)


def test_who_only_reads_sees_no_form(team: Team, client: Client) -> None:
    key_account_of(code="K1")
    client.force_login(team.cast.finance_partner)
    text = client.get("/profiles/of/K1/").content.decode()
    assert "Save the profile" not in text
    assert "Level needed, floor and weight" in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_profiles_leave_as_a_file(team: Team, open_page: Any, kind: str) -> None:
    key_account_of(code="K1")
    content = b"".join(open_page(team.lead, f"profiles-{kind}").streaming_content)
    assert (b"K1" in content) or kind == "xlsx"
