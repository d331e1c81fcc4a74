"""What sponsors and their visits need from one person: visits coming up, reports owed, sentences to act on, no sponsor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.portfolio.queries.at_a_glance import Glance
from clave.sponsorship.models import Visit
from clave.sponsorship.queries.sponsors import Sponsored, in_order, visits_standing
from clave.sponsorship.queries.visits import late_follow_ups
from clave.sponsorship.rules.cadence import Standing
from clave.web.need import Need, Weight
from clave.web.waiting import Waiting, things

DAYS_AHEAD = 7
PATIENCE_DAYS = 7
"""So long after a visit the champion waits for its report before being told."""
SHOWN = 12


def waiting(user: User, on: date) -> Iterator[Any]:
    """Visits of this sponsor that are near or past, and what this person owes from a note."""
    if user.may(Action.REPORT_VISITS):
        customer, soon = "key_account__customer__", on + timedelta(days=DAYS_AHEAD)
        planned = Visit.objects.reported_by(user).filter(state="planned", visit_on__lte=soon)
        yield things("visits", planned, customer=f"{customer}name", code=f"{customer}code", day="visit_on")
    customer = "note__report__visit__key_account__customer__name"
    yield things("follow-ups", late_follow_ups(user, on), words="sentence", customer=customer, day="due_on")


def sponsor_needs(user: User, waits: Waiting, on: date, glance: Glance) -> Iterator[Need]:
    """Visits of this sponsor, what this person owes from a note, and for the champion which key accounts lack a sponsor."""
    yield from _visits(waits, on)
    yield from _follow_ups(waits)
    if user.may(Action.CHANGE_SPONSORS) and glance.held:
        yield from islice(_unvisited(in_order(visits_standing(glance.held, on)), on), SHOWN)
        yield from _unsponsored(glance.lacking("sponsor"))


def _unvisited(rows: Sequence[Sponsored], on: date) -> Iterator[Need]:
    """Key accounts whose sponsor is overdue with a visit or has not told of one: who leads the programme asks why."""
    for row in rows:
        if not row.sponsors or row.standing not in (Standing.OVERDUE, Standing.REPORT_MISSING):
            continue
        facts = {"customer": row.customer, "person": row.sponsors[0].name}
        to, mark = reverse("sponsor", args=[row.customer.code]), row.standing_mark
        if row.is_overdue:
            title = gettext("%(customer)s waits for a visit of %(person)s") % facts
            fact = gettext("It was due by %(day)s, and none is planned.") % {"day": figures.day(row.rhythm.due_on)}
        elif (on - row.untold[0].visit_on).days < PATIENCE_DAYS:
            continue
        else:
            title = gettext("%(person)s has not told of the visit to %(customer)s") % facts
            fact = gettext("It was on %(day)s.") % {"day": figures.day(row.untold[0].visit_on)}
        yield Need(Weight.STALE, title, fact, to, mark, row.standing_words)


def _unsponsored(count: int) -> Iterator[Need]:
    if count:
        title = ngettext(
            "%(number)s key account has no executive sponsor",
            "%(number)s key accounts have no executive sponsor",
            count,
        )
        fact = gettext("Somebody of the top team is proposed for each.")
        told = title % {"number": figures.number(count)}
        yield Need(Weight.WRONG, told, fact, reverse("propose-sponsors"), "bad", gettext("no sponsor"))


def _visits(waits: Waiting, on: date) -> Iterator[Need]:
    for row in waits.of("visits")[:SHOWN]:
        facts = {"customer": row.customer, "day": figures.day(row.day)}
        if row.day and row.day < on:
            title = gettext("Tell of your visit to %(customer)s") % facts
            fact = gettext("You were there on %(day)s: three lines are enough.") % facts
            yield Need(Weight.STALE, title, fact, reverse("report-visit", args=[row.key]), "warn", gettext("to tell"))
        else:
            title = gettext("You visit %(customer)s on %(day)s") % facts
            fact = gettext("One page says what it is worth, what was promised and what to ask.")
            yield Need(Weight.CARE, title, fact, reverse("visit-brief", args=[row.code]), "none", gettext("visit"))


def _follow_ups(waits: Waiting) -> Iterator[Need]:
    for row in waits.of("follow-ups")[:SHOWN]:
        fact = gettext("For %(customer)s, due on %(day)s.") % {"day": figures.day(row.day), "customer": row.customer}
        yield Need(Weight.SLIPPING, row.words, fact, reverse("follow-ups"), "warn", gettext("late"))
