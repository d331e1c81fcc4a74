"""What the programme needs from one person: the agenda that is due, meetings to close, who has not heard the message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.programme.models import AgendaItem
from clave.programme.queries.agenda import due_agenda
from clave.programme.queries.communication import never_reached
from clave.web.need import Need, Weight

SHOWN = 4


def programme_needs(user: User, on: date) -> Iterator[Need]:
    """What is due of the agenda, for who writes or decides it, and the gaps for who logs messages; a query for each."""
    if user.may(Action.WRITE_AGENDA) or user.may(Action.DECIDE_AGENDA):
        yield from _agenda(user, due_agenda(on), on)
    if user.may(Action.LOG_MESSAGES):
        yield from _unheard(on)


def _agenda(user: User, due: Sequence[AgendaItem], on: date) -> Iterator[Need]:
    """A sponsor has to decide; the champion sees to what was agreed, and to what nobody decided in time."""
    may_write = user.may(Action.WRITE_AGENDA)
    mine = [each for each in due if each.is_open or may_write]
    for each in mine[:SHOWN]:
        facts = {"day": figures.day(each.due_on), "who": each.owner}
        if each.is_open:
            fact = gettext("On the executive agenda, to decide by %(day)s.") % facts
            yield _need(each, fact, gettext("to decide"), is_late=each.is_overdue(on))
        else:
            fact = gettext("Agreed by the top team, to be done by %(day)s (%(who)s).") % facts
            yield _need(each, fact, gettext("to do"), is_late=each.is_overdue(on))


def _need(item: AgendaItem, fact: str, status: str, *, is_late: bool) -> Need:
    mark, words = ("bad", gettext("overdue")) if is_late else ("warn", status)
    return Need(Weight.STALE, item.what, fact, reverse("agenda-item", args=[item.number]), mark, words)


def _unheard(on: date) -> Iterator[Need]:
    if gaps := never_reached(on):
        function, site = gaps[0]
        facts = {"function": function, "site": site}
        title = gettext("Nobody of %(function)s in %(site)s has heard it") % facts
        fact = ngettext(
            "%(number)s function at its site has not heard the message within a year.",
            "%(number)s functions at their sites have not heard the message within a year.",
            len(gaps),
        )
        told = fact % {"number": figures.number(len(gaps))}
        yield Need(Weight.CARE, title, told, reverse("communication"), "none", gettext("to tell"))
