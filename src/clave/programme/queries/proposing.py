"""What is proposed for the executive agenda: a registry, so that another kind of matter is one function and its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from clave.company.models import Person
from clave.kit.templatetags import figures
from clave.portfolio.models import KeyAccount
from clave.programme.models import AgendaItem, ExecutiveMeeting
from clave.programme.rules.agenda import ASKED_AGAIN_DAYS, USUAL_DAYS, ItemKind, MeetingState, Origin
from clave.promises.models import Escalation, Promise
from clave.sponsorship.queries.sponsors import Sponsored, sponsored

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Proposed:
    """A matter that waits to be put on the agenda: its key, what it says there, and what is behind it for its reader."""

    key: str
    kind: ItemKind
    what: str
    fact: str
    owner: Person | None
    escalation: Escalation | None = None
    unvisited: KeyAccount | None = None


def escalated(user: User, on: date) -> Iterable[Proposed]:
    """Promises that were put before the champion and are not on the agenda."""
    rows = Escalation.objects.visible_to(user, on).filter(answered_at=None, agenda_item=None)
    found = rows.select_related("by", "promise__owner", "promise__function__owner", "promise__key_account__customer")
    for row in found.order_by("at"):
        promise: Promise = row.promise
        facts = {"customer": promise.key_account.customer, "promise": promise, "reason": row.reason, "who": row.by}
        keeper = promise.owner if promise.owner.is_active else promise.function.owner
        yield Proposed(
            key=f"{Origin.PROMISE}-{row.pk}",
            kind=ItemKind.ESCALATION,
            what=gettext("Promise %(number)s cannot be kept as it stands: say what we do") % {"number": promise.number},
            fact=gettext("%(customer)s: %(promise)s. %(reason)s (%(who)s)") % facts,
            owner=keeper,
            escalation=row,
        )


def unvisited(user: User, on: date) -> Iterable[Proposed]:
    """Key accounts whose visit by the sponsor is overdue and not on the agenda."""
    since = on - timedelta(days=ASKED_AGAIN_DAYS)
    told = AgendaItem.objects.filter(origin=Origin.VISIT).exclude(state="open").filter(at__date__gte=since)
    asked = set(
        (told | AgendaItem.objects.filter(origin=Origin.VISIT, state="open")).values_list("key_account", flat=True)
    )
    for row in sponsored(user, on):
        if row.is_overdue and row.key_account.pk not in asked:
            yield _unvisited(row)


def _unvisited(row: Sponsored) -> Proposed:
    sponsor = next((each.person for each in row.sponsors if each.person and each.person.is_active), None)
    facts = {"customer": row.customer, "day": figures.day(row.rhythm.due_on), "who": sponsor or gettext("no sponsor")}
    return Proposed(
        key=f"{Origin.VISIT}-{row.key_account.pk}",
        kind=ItemKind.ASK,
        what=gettext("A visit of the executive sponsor is overdue: agree on a day"),
        fact=gettext("%(customer)s was due by %(day)s (%(who)s)") % facts,
        owner=sponsor,
        unvisited=row.key_account,
    )


PROPOSERS: tuple[Callable[[User, date], Iterable[Proposed]], ...] = (escalated, unvisited)
"""Every kind of matter that Clave proposes for the agenda, the most pressing first."""


def proposed_items(user: User, on: date) -> list[Proposed]:
    """Everything that waits to be put on the agenda."""
    return [each for proposer in PROPOSERS for each in proposer(user, on)]


def next_meeting() -> ExecutiveMeeting | None:
    """The next meeting that is planned."""
    found: ExecutiveMeeting | None = (
        ExecutiveMeeting.objects.filter(state=MeetingState.PLANNED).order_by("meets_on").first()
    )
    return found


def usual_day(meeting: ExecutiveMeeting | None, on: date) -> date:
    """When something put on the agenda today is due where nobody says otherwise."""
    return max(meeting.meets_on, on) if meeting else on + timedelta(days=USUAL_DAYS)


def person_of(user: User) -> Person | None:
    """Which of our people somebody who signs in is."""
    return Person.objects.filter(user=user, is_active=True).first()
