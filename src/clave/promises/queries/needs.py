"""What promises ask of people today, each as a question that others can be joined to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from clave.ledger.gates import own_customers
from clave.promises.models import Escalation, Outcome, Promise
from clave.promises.queries.desk import on_the_desk
from clave.promises.rules.states import ALIVE, Kind, State, Verdict

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from clave.access.models import User

SERVES = ("manager", "deputy", "sponsor")
RECENT_DAYS = 62
"""How long a broken month of the past is news."""


def week_of(user: User, on: date) -> QuerySet[Promise]:
    """What this person's functions still have to speak about until Sunday."""
    until = on - timedelta(days=on.weekday()) + timedelta(days=6)
    spoken = Outcome.objects.filter(promise=OuterRef("pk"), period_on=on.replace(day=1))
    monthly = Q(kind=Kind.STANDING) & ~Exists(spoken)
    rows = on_the_desk(user, on).filter(Q(ends_on=None) | Q(ends_on__gte=on))
    return rows.filter(Q(due_on__lte=until) | monthly)


def for_the_champion() -> QuerySet[Promise]:
    """The promises that lie before the champion, with the reason (`asked`), and those whose owner has left, without one."""
    waits = Escalation.objects.filter(promise=OuterRef("pk"), answered_at=None).values("reason")[:1]
    rows = Promise.objects.annotate(asked=Coalesce(Subquery(waits), Value(""))).exclude(state=State.ENDED)
    return rows.filter(~Q(asked="") | Q(owner__is_active=False, state__in=ALIVE))


def broken_to_own(user: User, on: date) -> QuerySet[Promise]:
    """The promises to customers this person answers for that were broken last time, or are overdue."""
    last = Outcome.objects.filter(promise=OuterRef("pk"), period_on__gte=on - timedelta(days=RECENT_DAYS))
    rows = Promise.objects.annotate(said=Subquery(last.order_by("-period_on").values("verdict")[:1]))
    own = rows.filter(state__in=ALIVE, key_account__customer__in=own_customers(user, SERVES, on))
    return own.filter(Q(due_on__lt=on) | (Q(said__isnull=False) & ~Q(said=Verdict.KEPT)))
