"""Whether Clave can answer: for load balancers and for the one who starts it."""

from __future__ import annotations

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clave.access import doors


@doors.public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database and the ledger folder answer, else 503 and which of them does not."""
    state = {"database": _database_answers(), "ledger": os.access(settings.LEDGER_DIR, os.R_OK | os.W_OK | os.X_OK)}
    shown = {part: "ok" if fine else "away" for part, fine in state.items()}
    return JsonResponse(shown, status=200 if all(state.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
