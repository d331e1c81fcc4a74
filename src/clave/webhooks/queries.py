"""Which webhooks a person sees, and what they were sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q
from django.utils.translation import gettext

from clave.webhooks.models import Delivery, Subscription
from clave.webhooks.rules import EVENTS, Sending, State
from clave.webhooks.subjects import SUBJECTS

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN_MESSAGES = 100


@dataclass(frozen=True)
class Line:
    """One message as its reader may know it: what it is about is for the owner alone."""

    delivery: Delivery
    subject: str

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent."""
        return self.delivery.state == Sending.WAITING


def subscriptions(user: User) -> list[Subscription]:
    """The webhooks this person may see, those that stopped first, with how many messages wait and when one went."""
    waiting = Count("deliveries", filter=Q(deliveries__state=Sending.WAITING))
    sent = Max("deliveries__tried_at", filter=Q(deliveries__state=Sending.SENT))
    rows = Subscription.objects.visible_to(user).select_related("owner").annotate(waiting=waiting, sent_at=sent)
    order = [State.STOPPED, State.OPEN, State.ENDED]
    return sorted(rows, key=lambda row: order.index(State(row.state)))


def messages(user: User, subscription: Subscription) -> list[Line]:
    """The latest messages of a webhook."""
    rows = Delivery.objects.visible_to(user).filter(subscription=subscription)[:SHOWN_MESSAGES]
    is_own = subscription.owner_id == user.pk
    return [Line(row, f"{SUBJECTS[row.subject_type].name} {row.subject_id}" if is_own else "") for row in rows]


def event_names(subscription: Subscription) -> list[str]:
    """What a webhook hears of, in the reader's language."""
    return [gettext(EVENTS[name].words) for name in subscription.events if name in EVENTS]
