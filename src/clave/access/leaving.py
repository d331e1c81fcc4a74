"""Tables leave by the door of their own page: `?file=NAME.csv` gives the rows that the page shows, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clave.access import doors, journal
from clave.access.models import User
from clave.access.policy import Action, FieldClass
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.tables import KINDS, Table, download

Tables = Mapping[str, Callable[[], Table]]
"""Name of a table on a page -> how it is made where somebody asks for it."""


def page(
    request: SignedIn, template: str, facts: Mapping[str, Any], tables: Tables, *, needs: Action, status: int = 200
) -> HttpResponseBase:
    """The page, or one of its tables as a file for who may take it; `kit/files.html` shows the way."""
    if request.method in doors.READING and (asked := request.GET.get("file")):
        name, _, kind = asked.rpartition(".")
        if name not in tables or kind not in KINDS:
            raise Http404
        if not request.user.may(needs):
            return doors.refuse(request, needs)
        try:
            return taken(request, tables[name](), kind, name)
        except Refusal as refusal:
            messages.error(request, refusal.sentence(gettext))
            return redirect(request.path)
    leaving = frozenset(tables) if request.user.may(needs) else frozenset()
    return render(request, template, {**facts, "leaving": leaving}, status=status)


def taken(request: SignedIn, table: Table, kind: str, name: str) -> HttpResponseBase:
    """A table as a file; that it left, and who took it from which page, stands in the history."""
    file = download(table, kind, name)
    record_taken(by=request.user, table=table.title, kind=kind, at=request.path)
    return file


@transaction.atomic
def record_taken(*, by: User, table: str, kind: str, at: str) -> None:
    """Keep who took which table, from which page."""
    after = {"file": kind, "table": table}
    journal.record(by=by, event="access.table.exported", subject=("page", at[:200]), after=after, holds=FieldClass.F0)
