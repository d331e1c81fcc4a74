"""/tokens/: a person makes and ends tokens of the API."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from clave.access import tokens
from clave.access.lending import TokenScope
from clave.access.models import ApiToken, Entry
from clave.access.policy import Role
from clave.access.rules import OwnerInactive, ScopeOfNoUse, TokenOfAnother, TooManyTokens
from tests.cast import Cast, made_token

NEW = {"name": "ERP", "days": 30, "scopes": ["customers:read", "runs:read"]}


def test_a_token_is_shown_once_and_only_its_digest_is_kept(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    page = client.post("/tokens/", NEW).content.decode()
    made = ApiToken.objects.get()
    secret = page.split('id="secret" value="')[1].split('"')[0]
    assert tokens.holder_of(secret) == made
    assert secret not in client.get("/tokens/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_apitoken")
        assert secret not in str(cursor.fetchall())
    assert (made.owner, made.scopes, made.start) == (cast.champion, NEW["scopes"], secret[:12])
    assert secret not in str(list(Entry.objects.filter(event="access.token.made").values()))


def test_the_page_lists_many_tokens_within_its_budget(cast: Cast, open_page: Any) -> None:
    for _ in range(30):
        made_token(cast.champion)
    page = open_page(cast.administrator, "tokens").content.decode()
    assert page.count("Revoke cast") == 30


def test_one_sees_ones_own_tokens_only(cast: Cast, client: Client) -> None:
    made_token(cast.champion)
    client.force_login(cast.reader)
    assert "No token yet" in client.get("/tokens/").content.decode()


def test_a_reader_is_offered_what_a_reader_may_do(cast: Cast, client: Client) -> None:
    client.force_login(cast.reader)
    page = client.get("/tokens/").content.decode()
    assert 'value="customers:read"' in page
    assert 'value="runs:write"' not in page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({"scopes": []}, "This field is required"),
        ({"scopes": ["users:write"]}, "Select a valid choice"),
        ({"days": 367}, "less than or equal to 366"),
        ({"days": 0}, "greater than or equal to 1"),
    ],
)
def test_a_token_that_cannot_be_is_refused(cast: Cast, client: Client, changed: dict[str, Any], told: str) -> None:
    client.force_login(cast.champion)
    answer = client.post("/tokens/", NEW | changed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_the_twenty_first_live_token_is_refused(cast: Cast) -> None:
    for _ in range(20):
        made_token(cast.champion)
    with pytest.raises(TooManyTokens):
        tokens.make_token(by=cast.champion, owner=cast.champion, name="one more", scopes=[TokenScope.READ_RUNS], days=1)


def test_a_revoked_token_opens_nothing_and_is_revoked_once(cast: Cast, client: Client) -> None:
    made, secret = made_token(cast.champion)
    client.force_login(cast.champion)
    client.post(f"/tokens/{made.pk}/revoke/")
    assert tokens.holder_of(secret) is None
    again = client.post(f"/tokens/{made.pk}/revoke/", follow=True)
    assert "was revoked before" in again.content.decode()
    assert Entry.objects.filter(event="access.token.revoked").count() == 1


def test_an_administrator_ends_the_token_of_anybody(cast: Cast, client: Client) -> None:
    made, secret = made_token(cast[Role.FINANCE_PARTNER])
    client.force_login(cast.administrator)
    client.post(f"/tokens/{made.pk}/revoke/")
    assert tokens.holder_of(secret) is None


def test_the_page_speaks_spanish(cast: Cast, client: Client) -> None:
    cast.champion.language = "es"
    cast.champion.save()
    client.force_login(cast.champion)
    assert "Crear el token" in client.get("/tokens/").content.decode()


def made_for(owner: Any, by: Any, *scopes: TokenScope) -> ApiToken:
    return tokens.make_token(by=by, owner=owner, name="ERP", scopes=scopes, days=1)[0]


def test_nobody_makes_a_token_that_acts_for_another(cast: Cast) -> None:
    with pytest.raises(TokenOfAnother):
        made_for(cast.champion, cast.administrator, TokenScope.READ_RUNS)


def test_a_scope_that_lends_its_owner_nothing_is_refused(cast: Cast) -> None:
    with pytest.raises(ScopeOfNoUse) as refused:
        made_for(cast.reader, None, TokenScope.READ_CUSTOMERS, TokenScope.START_RUNS)
    assert refused.value.facts["scopes"] == "runs:write"


def test_no_token_acts_for_somebody_who_was_sent_away(cast: Cast) -> None:
    cast.champion.is_active = False
    with pytest.raises(OwnerInactive):
        made_for(cast.champion, None, TokenScope.READ_RUNS)


def test_what_was_made_and_ended_on_the_command_line_stands_so_in_the_history_and_on_the_page(
    cast: Cast, client: Client
) -> None:
    made = made_for(cast.champion, None, TokenScope.READ_RUNS)
    tokens.revoke_token(by=None, token=made)
    assert list(Entry.objects.filter(event__startswith="access.token").values_list("actor", flat=True)) == [None, None]
    client.force_login(cast.champion)
    assert "on the command line" in client.get("/tokens/").content.decode()
