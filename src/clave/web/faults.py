"""What a page answers where nothing of its own can be said: a fault of ours, a database that is away, noise."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from clave.kit.away import database_trouble

RETRY_AFTER = "10"


def fault(request: HttpRequest) -> HttpResponse:
    """The page of a fault; where only the database is away, 503 and when to come back, without asking it again."""
    if database_trouble(sys.exc_info()[1]):
        return _away()
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of what cannot be read; whose session could not be kept may only have met a database that is away."""
    if database_trouble(exception):
        return _away()
    if isinstance(exception, SessionInterrupted):
        return redirect("account_login")
    return HttpResponse(render_to_string("400.html"), status=HTTPStatus.BAD_REQUEST)


def _away() -> HttpResponse:
    back = {"Retry-After": RETRY_AFTER}
    return HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE, headers=back)
