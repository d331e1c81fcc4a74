"""What deals need from one person: those that were put forward and wait for their decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.kit.templatetags import figures
from clave.value.queries.deals import decisions_awaited
from clave.web.need import Need, Weight

SHOWN = 6


def deal_needs(user: User, on: date) -> Iterator[Need]:
    """Deals on which this person is to decide, the longest waiting first; one query."""
    for asking in decisions_awaited(user, on)[:SHOWN]:
        title = gettext("Decide on the deal “%(deal)s” with %(customer)s") % {
            "deal": asking.deal,
            "customer": asking.deal.customer,
        }
        loss = figures.percent(asking.version.result["chance_of_loss"])
        fact = gettext("%(who)s put it forward; it loses money in %(loss)s of futures.") % {
            "who": asking.by,
            "loss": loss,
        }
        to = reverse("deal", args=[asking.deal.number])
        yield Need(Weight.SLIPPING, title, fact, to, "warn", gettext("to decide"))
