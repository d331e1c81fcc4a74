"""What a page answers where Clave itself fails: a fault of ours, or a database that is away for a moment."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from clave.kit.away import database_trouble

RETRY_AFTER = "10"


def fault(request: HttpRequest) -> HttpResponse:
    """The page of a fault; where only the database is away, 503 and when to come back, without asking it again."""
    if database_trouble(sys.exc_info()[1]):
        back = {"Retry-After": RETRY_AFTER}
        return HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE, headers=back)
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
