"""What skills, appointments and training need from one person: managers without training, late hand-overs, certificates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.people.queries import appointments, training
from clave.people.rules.training import Standing
from clave.portfolio.queries.at_a_glance import Glance
from clave.web.need import Need, Weight
from clave.web.waiting import Waiting, things, whether


def waiting(user: User, on: date) -> Iterator[Any]:
    """What should have been handed over, and whether one has a place in a course at all."""
    if user.may(Action.HAND_OVER):
        customer = "appointment__key_account__customer__"
        late = appointments.late_hand_overs(user, on)
        yield things("late hand-overs", late, customer=f"{customer}name", code=f"{customer}code")
    if user.may(Action.SEE_TRAINING):
        yield whether("own training", training.of_login(user), user)


def manager_needs(user: User, waits: Waiting, on: date, glance: Glance) -> Iterator[Need]:
    """Key accounts whose manager lacks training, what should have been handed over, and own certificates that run out."""
    if user.may(Action.CHANGE_TRAINING) and glance.held:
        yield from _untrained(on, glance)
    if glance.held:
        yield from _late(waits)
    if waits.of("own training"):
        yield from _own_certificates(user, on)


def _untrained(on: date, glance: Glance) -> Iterator[Need]:
    if count := appointments.untrained_among(glance.held, on):
        title = ngettext(
            "%(number)s key account has a manager without training",
            "%(number)s key accounts have a manager without training",
            count,
        )
        fact = gettext("Plan the course that managers need, or appoint somebody who has it.")
        told = title % {"number": figures.number(count)}
        yield Need(Weight.SLIPPING, told, fact, reverse("training"), "warn", gettext("without training"))


def _late(waits: Waiting) -> Iterator[Need]:
    late = Counter((each.code, each.customer) for each in waits.of("late hand-overs"))
    for (code, name), count in late.items():
        title = gettext("The hand-over of %(customer)s is late") % {"customer": name}
        fact = ngettext("%(number)s thing is overdue.", "%(number)s things are overdue.", count)
        told, to = fact % {"number": figures.number(count)}, reverse("appointment", kwargs={"code": code})
        yield Need(Weight.SLIPPING, title, told, to, "warn", gettext("late"))


def _own_certificates(user: User, on: date) -> Iterator[Need]:
    for place in training.places_of_login(user, on):
        if place.standing in (Standing.EXPIRED, Standing.ENDING, Standing.LATE):
            row = place.training
            fact = (
                gettext("It is to be taken by %(day)s.")
                if place.is_open
                else gettext("The certificate holds until %(day)s.")
            )
            told = fact % {"day": figures.day(row.planned_on if place.is_open else row.expires_on)}
            to = reverse("training-of", kwargs={"pk": row.person_id})
            yield Need(Weight.CARE, row.course.name, told, to, place.mark, place.words)
