"""What relationship reviews need from one person: the key accounts they manage whose review is due, or never took place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.review.queries.relationship_reviews import due_reviews
from clave.review.rules.relationship_review import Due
from clave.web.need import Need, Weight

SHOWN = 6


def review_needs(user: User, on: date) -> Iterator[Need]:
    """Reviews that are due, for who manages the key account."""
    if not user.may(Action.CHANGE_RELATIONSHIPS):
        return
    for held, state, next_on in islice(due_reviews(user, on), SHOWN):
        to = reverse("relationship-review", args=[held.customer.code])
        title = gettext("Review the relationship with %(customer)s") % {"customer": held.customer}
        if state is Due.NEVER:
            fact = gettext("Nobody has written yet what matters to them now.")
            yield Need(Weight.CARE, title, fact, to, "none", gettext("first review"))
        else:
            fact = gettext("Due on %(day)s.") % {"day": figures.day(next_on)}
            mark, words = ("warn", gettext("overdue")) if state is Due.OVERDUE else ("none", gettext("soon"))
            yield Need(Weight.STALE if state is Due.OVERDUE else Weight.CARE, title, fact, to, mark, words)
