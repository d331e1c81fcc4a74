"""The doors of imports: what came in, what it changed, and what can be taken back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.ledger import queries


@doors.requires(Action.SEE_IMPORTS, methods=doors.READING)
def list_imports(request: SignedIn) -> HttpResponse:
    """Every import this person may see, newest first."""
    jobs = list(queries.imports(request.user))
    return render(request, "ledger/imports.html", {"jobs": jobs, "limit": queries.SHOWN_IMPORTS})
