"""What every request of the API passes: its token, its right, its limits, its key; a session opens nothing here."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from ninja.operation import Operation

from clave.access import answers
from clave.access.api_door import refuse_unless_lent
from clave.access.doors import SIGNED_IN, View
from clave.access.models import ApiToken, KeptAnswer
from clave.access.requests import request_id
from clave.access.tokens import count_use, holder_of
from clave.kit.refusals import Refusal
from clave.web import api_problems as problems
from clave.web.api_bodies import read_body, refuse_token_in_url, refuse_unread
from clave.web.faults import RETRY_AFTER

log = logging.getLogger("clave.web.api")
KEPT_HEADERS = ("ETag", "Location", "Content-Type")
SCHEME = "bearer "


def door(operations: Mapping[str, Operation]) -> View:
    """The view of one address: what is done by which method."""

    def view(request: HttpRequest, **words: str) -> HttpResponseBase:
        try:
            response = _answered(request, operations, words)
        except Refusal as refusal:
            response = problems.refused(refusal)
        except Http404:
            response = problems.refused(problems.Absent())
        except Exception as error:
            log.exception("%s %s broke", request.method, request.path)
            response = problems.refused(problems.of_a_fault(error))
        return _finished(response, operations)

    view.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie opens anything here
    view.login_required = False  # type: ignore[attr-defined]  # the token is asked for instead
    first = next(iter(operations.values()), None)
    view.opens_to = first.view_func.opens_to if first else SIGNED_IN  # type: ignore[attr-defined]
    return view


def _answered(request: HttpRequest, operations: Mapping[str, Operation], words: dict[str, str]) -> HttpResponse:
    """One request, gate by gate."""
    refuse_token_in_url(request)
    token = _token(request)
    if not count_use(token, settings.API_REQUESTS_PER_MINUTE):
        seconds = 60 - int(time.time()) % 60
        raise problems.TooManyRequests(most=settings.API_REQUESTS_PER_MINUTE, seconds=seconds)
    if not operations or any("\0" in str(word) for word in words.values()):
        raise Http404
    operation = operations.get("GET" if request.method == "HEAD" else str(request.method))
    if operation is None:
        raise problems.MethodNotAllowed(methods=", ".join(operations))
    refuse_unless_lent(token.owner, operation.view_func.opens_to)  # type: ignore[attr-defined]
    refuse_unread(request, operation)
    request.json = read_body(request)  # type: ignore[attr-defined]
    run = _runner(request, operation, words)
    return run() if "GET" in operation.methods else _written(request, token, operation, run)


def _token(request: HttpRequest) -> ApiToken:
    """The live token that asks; from here on the request is its owner's, in the language asked for or theirs."""
    given = request.headers.get("Authorization", "")
    token = holder_of(given[len(SCHEME) :].strip()) if given.lower().startswith(SCHEME) else None
    wanted = request.headers.get("Accept-Language")
    if token is None:
        raise problems.Unauthorised
    translation.activate(translation.get_language_from_request(request) if wanted else token.owner.language)
    request.user = token.owner
    request_id.set(f"{token.start}-{request_id.get()}")
    return token


def _runner(request: HttpRequest, operation: Operation, words: dict[str, str]) -> Callable[[], HttpResponse]:
    def run() -> HttpResponse:
        response: HttpResponse = operation.run(request, **words)  # type: ignore[assignment]
        return response

    return run


def _written(
    request: HttpRequest, token: ApiToken, operation: Operation, run: Callable[[], HttpResponse]
) -> HttpResponse:
    """A write, done once for its idempotency key where it has one; the answer stands in the same transaction."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return _whole(run)
    claimed, is_new = answers.claim(token, key, _asked(request))
    if not is_new:
        return _again(claimed)
    try:
        with transaction.atomic():
            response = _whole(run)
            headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            body = _without(response.content.decode(), operation)
            if not answers.keep(claimed, status=response.status_code, headers=headers, body=body):
                raise answers.StillRunning(seconds=5)
    except BaseException:
        answers.give_up(claimed)
        raise
    return response


def _whole(run: Callable[[], HttpResponse]) -> HttpResponse:
    """All of a write or, where it is refused, nothing of it."""
    with transaction.atomic():
        response = run()
        if response.status_code >= 400:
            transaction.set_rollback(True)
    return response


def _without(body: str, operation: Operation) -> str:
    """An answer as it is kept: what is told once, such as a secret, is not in it."""
    once = getattr(operation.view_func, "told_once", "")
    return json.dumps({name: each for name, each in json.loads(body).items() if name != once}) if once else body


def _asked(request: HttpRequest) -> str:
    """What was asked, so that a key stands for one request."""
    told = (request.method, request.get_full_path(), request.headers.get("If-Match", ""))
    return hashlib.sha256("\n".join(map(str, told)).encode() + b"\n" + request.body).hexdigest()


def _again(kept: KeptAnswer) -> HttpResponse:
    """The answer that was given to the first of equal requests."""
    response = HttpResponse(kept.body, status=kept.status, headers=kept.headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _finished(response: HttpResponse, operations: Mapping[str, Any]) -> HttpResponse:
    """Headers that go with every answer: never kept by a cache; with a refusal, what would be taken."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "Authorization, Accept-Language"
    if response.status_code == problems.MethodNotAllowed.http_status:
        response.headers["Allow"] = ", ".join(operations)
    if response.status_code == problems.Unauthorised.http_status:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Clave"'
    if response.status_code == problems.TooManyRequests.http_status:
        response.headers["Retry-After"] = str(60 - int(time.time()) % 60)
    if response.status_code == problems.DatabaseAway.http_status:
        response.headers["Retry-After"] = RETRY_AFTER
    return response
