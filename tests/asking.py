"""How tests ask the API: one request with a token, and what came back."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clave.access.lending import TokenScope
from clave.access.models import User
from tests.cast import made_token

API = "/api/v1/"


class Asking:
    """A program with a token of this person."""

    def __init__(self, owner: User, *scopes: TokenScope) -> None:
        self.token, self.secret = made_token(owner, *scopes)
        self.queries = 0

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to one request; `body` is sent as JSON, bytes as they are."""
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.secret}"} | {n.replace("_", "-"): v for n, v in headers.items()}
        client = Client(raise_request_exception=False, headers=sent)
        with CaptureQueriesContext(connection) as asked:
            answer = client.generic(method, API + path, raw, content_type="application/json")
        self.queries = len(asked)
        return answer

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of an address that is there."""
        answer = self("GET", path, **headers)
        assert answer.status_code == 200, answer.content
        return answer.json()


def code_of(answer: Any) -> tuple[int, str]:
    """The status and the code of a refusal, in its own kind of document."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["detail"]
    return answer.status_code, told["code"]
