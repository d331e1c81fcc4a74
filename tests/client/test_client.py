"""The Python client says what the schema says, and does with tokens, keys, versions and pages what a program needs."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clave.access.lending import TokenScope
from clave.client import ChangedMeanwhile, Client, Invalid, NoAnswer, NotAllowed, NotThere, ReadFirst, Unauthorised
from clave.client.asking import API, Headers
from clave.promises.models import Promise
from clave.web.api import told
from clave.web.client_writing import BY_HAND, FOLDER, formatted, written
from tests.cast import made_token
from tests.client.asking import client_of, losing_the_answer, to_the_door
from tests.promises.conftest import keeping as keeping
from tests.promises.keeping import Keeping

PROMISES = (TokenScope.CHANGE_PROMISES,)
ASKED = {"customer": "C1", "what": "Stock is kept", "owner": "MEMBER", "due_on": date(2027, 1, 15)}


def test_the_client_is_what_the_schema_says(tmp_path: Path) -> None:
    modules = written(told())
    formatted(tmp_path, modules)
    kept = {file.stem: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.py") if file.stem not in BY_HAND}
    assert kept == {name: (tmp_path / f"{name}.py").read_text(encoding="utf-8") for name in modules}, "make client"


def operations(client: Client) -> Iterator[Any]:
    """Every method of every part of the client."""
    for part in vars(client).values():
        yield from (each for name, each in inspect.getmembers(part, inspect.ismethod) if not name.startswith("_"))


def test_every_operation_of_the_schema_is_reached_by_the_client() -> None:
    asked: set[tuple[str, str]] = set()
    empty = {"page": b""}

    def keep(method: str, path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        asked.add((method.lower(), path.partition("?")[0]))
        return 200, {}, empty["page"]

    client = Client("", "token", transport=keep)
    for each in operations(client):
        each.__self__._asking._version_at = lambda _: '"1"'
        needed = [p for p in inspect.signature(each).parameters.values() if p.default is p.empty]
        words = ["7" for p in needed if p.kind is p.POSITIONAL_OR_KEYWORD]
        answer = each(*words, **{p.name: "7" for p in needed if p.kind is p.KEYWORD_ONLY})
        if inspect.isgenerator(answer):
            empty["page"] = b'{"items": [], "next_cursor": null}'
            assert list(answer) == []
            empty["page"] = b""
    every = {(method, re.sub(r"\{\w+\}", "7", path)) for path, ways in told()["paths"].items() for method in ways}
    assert len(every) > 140
    assert asked == every


def test_a_list_is_read_page_by_page_and_days_are_days(keeping: Keeping) -> None:
    for number in range(5):
        keeping.promise(f"Promise {number}")
    found = list(client_of(keeping.cast.champion, *PROMISES).promises.promises(limit=2))
    assert [each.what for each in found] == [f"Promise {number}" for number in (4, 3, 2, 1, 0)]
    assert (found[0].due_on, found[0].year.judged) == (date(2026, 3, 20), 0)


def test_a_write_whose_answer_was_lost_happens_once(keeping: Keeping) -> None:
    secret = made_token(keeping.cast.champion, *PROMISES)[1]
    made = Client("", secret, transport=losing_the_answer(2)).promises.make(**ASKED)
    assert (made.due_on, Promise.objects.count()) == (date(2027, 1, 15), 1)
    with pytest.raises(NoAnswer, match="the line broke"):
        Client("", secret, transport=losing_the_answer(3)).promises.make(**ASKED)


def test_a_change_is_made_of_what_was_read_and_of_nothing_else(keeping: Keeping) -> None:
    first, second = (client_of(keeping.cast.champion, *PROMISES) for _ in range(2))
    number = first.promises.make(**ASKED).number
    asked = {"what": "More stock is kept", "owner": "MEMBER", "audience": "programme", "due_on": date(2027, 1, 15)}
    with pytest.raises(ReadFirst):
        second.promises.change(number, reason="They asked", **asked)
    second.promises.promise(number)
    assert first.promises.change(number, reason="They asked", **asked).what == "More stock is kept"
    with pytest.raises(ChangedMeanwhile) as refused:
        second.promises.end(number, reason="Not needed")
    assert refused.value.code == "PRECONDITION_FAILED"
    assert first.promises.end(number, reason="Not needed").state == "ended"


def test_refusals_are_exceptions_that_say_what_to_do(keeping: Keeping) -> None:
    client = client_of(keeping.cast.champion, *PROMISES)
    with pytest.raises(NotThere):
        client.promises.promise(999)
    with pytest.raises(NotAllowed) as scope:
        next(client.deals.deals())
    assert scope.value.code == "SCOPE_MISSING"
    with pytest.raises(Invalid) as unfit:
        client.promises.make(**{**ASKED, "what": ""})
    assert [each.field for each in unfit.value.errors] == ["what"]
    with pytest.raises(Unauthorised):
        next(Client("", "clave_guessed", transport=to_the_door).promises.promises())
    with pytest.raises(ValueError, match="no address of a server"):
        Client("clave.example.com", "token")


def test_what_is_not_open_to_the_token_is_unset_not_none() -> None:
    from clave.client.asking import UNSET, built
    from clave.client.shared import Amount

    assert built(Amount, {"amount": "1.00"}).currency is UNSET
    assert API == "/api/v1"
