"""Every address, for every role, by every method, on one's own, another's and an absent object."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterator
from http.cookies import SimpleCookie
from itertools import combinations
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from clave.access.models import User
from clave.access.policy import Role
from tests.access.expected import METHODS, Row, expected
from tests.addresses import addresses
from tests.cast import SAMPLES, Cast, person, sign_in

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": ?"\w+"')
PAIRS = [pair for pair in combinations(Role, 2) if Role.API_CLIENT not in pair]
OWN, OWN_AND_OTHER, EVERY = 1, 2, 3
WITHOUT_A_TOKEN = {"stop-digests"}
"""Mail programs unsubscribe with one click and send none (RFC 8058); the address is signed instead."""
NAMES = [found.name for found in addresses()]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")


def ask(client: Client, method: str, path: str) -> tuple[int, bytes]:
    """One request whose writes are undone, so that every check starts from the same company and with the same cookies."""
    cookies = client.cookies
    client.cookies = SimpleCookie(cookies)
    with transaction.atomic():
        answer = client.generic(method, path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer.status_code, TOKEN.sub(b"", answer.getvalue())


def paths(cast: Cast, name: str, row: Row, user: User) -> Iterator[tuple[str, str]]:
    """The address filled in with one's own, another's and an absent object."""
    if not row.object:
        yield "own", reverse(name)
        return
    for reach, words in SAMPLES[row.object](cast, user).items():
        yield reach, reverse(name, kwargs=words)


def questions(row: Row, roles: Collection[Role]) -> dict[str, int]:
    """By which methods somebody with these roles asks, and for how many of one's own, another's and an absent object.

    A method that is not offered is refused before anything is looked up: one's own object is enough to see it, and one
    database. Who may not is settled before it too, by the role alone: the roles take turns, and the drill asks each by each.
    How two roles add up shows where something is offered.
    """
    offered = [method for method in ("GET", "POST") if method in (row.offered or METHODS)]
    if len(roles) > 1:
        return dict.fromkeys(offered, OWN_AND_OTHER)
    refused = in_turn(roles, offered) if connection.vendor == "sqlite" else []
    return dict.fromkeys(refused, OWN) | dict.fromkeys(offered, EVERY)


def in_turn(roles: Collection[Role], offered: Collection[str]) -> list[str]:
    """The one of the other methods whose turn it is with these roles: each method is asked by one role at least."""
    others = [method for method in METHODS if method not in offered]
    turn = next((list(Role).index(role) for role in roles), len(Role))
    return others[turn % len(others) :][:1]


def by_every_method(row: Row, roles: Collection[Role]) -> dict[str, int]:
    """By the methods that the roles take turns with, all of them; by those that are asked anyway, not once more."""
    asked = questions(row, roles)
    return {method: OWN for method in METHODS if method not in asked}


def pairs(row: Row) -> list[tuple[Role, Role]]:
    """The pairs of roles that are asked: those of whom one alone is let in to less than everything, or is refused for good.

    Actions only add up, which the rules are asked about. Objects add up too, but there a door could take one role's
    leave for what the other role sees. That is settled before a database is asked, so SQLite answers for both.
    """
    if row.person:
        return []
    narrow = {role for role in Role if row.object and role not in row.others and let_in(row, role)}
    return [pair for pair in PAIRS if not (narrow | row.never).isdisjoint(pair)]


def with_pairs() -> list[Any]:
    """The addresses where pairs of roles are asked; of those where objects add up alike, all but one only in the drill."""
    seen: set[tuple[object, ...]] = set()
    found = []
    for name, row in expected().items():
        kind = (row.object, row.others, row.blind, row.never)
        if pairs(row):
            found.append(pytest.param(name, marks=pytest.mark.drill if kind in seen else ()))
            seen.add(kind)
    return found


def settled_by_the_database(row: Row) -> list[Role]:
    """Whose answers a database is looked up for: one who reaches only what is their own, and one who reaches everything."""
    inside = [role for role in Role if let_in(row, role)]
    return [
        *[role for role in inside if role not in row.others][:1],
        *[role for role in inside if role in row.others][:1],
    ]


def let_in(row: Row, role: Role) -> bool:
    """Whether somebody with this role alone reads or writes what is their own."""
    return any(row.answer((role,), method, "own") not in (403, 405) for method in ("GET", "POST"))


def signed_in(user: User) -> Client:
    """The browser of somebody who signed in just now."""
    client = Client(raise_request_exception=False)
    sign_in(client, user)
    return client


def asked(
    cast: Cast, name: str, people: dict[tuple[Role, ...], User], how: Callable[..., dict[str, int]] = questions
) -> tuple[int, list[Any]]:
    """How many checks were made, and which answers differ from the table."""
    row, surprises, checks = expected()[name], [], 0
    for roles, user in people.items():
        client, reached = signed_in(user), list(paths(cast, name, row, user))
        for method, reaches in how(row, roles).items():
            absences = set()
            for reach, path in reached[:reaches]:
                status, body = ask(client, method, path)
                checks += 1
                if status != row.answer(roles, method, reach):
                    surprises.append((roles, method, reach, status, row.answer(roles, method, reach)))
                if status == 404:
                    absences.add(body)
            if len(absences) > 1:
                surprises.append((roles, method, "what is not yours differs from what is not there"))
    return checks, surprises


def everybody(cast: Cast) -> dict[tuple[Role, ...], User]:
    return {(role,): user for role, user in cast.people.items()} | {(): cast.nobody}


@pytest.mark.proof("access")
@pytest.mark.parametrize("name", NAMES)
def test_each_role_is_answered_as_the_table_says(cast: Cast, name: str, record_property: Callable[..., None]) -> None:
    people = everybody(cast)
    if connection.vendor != "sqlite":  # rights are decided before it is asked: two roles see what it finds
        people = {(role,): cast[role] for role in settled_by_the_database(expected()[name])}
    checks, surprises = asked(cast, name, people)
    record_property("checks", checks)
    record_property("surprises", len(surprises))
    assert surprises == []


@pytest.mark.drill
@pytest.mark.proof("access")
@pytest.mark.on("sqlite")
@pytest.mark.parametrize("name", NAMES)
def test_each_role_is_answered_so_by_every_method(cast: Cast, name: str, record_property: Callable[..., None]) -> None:
    checks, surprises = asked(cast, name, everybody(cast), by_every_method)
    record_property("checks", checks)
    record_property("surprises", len(surprises))
    assert surprises == []


@pytest.mark.drill
@pytest.mark.on("postgresql")
@pytest.mark.parametrize("name", NAMES)
def test_each_role_is_answered_alike_by_postgresql(cast: Cast, name: str, record_property: Callable[..., None]) -> None:
    checks, surprises = asked(cast, name, everybody(cast))
    record_property("checks", checks)
    record_property("surprises", len(surprises))
    assert surprises == []


@pytest.mark.proof("access")
@pytest.mark.on("sqlite")
@pytest.mark.parametrize("name", with_pairs())
def test_two_roles_add_up_as_the_table_says(cast: Cast, name: str, record_property: Callable[..., None]) -> None:
    people = {pair: person("_and_".join(pair), *pair) for pair in pairs(expected()[name])}
    checks, surprises = asked(cast, name, people)
    record_property("checks", checks)
    record_property("surprises", len(surprises))
    assert surprises == []


@pytest.mark.drill_on("postgresql")
@pytest.mark.proof("access")
@pytest.mark.parametrize("name", NAMES)
def test_strangers_and_those_who_left_are_sent_to_sign_in(
    cast: Cast, name: str, record_property: Callable[..., None]
) -> None:
    row, surprises, checks = expected()[name], [], 0
    for client in (Client(raise_request_exception=False), signed_in(cast.gone)):
        reached = list(paths(cast, name, row, cast.gone))
        for method in METHODS:
            for reach, path in reached[: EVERY if method in ("GET", "POST") else OWN]:
                status, _ = ask(client, method, path)
                checks += 1
                if status != row.answer_to_stranger(method):
                    surprises.append((method, reach, status, row.answer_to_stranger(method)))
    record_property("checks", checks)
    record_property("surprises", len(surprises))
    assert surprises == []


@pytest.mark.drill_on("postgresql")
@pytest.mark.parametrize(
    "name", [name for name, row in expected().items() if (row.write or row.person) and not name.startswith("api:")]
)
def test_a_form_without_its_token_is_refused_as_expired(cast: Cast, name: str) -> None:
    row = expected()[name]
    if row.person.get("POST") == 405 or name in WITHOUT_A_TOKEN:
        return
    user = next(iter(cast[role] for role in row.write), cast.nobody)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    for _, path in paths(cast, name, row, user):
        answer = client.post(path)
        assert answer.status_code == 403
        assert b"expired" in answer.content
