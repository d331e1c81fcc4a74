"""Asking programs that answer over the web in JSON: what they say no with, and how long they want to be left alone."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from clave.connectors.refusals import AnswerStrange, AnswerTooLarge, AskedTooOften, LoginRefused
from clave.kit.outbound import Answer, call

SECONDS_TO_ANSWER = 120.0
LONGEST_MB = 64
PATIENCE_SECONDS = 30
TRIES = 5
USUAL_WAIT_SECONDS = 60
BUSY = frozenset({429, 503})
NOT_LET_IN = frozenset({401, 403})


def asked(
    method: str, url: str, headers: Mapping[str, str], body: Any = None, *, seconds: float = SECONDS_TO_ANSWER
) -> tuple[int, Any]:
    """The status and the JSON of an answer, numbers exact; a short wait that the other side asks for is kept here.

    Raises what `clave.kit.outbound.call` does, LoginRefused, AnswerStrange, AnswerTooLarge, AskedTooOften.
    """
    told = {"Accept": "application/json", "User-Agent": "Clave", **headers}
    if body is not None:
        told["Content-Type"] = "application/json"
    content = b"" if body is None else json.dumps(body).encode()
    for tries in range(TRIES):
        answer = call(
            method, url, headers=told, body=content, seconds=min(seconds, SECONDS_TO_ANSWER), longest=LONGEST_MB << 20
        )
        if answer.status not in BUSY:
            return answer.status, _read(answer, urlsplit(url).hostname or "")
        wait = wait_of(answer, datetime.now(UTC))
        if wait > min(seconds, PATIENCE_SECONDS) or tries == TRIES - 1:
            break
        time.sleep(wait)
    raise AskedTooOften(host=urlsplit(url).hostname, seconds=wait)


def wait_of(answer: Answer, now: datetime) -> int:
    """The seconds that an answer asks to wait, told as a number or as a moment; a minute where it says nothing."""
    told = answer.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return min(int(told), 24 * 60 * 60)
    try:
        return max(0, min(int((parsedate_to_datetime(told) - now).total_seconds()), 24 * 60 * 60))
    except (TypeError, ValueError):
        return USUAL_WAIT_SECONDS


def _read(answer: Answer, host: str) -> Any:
    """The JSON of an answer; a page in its place is told as what it is."""
    if len(answer.body) >= LONGEST_MB << 20:
        raise AnswerTooLarge(host=host, limit=LONGEST_MB)
    try:
        found = json.loads(answer.body, parse_float=Decimal)
    except (ValueError, RecursionError):
        if answer.status in NOT_LET_IN:
            raise LoginRefused(host=host) from None
        raise AnswerStrange(host=host, status=answer.status) from None
    if answer.status in NOT_LET_IN:
        raise LoginRefused(host=host)
    return found
