"""/metrics and the log: what monitoring reads holds nothing of any person."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from django.test import Client

from clave.web.log_lines import JsonLine
from tests.cast import Cast

TOKEN = "a token of the tests"


def test_counts_are_shown_to_who_has_the_token_alone(cast: Cast, client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 401
    people = len(cast.people)
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    told = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "clave_database_up 1\n" in told
    assert f"clave_logins {people}\n" in told
    assert 'clave_jobs{status="failed"} 0\n' in told
    assert [user.email for user in cast.people.values() if user.email in told or user.full_name in told] == []


def logged(message: str, *words: object, fault: BaseException | None = None) -> dict[str, Any]:
    """A line of the log, read again."""
    caught = (type(fault), fault, fault.__traceback__) if fault else None
    record = logging.LogRecord("clave.web", logging.WARNING, __file__, 1, message, words, caught)
    read: dict[str, Any] = json.loads(JsonLine().format(record))
    return read


def test_a_line_of_the_log_names_nobody() -> None:
    line = logged("Not Found: %s for %s", "/people/?name=Ana+Canary", "ana.canary@clave.example")
    assert line["message"] == "Not Found: /people/ for [e-mail]"
    assert (line["level"], line["logger"]) == ("WARNING", "clave.web")


def test_a_line_about_a_page_that_is_not_there_quotes_the_request(client: Client, caplog: Any, db: None) -> None:
    answer = client.get("/nowhere/?email=ana.canary@clave.example")
    line = json.loads(JsonLine().format(caplog.records[-1]))
    assert (line["message"], line["request"]) == ("Not Found: /nowhere/", answer.headers["X-Request-ID"])


def test_of_a_fault_the_log_keeps_kind_and_place_but_not_its_words() -> None:
    try:
        raise ValueError("Key (email)=(ana.canary@clave.example) of Ana Canary exists")
    except ValueError:
        fault = sys.exc_info()[1]
    line = logged("Internal Server Error: /users/", fault=fault)
    assert line["fault"] == "ValueError"
    assert "test_watching.py" in line["places"][0]
    assert "anary" not in json.dumps(line)
