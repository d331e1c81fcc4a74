"""What promises need from one person: what their function keeps this week, what waits above, what was broken to their customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.portfolio.queries.at_a_glance import Glance
from clave.promises.models import Promise
from clave.promises.queries.needs import broken_to_own, for_the_champion, week_of
from clave.web.need import Need, Weight

SHOWN = 12


def promise_needs(user: User, on: date, glance: Glance) -> Iterator[Need]:
    """Promises to speak about this week; escalations and lost owners; broken ones of own key accounts: a query each at most."""
    if user.may(Action.KEEP_PROMISES):
        yield from _week(user, on)
    if user.may(Action.ANSWER_ESCALATIONS):
        yield from _champion()
    elif user.may(Action.MAKE_PROMISES) and glance.held:
        yield from _broken(user, on)


def _week(user: User, on: date) -> Iterator[Need]:
    """One line for the whole week, so that the desk stays the list."""
    rows = week_of(user, on)
    overdue = [each for each in rows if each.is_overdue(on)]
    if overdue:
        title = ngettext("%(number)s promise is overdue", "%(number)s promises are overdue", len(overdue))
        told = title % {"number": figures.number(len(overdue))}
        yield Need(Weight.WRONG, told, _first(overdue[0]), reverse("desk"), "bad", gettext("overdue"))
    if ahead := [each for each in rows if each not in overdue]:
        title = ngettext("%(number)s promise to keep this week", "%(number)s promises to keep this week", len(ahead))
        told = title % {"number": figures.number(len(ahead))}
        yield Need(Weight.STALE, told, _first(ahead[0]), reverse("desk"), "warn", gettext("due"))


def _champion() -> Iterator[Need]:
    for each, asked in for_the_champion()[:SHOWN]:
        to, facts = reverse("promise", args=[each.number]), {"customer": each.key_account.customer, "what": each.what}
        if asked:
            title = gettext("Answer: “%(what)s” for %(customer)s") % facts
            yield Need(Weight.WRONG, title, asked, to, "bad", gettext("escalated"))
        else:
            title = gettext("Find a new owner for “%(what)s”") % facts
            fact = gettext("It was promised to %(customer)s, and %(person)s has left.") % {
                **facts,
                "person": each.owner,
            }
            yield Need(Weight.WRONG, title, fact, to, "warn", gettext("owner has left"))


def _broken(user: User, on: date) -> Iterator[Need]:
    for each in broken_to_own(user, on)[:SHOWN]:
        title = gettext("Our word to %(customer)s was not kept") % {"customer": each.key_account.customer}
        yield Need(
            Weight.SLIPPING, title, _first(each), reverse("promise", args=[each.number]), "bad", gettext("broken")
        )


def _first(each: Promise) -> str:
    """The promise that presses most: to whom, what, by when."""
    facts = {"customer": each.key_account.customer, "what": each.what}
    if each.due_on is None:
        return gettext("%(customer)s: %(what)s.") % facts
    return gettext("%(customer)s: %(what)s, by %(day)s.") % {**facts, "day": figures.day(each.due_on)}
