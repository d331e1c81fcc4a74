"""What practices need from one person: the follow-ups that are due of what they own or copied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.review.queries.practices import due_adoptions
from clave.web.need import Need, Weight
from clave.web.waiting import Waiting, things

SHOWN = 4


def waiting(user: User, on: date) -> Iterator[Any]:
    """The follow-ups that are due, for who answers for the key account."""
    if user.may(Action.SHARE_PRACTICES):
        practice = {"words": "practice__title", "customer": "key_account__customer__name"}
        yield things("practices", due_adoptions(user, on), day="follow_up_on", count="practice__number", **practice)


def practice_needs(waits: Waiting) -> Iterator[Need]:
    """Did it work there?"""
    for each in waits.of("practices")[:SHOWN]:
        facts = {"practice": each.words, "customer": each.customer}
        title = gettext("Did “%(practice)s” work at %(customer)s?") % facts
        fact = gettext("To be looked at again on %(day)s.") % {"day": figures.day(each.day)}
        to = reverse("practice", args=[each.count])
        yield Need(Weight.STALE, title, fact, to, "warn", gettext("to judge"))
