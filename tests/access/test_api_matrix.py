"""Every address of the API, for tokens of every role, by every method, on one's own, another's and an absent object."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.access.lending import LENDS, LENDS_FIELDS, TokenScope
from clave.access.models import ApiToken, User
from clave.access.policy import NEVER_DOES, NEVER_READS, Role
from tests.addresses import addresses
from tests.cast import SAMPLES, Cast, made_token
from tests.value.book import run_with

TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("expected_api.toml").read_text(encoding="utf-8")
)
OWN, EVERY = 1, 3
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")


def program(secret: str) -> Client:
    """A program that asks with this token."""
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})


def ask(client: Client, method: str, path: str) -> tuple[int, bytes]:
    """One request whose writes are undone."""
    client.cookies.clear()
    with transaction.atomic():
        answer = client.generic(method, path)
        transaction.set_rollback(True)
    return answer.status_code, answer.getvalue()


def paths(cast: Cast, name: str, kind: str, user: User) -> Iterator[tuple[str, str]]:
    if not kind:
        yield "own", reverse(name)
        return
    for reach, words in SAMPLES[kind](cast, user).items():
        yield reach, reverse(name, kwargs=words)


def lendings(name: str, role: Role | None) -> list[set[TokenScope]]:
    """Every scope at once; for who may most, also each that the table names alone, and all the others without these.

    What none of the others opens together, none opens alone. These are asked about one's own: whose it is no scope changes.
    """
    named = {TokenScope(scope) for row in TABLE[name] for scope in row["scopes"]}
    alone = [*({scope} for scope in sorted(named)), set(TokenScope) - named] if role is Role.CHAMPION else []
    return [set(TokenScope), *alone]


def in_turn(role: Role | None, offered: Iterable[str]) -> list[str]:
    """The one of the methods that are not offered whose turn it is with this role: each is asked by one role at least."""
    others = [method for method in METHODS if method not in offered]
    return others[(list(Role).index(role) if role else len(Role)) % len(others) :][:1]


def wanted(name: str, method: str, role: Role | None, scopes: set[str], reach: str) -> int:
    """What the table says to a live token."""
    offered = {row["method"]: row for row in TABLE[name]}
    row = offered.get("GET" if method == "HEAD" else method)
    if row is None:
        return 405
    if role not in row["roles"] or scopes.isdisjoint(row["scopes"]):
        return 403
    if row["got"] == 422:
        return 422
    wide = not row.get("object") or role in row["others"]
    if reach == "absent" or not (wide or (reach == "own" and role not in row.get("blind", ()))):
        return 404
    return int(row["got"])


def settled_by_the_database(name: str) -> list[Role]:
    """Whose answers a database is looked up for: one who reaches only what is their own, and one who reaches everything."""
    inside = {Role(role): role in row.get("others", ()) for row in TABLE[name] for role in row["roles"]}
    return [
        *[role for role, wide in inside.items() if not wide][:1],
        *[role for role, wide in inside.items() if wide][:1],
    ]


def asked(
    name: str,
    cast: Cast,
    lent: Callable[[str, Role | None], list[set[TokenScope]]],
    *roles: Role | None,
    others: Callable[[Role | None, Iterable[str]], Iterable[str]] = in_turn,
) -> tuple[int, list[Any]]:
    """How many checks were made with tokens of these roles, and which answers differ from the table."""
    run_with([])
    kind, surprises, checks = next((row["object"] for row in TABLE[name] if "object" in row), ""), [], 0
    offered = dict.fromkeys((row["method"] for row in TABLE[name]), EVERY)
    for role in roles:
        user = cast[role] if role else cast.nobody
        reached = list(paths(cast, name, kind, user))
        every = dict.fromkeys(others(role, offered), OWN) | offered
        for scopes in lent(name, role):
            client = program(made_token(user, *scopes)[1])
            whole = scopes == set(TokenScope)
            for method, reaches in (every if whole else dict.fromkeys(offered, OWN)).items():
                absences = set()
                for reach, path in reached[:reaches]:
                    status, body = ask(client, method, path)
                    checks += 1
                    if status != wanted(name, method, role, {scope.value for scope in scopes}, reach):
                        surprises.append((role, sorted(scopes), method, reach, status))
                    if status == 404 and method != "HEAD":
                        absences.add(body)
                if len(absences) > 1:
                    surprises.append((role, method, "what is not yours differs from what is not there"))
    return checks, surprises


@pytest.mark.proof("access")
@pytest.mark.parametrize("name", TABLE)
def test_each_token_is_answered_as_the_table_says(cast: Cast, name: str, record_property: Callable[..., None]) -> None:
    if connection.vendor == "sqlite":
        checks, surprises = asked(name, cast, lendings, *Role, None)
    else:  # rights are decided before it is asked: two roles see what it finds
        checks, surprises = asked(name, cast, lambda name, role: [set(TokenScope)], *settled_by_the_database(name))
    record_property("checks", checks)
    record_property("surprises", len(surprises))
    assert surprises == []


@pytest.mark.drill
@pytest.mark.proof("access")
@pytest.mark.parametrize("name", TABLE)
def test_each_token_is_answered_so_by_every_method_and_with_each_scope_alone(
    cast: Cast, name: str, record_property: Callable[..., None]
) -> None:
    def alone(name: str, role: Role | None) -> list[set[TokenScope]]:
        return [set(TokenScope), *([{scope} for scope in TokenScope] if role is Role.CHAMPION else [])]

    checks, surprises = asked(name, cast, alone, *Role, None, others=lambda role, offered: METHODS)
    record_property("checks", checks)
    record_property("surprises", len(surprises))
    assert surprises == []


@pytest.mark.drill_on("postgresql")
@pytest.mark.proof("access")
@pytest.mark.parametrize("name", [found.name for found in addresses() if found.name in TABLE])
def test_a_token_that_has_ended_opens_nothing(cast: Cast, name: str, record_property: Callable[..., None]) -> None:
    kind = next((row["object"] for row in TABLE[name] if "object" in row), "")
    revoked, secret = made_token(cast.champion)
    ApiToken.objects.filter(pk=revoked.pk).update(revoked_at=timezone.now(), revoked_by=cast.champion)
    ended = made_token(cast.champion, days=-1)[1]
    dead = (secret, ended, made_token(cast.gone)[1], "clave_guessed", "", "\u00e9" * 9)
    offered, reached = {row["method"] for row in TABLE[name]}, list(paths(cast, name, kind, cast.champion))
    answers = [
        ask(program(each), method, path)[0]
        for each in dead for method in METHODS for _, path in reached[: EVERY if method in offered else OWN]
    ]  # fmt: skip
    record_property("checks", len(answers))
    assert set(answers) == {401}


def test_the_table_holds_every_address_of_the_api_and_no_other() -> None:
    every = {found.name for found in addresses() if found.name.startswith("api:")}
    assert every - {"api:docs", "api:schema", "api:absent"} == set(TABLE)


def test_no_scope_lends_what_no_api_client_may_do_or_read() -> None:
    assert not {action for lent in LENDS.values() for action in lent} & NEVER_DOES[Role.API_CLIENT]
    assert not {field for lent in LENDS_FIELDS.values() for field in lent} & NEVER_READS[Role.API_CLIENT]


def test_rights_taken_from_the_owner_are_taken_from_the_token_at_once(cast: Cast) -> None:
    _, secret = made_token(cast.champion)
    assert ask(program(secret), "GET", "/api/v1/runs")[0] == 200
    cast.champion.grants.update(withdrawn_at=timezone.now() - timedelta(seconds=1), withdrawn_reason="left")
    assert ask(program(secret), "GET", "/api/v1/runs")[0] == 403
