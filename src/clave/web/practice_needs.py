"""What practices need from one person: the follow-ups that are due of what they own or copied; one query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.review.queries.practices import due_adoptions
from clave.web.need import Need, Weight

SHOWN = 4


def practice_needs(user: User, on: date) -> Iterator[Need]:
    """Did it work there? For who answers for the key account."""
    if not user.may(Action.SHARE_PRACTICES):
        return
    for each in due_adoptions(user, on)[:SHOWN]:
        facts = {"practice": each.practice, "customer": each.key_account.customer}
        title = gettext("Did “%(practice)s” work at %(customer)s?") % facts
        fact = gettext("To be looked at again on %(day)s.") % {"day": figures.day(each.follow_up_on)}
        to = reverse("practice", args=[each.practice.number])
        yield Need(Weight.STALE, title, fact, to, "warn", gettext("to judge"))
