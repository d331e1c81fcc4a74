"""What was brought before the board as it stood on an earlier day: what came or was decided later is taken back."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from clave.portfolio.models import Decision
from clave.programme.models import AgendaItem
from clave.programme.rules.agenda import ItemState


def item_on(row: AgendaItem, on: date) -> AgendaItem | None:
    """An item as it stood on a day, not to be saved; None where it was not there yet."""
    if timezone.localdate(row.at) > on:
        return None
    if row.decided_on and row.decided_on > on:
        row.state, row.verdict, row.decision = ItemState.OPEN, "", ""
        row.decided_on, row.decided_by, row.done_on = None, None, None
    elif row.done_on and row.done_on > on:
        row.state, row.done_on = ItemState.DECIDED, None
    return row


def decision_on(row: Decision, on: date) -> Decision | None:
    """A proposal as it stood on a day, not to be saved; None where nobody had made it yet."""
    if timezone.localdate(row.proposed_at) > on:
        return None
    if row.decided_at and timezone.localdate(row.decided_at) > on:
        row.state, row.decided_at, row.decided_by, row.effective_on = "open", None, None, None
    return row
