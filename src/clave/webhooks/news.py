"""What people are told of webhooks: one of theirs stopped; administrators hear of every one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.kit.templatetags import figures
from clave.notices.rules import Kind, News
from clave.webhooks.models import Subscription
from clave.webhooks.rules import State


def news(user: User, on: date) -> Iterator[News]:
    """Webhooks that were called no more and wait to be opened again or ended."""
    for row in Subscription.objects.visible_to(user).filter(state=State.STOPPED).order_by("stopped_at"):
        title = gettext("The webhook “%(name)s” stopped") % {"name": row.name}
        facts = {"host": row.host, "why": row.stopped_why, "day": figures.day(row.stopped_at)}
        fact = gettext("Since %(day)s nothing is sent to %(host)s: %(why)s. Open it again or end it.") % facts
        to = reverse("webhook", args=[row.pk])
        yield News(
            f"webhook-{row.pk}-{row.stopped_at:%Y%m%d%H%M}", Kind.WEBHOOKS, title, fact, to, "bad", gettext("stopped")
        )
