"""The client at the door of the application itself: no server between them."""

from __future__ import annotations

from django.test import Client as Browser

from clave.access.lending import TokenScope
from clave.access.models import User
from clave.client import Client
from clave.client.asking import Headers, Transport
from tests.cast import made_token


def client_of(owner: User, *scopes: TokenScope) -> Client:
    """The client of a program with a token of this person."""
    return Client("", made_token(owner, *scopes)[1], transport=to_the_door)


def to_the_door(method: str, path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
    """One request, answered in this process."""
    browser = Browser(raise_request_exception=False, headers=dict(headers))
    answer = browser.generic(method, path, body, content_type=headers.get("Content-Type", ""))
    return answer.status_code, dict(answer.headers), answer.getvalue()


def losing_the_answer(times: int) -> Transport:
    """A line that breaks after the server has done what was asked, so many times."""
    left = [times]

    def ask(method: str, path: str, headers: Headers, body: bytes) -> tuple[int, Headers, bytes]:
        answer = to_the_door(method, path, headers, body)
        if left[0]:
            left[0] -= 1
            raise ConnectionResetError("the line broke")
        return answer

    return ask
