"""What promises need from one person: what their function keeps this week, what waits above, what was broken to their customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.portfolio.queries.at_a_glance import Glance
from clave.promises.queries.needs import broken_to_own, for_the_champion, week_of
from clave.web.need import Need, Weight
from clave.web.waiting import Thing, Waiting, things

SHOWN = 12


def waiting(user: User, on: date) -> Iterator[Any]:
    """Promises to speak about this week; escalations and lost owners; broken ones to customers one answers for."""
    names = {"key": "number", "words": "what", "customer": "key_account__customer__name", "day": "due_on"}
    if user.may(Action.KEEP_PROMISES):
        yield things("week", week_of(user, on), **names)
    if user.may(Action.ANSWER_ESCALATIONS):
        yield things("champion", for_the_champion(), **names, who="owner__full_name", told="asked")
    elif user.may(Action.MAKE_PROMISES):
        yield things("broken", broken_to_own(user, on), **names)


def promise_needs(waits: Waiting, on: date, glance: Glance) -> Iterator[Need]:
    """The week in a line or two, what lies before the champion, what was broken to own key accounts."""
    yield from _week(waits, on)
    yield from _champion(waits)
    if glance.held:
        yield from _broken(waits)


def _week(waits: Waiting, on: date) -> Iterator[Need]:
    """One line for the whole week, so that the desk stays the list; what has no day is due by its end."""
    until = on + timedelta(days=6 - on.weekday())
    rows = sorted(waits.of("week"), key=lambda each: (each.day or until, each.key))
    overdue = [each for each in rows if each.day and each.day < on]
    if overdue:
        title = ngettext("%(number)s promise is overdue", "%(number)s promises are overdue", len(overdue))
        told = title % {"number": figures.number(len(overdue))}
        yield Need(Weight.WRONG, told, _first(overdue[0]), reverse("desk"), "bad", gettext("overdue"))
    if ahead := [each for each in rows if each not in overdue]:
        title = ngettext("%(number)s promise to keep this week", "%(number)s promises to keep this week", len(ahead))
        told = title % {"number": figures.number(len(ahead))}
        yield Need(Weight.STALE, told, _first(ahead[0]), reverse("desk"), "warn", gettext("due"))


def _champion(waits: Waiting) -> Iterator[Need]:
    """Those that lie before the champion first; then those whose owner has left."""
    for each in sorted(waits.of("champion"), key=lambda each: (not each.told, each.key))[:SHOWN]:
        to, facts = reverse("promise", args=[each.key]), {"customer": each.customer, "what": each.words}
        if each.told:
            title = gettext("Answer: “%(what)s” for %(customer)s") % facts
            yield Need(Weight.WRONG, title, each.told, to, "bad", gettext("escalated"))
        else:
            title = gettext("Find a new owner for “%(what)s”") % facts
            fact = gettext("It was promised to %(customer)s, and %(person)s has left.") % {
                **facts,
                "person": each.who,
            }
            yield Need(Weight.WRONG, title, fact, to, "warn", gettext("owner has left"))


def _broken(waits: Waiting) -> Iterator[Need]:
    for each in sorted(waits.of("broken"), key=lambda each: each.key)[:SHOWN]:
        title = gettext("Our word to %(customer)s was not kept") % {"customer": each.customer}
        yield Need(Weight.SLIPPING, title, _first(each), reverse("promise", args=[each.key]), "bad", gettext("broken"))


def _first(each: Thing) -> str:
    """The promise that presses most: to whom, what, by when."""
    facts = {"customer": each.customer, "what": each.words}
    if each.day is None:
        return gettext("%(customer)s: %(what)s.") % facts
    return gettext("%(customer)s: %(what)s, by %(day)s.") % {**facts, "day": figures.day(each.day)}
