"""Whether Clave can answer, and how much it has to do: for load balancers, for monitoring, for the one who starts it."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from clave.access import chain, doors
from clave.access.models import User


@doors.public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database and the ledger folder answer, else 503 and which of them does not."""
    state = {"database": _database_answers(), "ledger": os.access(settings.LEDGER_DIR, os.R_OK | os.W_OK | os.X_OK)}
    shown = {part: "ok" if fine else "away" for part, fine in state.items()}
    return JsonResponse(shown, status=200 if all(state.values()) else 503)


@doors.public
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts in the text format of Prometheus, for who shows the token; nothing of any person or customer."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(shown, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse("".join(_lines()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _lines() -> Iterator[str]:
    """Each count with the line that says what it is."""
    database = _database_answers()
    yield from _count("clave_database_up", "gauge", "1 when the database answers", {"": int(database)})
    ledger = int(os.access(settings.LEDGER_DIR, os.R_OK | os.W_OK | os.X_OK))
    yield from _count("clave_ledger_up", "gauge", "1 when the ledger folder can be written", {"": ledger})
    if not database:
        return
    found = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    jobs = {f'{{status="{status.value.lower()}"}}': found.get(status, 0) for status in TaskResultStatus}
    yield from _count("clave_jobs", "gauge", "Jobs by how they stand", jobs)
    live = Session.objects.filter(expire_date__gt=timezone.now()).count()
    yield from _count("clave_sessions", "gauge", "Sessions that have not ended", {"": live})
    active = User.objects.filter(is_active=True).count()
    yield from _count("clave_logins", "gauge", "People who can sign in", {"": active})
    yield from _count("clave_history_entries_total", "counter", "Entries of the history", {"": chain.head().seq})


def _count(name: str, kind: str, told: str, values: dict[str, int]) -> Iterator[str]:
    yield f"# HELP {name} {told}\n# TYPE {name} {kind}\n"
    yield from (f"{name}{label} {value}\n" for label, value in values.items())


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
