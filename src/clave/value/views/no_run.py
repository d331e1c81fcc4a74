"""What a page of figures says before anything has been computed: one sentence and the next step."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from clave.access.models import User
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.ledger.queries import current_version

WHERE = {"import": "/imports/", "run": "/runs/", "": "/"}
"""The next step -> the page where it is taken."""


def no_run(request: SignedIn, heading: str) -> HttpResponse:
    """The page before the first run."""
    step = _next_step(request.user)
    return render(request, "value/no_run.html", {"heading": heading, "step": step, "to": WHERE[step]})


def _next_step(user: User) -> str:
    """What this person can do to bring figures here: import order lines, start a run, or nothing."""
    if user.may(Action.IMPORT_ORDERS) and not current_version():
        return "import"
    return "run" if user.may(Action.START_RUN) else ""
