"""What the review committee needs from one person: actions of theirs that are due, and the quarterly review that is near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

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

SHOWN = 4
NEAR_DAYS = 14
"""So long before the day of a meeting it is told of."""


def committee_needs(user: User, on: date) -> Iterator[Need]:
    """One's own actions, those of others that are late for who runs the committee, and its next meeting."""
    runs = user.may(Action.RUN_COMMITTEE)
    for each in due_actions(user, on + timedelta(days=NEAR_DAYS))[:SHOWN]:
        is_late = bool(each.due_on and each.due_on < on)
        facts = {"day": figures.day(each.due_on), "who": each.owner}
        fact = gettext("Asked by the review committee, to be done by %(day)s (%(who)s).") % facts
        mark, words = ("bad", gettext("overdue")) if is_late else ("none", gettext("to do"))
        to = reverse("committee-action", args=[each.pk])
        yield Need(Weight.STALE if is_late else Weight.CARE, each.words, fact, to, mark, words)
    if runs:
        yield from _meeting(user, on)


def _meeting(user: User, on: date) -> Iterator[Need]:
    rows = CommitteeMeeting.objects.visible_to(user).filter(
        state="planned", meets_on__lte=on + timedelta(days=NEAR_DAYS)
    )
    found = rows.annotate(settled=Count("steps")).order_by("meets_on", "number").first()
    if found is None:
        return
    facts = {"day": figures.day(found.meets_on), "done": found.settled, "all": len(STEPS)}
    title = gettext("Quarterly review of %(day)s") % facts
    fact = gettext("%(done)s of %(all)s steps are settled.") % facts
    is_over = found.meets_on < on
    mark, words = ("warn", gettext("to close")) if is_over else ("none", gettext("ahead"))
    to = reverse("quarterly-review-of", args=[found.number])
    yield Need(Weight.STALE if is_over else Weight.CARE, title, fact, to, mark, words)
