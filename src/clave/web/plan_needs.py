"""What account plans need from one person: plans that are missing, over or stale, and actions of one's own that are late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Action
from clave.accounts.queries.overview import left_alone, planless
from clave.accounts.queries.plans import own_actions
from clave.accounts.views.plan_words import untouched
from clave.kit.templatetags import figures
from clave.web.need import Need, Weight
from clave.web.waiting import Waiting, things

SHOWN = 5


def waiting(user: User, on: date) -> Iterator[Any]:
    """Late actions of one's own; for who writes plans, key accounts without one for today and plans nobody touches."""
    late, customer = own_actions(user).filter(state="open", due_on__lt=on), "key_account__customer__"
    yield things("own actions", late, words="words", customer=f"plan__{customer}name", day="due_on")
    if user.may(Action.WRITE_PLANS):
        yield things("planless", planless(user, on), customer="customer__name", code="customer__code")
        left = left_alone(user, on).annotate(day=TruncDate("touched_at"))
        yield things("left alone", left, customer=f"{customer}name", code=f"{customer}code", day="day")


def plan_needs(waits: Waiting, on: date) -> Iterator[Need]:
    """What is late, what is missing, what is stale."""
    for each in waits.of("own actions")[:SHOWN]:
        fact = gettext("%(customer)s, due on %(day)s.") % {"customer": each.customer, "day": figures.day(each.day)}
        yield Need(Weight.SLIPPING, each.words, fact, reverse("plan-actions"), "bad", gettext("late"))
    for each in sorted(waits.of("planless"), key=lambda each: each.customer)[:SHOWN]:
        title = gettext("%(customer)s has no plan for today") % {"customer": each.customer}
        fact, to = gettext("It begins with what Clave knows already."), reverse("plan", args=[each.code])
        yield Need(Weight.STALE, title, fact, to, "warn", gettext("no plan"))
    for each in sorted(waits.of("left alone"), key=lambda each: each.key)[:SHOWN]:
        title = gettext("Go through the plan of %(customer)s") % {"customer": each.customer}
        told = untouched((on - each.day).days if each.day else 0)[1]
        yield Need(Weight.STALE, title, told, reverse("plan", args=[each.code]), "warn", gettext("stale"))
