"""What the programme needs from one person: the agenda that is due, meetings to close, who has not heard the message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import IntegerField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.programme.queries.agenda import pressing
from clave.programme.queries.communication import never_reached
from clave.programme.queries.known import Known
from clave.programme.queries.stages import ready_gate
from clave.programme.rules.agenda import ItemState
from clave.value.models import Run
from clave.web.need import Need, Weight
from clave.web.waiting import Thing, Waiting, things

SHOWN = 4


def waiting(user: User, on: date) -> Iterator[Any]:
    """What is due of the agenda or one's own on it; for who logs messages, who has not heard one."""
    agenda = {"key": "number", "words": "what", "who": "owner__full_name", "told": "state", "day": "due_on"}
    yield things("agenda", pressing(user, on), **agenda)
    if user.may(Action.LOG_MESSAGES):
        long_ago = never_reached(on).annotate(ever=Cast("heard", IntegerField()))
        yield things("unheard", long_ago, words="function__name", told="site__name", count="ever")


def programme_needs(user: User, waits: Waiting, on: date, run: Run | None = None) -> Iterator[Need]:
    """What is due of the agenda or one's own on it, a gate that may close, and the gaps for who logs messages."""
    yield from _agenda(user, waits, on)
    if user.may(Action.CHANGE_PROGRAMME):
        yield from _gate(on, run)
    yield from _unheard(waits)


def _agenda(user: User, waits: Waiting, on: date) -> Iterator[Need]:
    """A sponsor has to decide, the champion sees to what was agreed, an owner does it, reader of the programme or not."""
    reads, decides = user.may(Action.SEE_PROGRAMME), user.may(Action.WRITE_AGENDA) or user.may(Action.DECIDE_AGENDA)
    for each in waits.of("agenda")[:SHOWN]:
        facts = {"day": figures.day(each.day), "who": each.who}
        to = reverse("agenda-item" if reads else "own-agenda-item", args=[each.key])
        late, is_open = bool(each.day and each.day < on), each.told == ItemState.OPEN
        if is_open and decides:
            fact = gettext("On the executive agenda, to decide by %(day)s.") % facts
            yield _need(each, fact, gettext("to decide"), to, is_late=late)
        elif is_open:
            fact = gettext("You answer for it; the top team decides by %(day)s.") % facts
            yield Need(Weight.CARE, each.words, fact, to, "none", gettext("before the top team"))
        else:
            fact = gettext("Agreed by the top team, to be done by %(day)s (%(who)s).") % facts
            yield _need(each, fact, gettext("to do"), to, is_late=late)


def _gate(on: date, run: Run | None) -> Iterator[Need]:
    """The gate that may close, one click from its evidence; the newest run is known already where there is one."""
    known = Known(on)
    if run:
        known.run = run
    if phase := ready_gate(known):
        facts = {"phase": phase.name, "done": phase.standing, "all": len(phase.elements)}
        title = gettext("The gate of “%(phase)s” can be closed") % facts
        fact = gettext("%(done)s of %(all)s elements are in place. Look at what shows them, then close it.") % facts
        to = f"{reverse('programme-stages')}#gate-{phase.phase.value}"
        yield Need(Weight.STALE, title, fact, to, "good", gettext("ready"))


def _need(item: Thing, fact: str, status: str, to: str, *, is_late: bool) -> Need:
    mark, words = ("bad", gettext("overdue")) if is_late else ("warn", status)
    return Need(Weight.STALE, item.words, fact, to, mark, words)


def _unheard(waits: Waiting) -> Iterator[Need]:
    """Those that never heard it first."""
    if gaps := sorted(waits.of("unheard"), key=lambda gap: (gap.count, gap.words, gap.told)):
        facts, long_ago = {"function": gaps[0].words, "site": gaps[0].told}, gaps[0].count
        nobody = gettext("Nobody of %(function)s in %(site)s has heard it")
        title = (gettext("%(function)s in %(site)s heard it more than a year ago") if long_ago else nobody) % facts
        fact = ngettext(
            "%(number)s function at its site has not heard the message within a year.",
            "%(number)s functions at their sites have not heard the message within a year.",
            len(gaps),
        )
        told = fact % {"number": figures.number(len(gaps))}
        yield Need(Weight.CARE, title, told, reverse("communication"), "none", gettext("to tell"))
