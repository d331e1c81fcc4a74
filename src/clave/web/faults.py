"""What a page answers where Clave itself fails: a fault of ours, or a database that is away for a moment."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

AWAY = (InterfaceError, OperationalError)
"""What is raised while the database does not answer, or is busy for too long."""
RETRY_AFTER = "10"


def is_away(error: BaseException | None) -> bool:
    """Whether an error came of a database that is away, whatever was raised on the way from it."""
    return error is not None and (isinstance(error, AWAY) or is_away(error.__cause__ or error.__context__))


def fault(request: HttpRequest) -> HttpResponse:
    """The page of a fault; where only the database is away, 503 and when to come back, without asking it again."""
    if is_away(sys.exc_info()[1]):
        back = {"Retry-After": RETRY_AFTER}
        return HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE, headers=back)
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
