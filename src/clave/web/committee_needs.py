"""What the review committee needs from one person: actions of theirs that are due, and the quarterly review that is near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.review.models import CommitteeMeeting
from clave.review.queries.committee import due_actions
from clave.review.rules.committee import STEPS
from clave.web.need import Need, Weight
from clave.web.waiting import Thing, Waiting, things

SHOWN = 4
NEAR_DAYS = 14
"""So long before the day of a meeting it is told of."""


def waiting(user: User, on: date) -> Iterator[Any]:
    """One's own actions, those of others that are late for who runs the committee, and its next meeting."""
    until = on + timedelta(days=NEAR_DAYS)
    yield things("committee", due_actions(user, until), words="words", who="owner__full_name", day="due_on")
    if user.may(Action.RUN_COMMITTEE):
        planned = CommitteeMeeting.objects.visible_to(user).filter(state="planned", meets_on__lte=until)
        settled = planned.annotate(settled=Count("steps"))
        yield things("meeting", settled, key="number", day="meets_on", count="settled")


def committee_needs(waits: Waiting, on: date) -> Iterator[Need]:
    """What is due of the committee's actions, and its next meeting."""
    for each in waits.of("committee")[:SHOWN]:
        is_late = bool(each.day and each.day < on)
        facts = {"day": figures.day(each.day), "who": each.who}
        fact = gettext("Asked by the review committee, to be done by %(day)s (%(who)s).") % facts
        mark, words = ("bad", gettext("overdue")) if is_late else ("none", gettext("to do"))
        to = reverse("committee-action", args=[each.key])
        yield Need(Weight.STALE if is_late else Weight.CARE, each.words, fact, to, mark, words)
    for found in waits.of("meeting")[:1]:
        yield _meeting(found, on)


def _meeting(found: Thing, on: date) -> Need:
    facts = {"day": figures.day(found.day), "done": found.count, "all": len(STEPS)}
    title = gettext("Quarterly review of %(day)s") % facts
    fact = gettext("%(done)s of %(all)s steps are settled.") % facts
    is_over = bool(found.day and found.day < on)
    mark, words = ("warn", gettext("to close")) if is_over else ("none", gettext("ahead"))
    to = reverse("quarterly-review-of", args=[found.key])
    return Need(Weight.STALE if is_over else Weight.CARE, title, fact, to, mark, words)
