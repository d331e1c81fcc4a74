"""What every address of the API has in common: refusals, limits, keys, languages, its schema and its page."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.test import Client

from clave.access import answers
from clave.access.models import Entry, KeptAnswer
from clave.portfolio.models import Charter
from tests.asking import Asking, code_of
from tests.cast import Cast
from tests.value.book import run_with

REASON = {"reason": "The board asked for fewer."}


@pytest.fixture
def ask(cast: Cast) -> Asking:
    return Asking(cast.champion)


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "charters", b'{"name": ', (400, "BODY_NOT_JSON")),
        ("POST", "charters", b"\xff", (400, "BODY_NOT_JSON")),
        ("POST", "charters", b"[" * 100_000, (400, "BODY_NOT_JSON")),
        ("POST", "runs", b'{"seed": NaN}', (400, "NUMBER_NOT_FINITE")),
        ("POST", "runs", b'{"seed": 1e400}', (400, "NUMBER_NOT_FINITE")),
        ("POST", "runs", {"tier": "A", "is_admin": True}, (400, "FIELD_UNKNOWN")),
        ("POST", "runs", {"horizon_months": 0}, (422, "VALUE_INVALID")),
        ("POST", "charters", {"reason": "a\0b"}, (400, "TEXT_INVALID")),
        ("POST", "charters", b'{"reason": "\\ud800"}', (400, "TEXT_INVALID")),
        ("POST", "charters", b'"' + b"x" * (1 << 20) + b'"', (413, "BODY_TOO_LARGE")),
        ("POST", "charters", b"x" * (3 << 20), (413, "BODY_TOO_LARGE")),
        ("GET", "runs?margin__gte=0", None, (400, "FILTER_NOT_ALLOWED")),
        ("GET", "runs?ordering=-ltv", None, (400, "FILTER_NOT_ALLOWED")),
        ("GET", "runs?user=other", None, (400, "FIELD_UNKNOWN")),
        ("GET", "runs?token=abc", None, (400, "TOKEN_IN_URL")),
        ("GET", "runs?cursor=%00", None, (400, "TEXT_INVALID")),
        ("GET", "runs?cursor=WyJhIl0", None, (400, "CURSOR_INVALID")),
        ("GET", "runs?limit=201", None, (422, "VALUE_INVALID")),
        ("GET", "charters/abc", None, (404, "NOT_FOUND")),
        ("GET", "charters/-1", None, (404, "NOT_FOUND")),
        ("GET", "charters/2147483648", None, (404, "NOT_FOUND")),
        ("GET", "charters/" + "9" * 40, None, (404, "NOT_FOUND")),
        ("GET", "runs/%00", None, (404, "NOT_FOUND")),
        ("GET", "customers/../1", None, (404, "NOT_FOUND")),
        ("DELETE", "runs", None, (405, "METHOD_NOT_ALLOWED")),
    ],
)
def test_nonsense_is_refused_with_its_code(
    ask: Asking, method: str, path: str, body: Any, expected: tuple[int, str]
) -> None:
    entries = Entry.objects.count()
    assert code_of(ask(method, path, body)) == expected
    assert Entry.objects.count() == entries


def test_each_field_that_does_not_fit_is_named(ask: Asking) -> None:
    told = ask("POST", "runs", {"horizon_months": 0, "discount_rate": "2"}).json()
    assert [each["field"] for each in told["errors"]] == ["horizon_months", "discount_rate"]


def test_refusals_speak_the_language_asked_for_else_the_owners(cast: Cast, ask: Asking) -> None:
    assert ask("GET", "nowhere", Accept_Language="es").json()["detail"].startswith("Aquí no hay nada")
    cast.champion.language = "es"
    cast.champion.save()
    assert ask("GET", "nowhere").json()["detail"].startswith("Aquí no hay nada")
    assert ask("GET", "nowhere", Accept_Language="en").json()["detail"].startswith("There is nothing")


def test_a_session_opens_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    assert code_of(client.get("/api/v1/runs")) == (401, "TOKEN_MISSING")


def test_a_token_that_asks_too_often_waits(ask: Asking, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    answers_given = [ask("GET", "runs") for _ in range(8)]  # at most two minutes begin meanwhile
    last = answers_given[-1]
    assert [each.status_code for each in answers_given].count(200) <= 6
    assert code_of(last) == (429, "TOO_MANY_REQUESTS")
    assert 0 < int(last.headers["Retry-After"]) <= 60


def test_the_same_key_gives_the_same_answer_once(ask: Asking) -> None:
    first = ask("POST", "charters", REASON, Idempotency_Key="k1")
    again = ask("POST", "charters", REASON, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["ETag"] == again.headers["ETag"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Charter.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(ask: Asking) -> None:
    ask("POST", "charters", REASON, Idempotency_Key="k1")
    other = ask("POST", "charters", {"reason": "other"}, Idempotency_Key="k1")
    assert code_of(other) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_while_the_first_is_running_the_second_waits(ask: Asking) -> None:
    ask("POST", "charters", REASON, Idempotency_Key="k1")
    KeptAnswer.objects.update(status=None)
    assert code_of(ask("POST", "charters", REASON, Idempotency_Key="k1")) == (409, "IDEMPOTENCY_IN_PROGRESS")


def test_a_claim_whose_process_died_is_free_again(ask: Asking) -> None:
    answers.claim(ask.token, "k1", "")
    KeptAnswer.objects.update(claimed_at="2020-01-01T00:00:00Z")
    assert ask("POST", "charters", REASON, Idempotency_Key="k1").status_code == 201


def test_a_key_belongs_to_its_token(cast: Cast, ask: Asking) -> None:
    ask("POST", "charters", REASON, Idempotency_Key="k1")
    other = Asking(cast.champion)("POST", "charters", REASON, Idempotency_Key="k1")
    assert code_of(other) == (409, "CHARTER_VERSION_OPEN")


@pytest.mark.django_db(transaction=True)
def test_two_writers_with_one_key_write_once(cast: Cast) -> None:
    asking, given = Asking(cast.champion), []
    writers = [
        threading.Thread(target=lambda: given.append(asking("POST", "charters", REASON, Idempotency_Key="k1").status_code))
        for _ in range(4)
    ]  # fmt: skip
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert 201 in given
    assert set(given) <= {201, 409}
    assert Charter.objects.count() == 1


def test_the_history_names_the_token_that_wrote(ask: Asking) -> None:
    answer = ask("POST", "charters", REASON)
    entry = Entry.objects.get(event="portfolio.charter.drafted")
    assert entry.request_id == answer.headers["X-Request-ID"]
    assert entry.request_id.startswith(f"{ask.token.start}-")


def test_lists_neither_repeat_nor_lose_a_row_when_one_is_added(ask: Asking) -> None:
    for _ in range(5):
        run_with([])
    first = ask.get("runs?limit=2")
    run_with([])
    second = ask.get(f"runs?limit=2&cursor={first['next_cursor']}")
    third = ask.get(f"runs?limit=2&cursor={second['next_cursor']}")
    codes = [run["code"] for page in (first, second, third) for run in page["items"]]
    assert codes == [f"R{number}-7f3a" for number in (5, 4, 3, 2, 1)]
    assert third["next_cursor"] is None


def test_the_schema_and_its_page_are_open_and_hold_every_route(client: Client, db: None) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/v1/docs")
    assert schema["openapi"] == "3.1.0"
    assert all(path in page.content.decode() for path in schema["paths"])
    assert "<script>" not in page.content.decode()
