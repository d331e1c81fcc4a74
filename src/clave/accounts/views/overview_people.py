"""The people of a key account at a glance: who counts, where they stand, who of ours knows them, and the next thing to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.accounts.queries.overview import Overview
from clave.accounts.queries.relationships import Circle, PersonRow
from clave.accounts.rules.relationship_flags import NOTHING
from clave.kit.templatetags import figures

SHOWN = 4


@dataclass(frozen=True)
class Doing:
    """One thing that needs doing: what, the deciding fact, how it is marked, and the one button."""

    what: str
    fact: str
    mark: str
    status: str
    button: str
    to: str


@dataclass(frozen=True)
class Met:
    """One person at the customer in two lines, with the stance as a mark."""

    name: str
    job: str
    facts: str
    mark: str
    stance: str
    to: str


@dataclass(frozen=True)
class People:
    """Those who count most, how many more there are, and how well the ones who count are known."""

    shown: list[Met]
    more: int
    known: str
    mark: str
    status: str


def people(circle: Circle) -> People:
    """Who counts most at a customer."""
    rows, weighty = circle.people, circle.weighty
    if not weighty:
        return People([_met(row) for row in rows[:SHOWN]], len(rows[SHOWN:]), "", "", "")
    held = weighty - circle.unknown - circle.singles
    facts = {"held": figures.number(held), "all": figures.number(weighty)}
    known = gettext("%(held)s of %(all)s people who count are known by two of ours or more") % facts
    mark, status = ("good", gettext("solid")) if held == weighty else ("none", gettext("thin"))
    return People([_met(row) for row in rows[:SHOWN]], len(rows[SHOWN:]), known, mark, status)


def next_person(found: Overview) -> Iterator[Doing]:
    """The one thing to do next about the people, for who writes about them."""
    if found.circle is None or not found.rights.writes_people:
        return
    about, task = found.circle.task
    if task == gettext(NOTHING.sentence):
        return
    where = reverse("relationships", args=[found.held.customer.code])
    to = reverse("relationship", args=[about.contact.pk]) if about else where
    button = gettext("Open their page") if about else gettext("See the people")
    yield Doing(task, "", "none", gettext("people"), button, to)


def _met(row: PersonRow) -> Met:
    stance = row.stance
    mark, words = (stance.mark, stance.words) if stance else ("none", gettext("stance not known"))
    part = row.place.part_name if row.place else ""
    facts = " · ".join(filter(None, [part, _word(row), _ours(row)]))
    return Met(row.name, row.contact.role, facts, mark, words, reverse("relationship", args=[row.contact.pk]))


def _word(row: PersonRow) -> str:
    days = row.quiet_days
    if days is None:
        return gettext("no contact on record")
    told = ngettext("last word %(days)s day ago", "last word %(days)s days ago", days)
    return told % {"days": figures.number(days)} if days else gettext("last word today")


def _ours(row: PersonRow) -> str:
    if not row.knowers:
        return gettext("nobody of ours knows them")
    return gettext("known by %(names)s") % {"names": ", ".join(each.person.full_name for each in row.knowers)}
