"""The executive agenda as pages show it: what each item is about as far as the reader may know, by meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from clave.access.policy import Action
from clave.portfolio.models import KeyAccount
from clave.programme.models import AgendaItem, ExecutiveMeeting
from clave.programme.rules.agenda import ItemState, MeetingState, Verdict
from clave.promises.models import Promise

if TYPE_CHECKING:
    from clave.access.models import User

RELATED = ("owner__function", "meeting", "by", "decided_by", "escalation", "corrects", "key_account")


@dataclass(frozen=True)
class Item:
    """An item with the customer and the promise it is about, both None where the reader does not see them."""

    row: AgendaItem
    on: date
    about: KeyAccount | None
    promise: Promise | None

    @property
    def is_hidden(self) -> bool:
        """Whether it is about a key account outside the reader's scope."""
        return self.row.key_account_id is not None and self.about is None

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed."""
        return self.row.is_overdue(self.on)


@dataclass(frozen=True)
class Agenda:
    """What is open for the next meeting and for later, what was agreed and is to be done, and the meetings."""

    next: ExecutiveMeeting | None
    meetings: list[ExecutiveMeeting]
    items: list[Item]

    @property
    def to_decide(self) -> list[Item]:
        """Open items of the next meeting."""
        return [each for each in self.items if each.row.is_open and self.next and each.row.meeting_id == self.next.pk]

    @property
    def waiting(self) -> list[Item]:
        """Open items of later meetings, or of none."""
        known = {each.row.pk for each in self.to_decide}
        return [each for each in self.items if each.row.is_open and each.row.pk not in known]

    @property
    def to_do(self) -> list[Item]:
        """What was agreed and is not done."""
        return [each for each in self.items if each.row.is_to_do]

    @property
    def settled(self) -> list[Item]:
        """What is done, refused or withdrawn, the newest first."""
        kept = [each for each in self.items if not each.row.is_open and not each.row.is_to_do]
        return sorted(kept, key=lambda each: each.row.number, reverse=True)

    @property
    def overdue(self) -> list[Item]:
        """What should have been decided or done by now."""
        return [each for each in self.items if each.is_overdue]

    @property
    def past(self) -> list[ExecutiveMeeting]:
        """Meetings that were held or called off, the newest first."""
        return [each for each in reversed(self.meetings) if not each.is_planned]

    @property
    def ahead(self) -> list[ExecutiveMeeting]:
        """Meetings that are planned, the next one first."""
        return [each for each in self.meetings if each.is_planned]


def agenda(user: User, on: date) -> Agenda:
    """The whole agenda; a fixed number of queries."""
    meetings = list(ExecutiveMeeting.objects.visible_to(user).order_by("meets_on", "pk"))
    planned = next((each for each in meetings if each.state == MeetingState.PLANNED), None)
    return Agenda(planned, meetings, items(user, on, AgendaItem.objects.visible_to(user)))


def items(user: User, on: date, rows: QuerySet[AgendaItem]) -> list[Item]:
    """These items in the order of their days, each with what the reader may know of it; three queries."""
    found = list(rows.select_related(*RELATED).order_by("due_on", "number"))
    accounts = _seen_accounts(user, found, on)
    promises = _seen_promises(user, found, on)
    return [
        Item(
            row,
            on,
            accounts.get(row.key_account_id or 0),
            promises.get(row.escalation.promise_id) if row.escalation else None,
        )
        for row in found
    ]


def meeting_items(user: User, on: date, meeting: ExecutiveMeeting) -> list[Item]:
    """What is on the agenda of one meeting: open things first, then what it decided."""
    rows = AgendaItem.objects.visible_to(user).filter(meeting=meeting).exclude(state=ItemState.WITHDRAWN)
    return sorted(items(user, on, rows), key=lambda each: not each.row.is_open)


def pressing(user: User, on: date) -> QuerySet[AgendaItem]:
    """What should be decided or done by a day, for who writes or decides the agenda; and whatever waits that is one's own."""
    agreed = Q(state=ItemState.DECIDED, verdict=Verdict.AGREED)
    mine = Q(owner__user=user)
    if user.may(Action.WRITE_AGENDA):
        mine |= Q(due_on__lte=on)
    elif user.may(Action.DECIDE_AGENDA):
        mine |= Q(due_on__lte=on, state=ItemState.OPEN)
    found: QuerySet[AgendaItem] = AgendaItem.objects.filter(mine, Q(state=ItemState.OPEN) | agreed)
    return found


def _seen_accounts(user: User, found: Iterable[AgendaItem], on: date) -> dict[int, KeyAccount]:
    keys = {row.key_account_id for row in found if row.key_account_id}
    rows = KeyAccount.objects.visible_to(user, on).filter(pk__in=keys).select_related("customer")
    return {each.pk: each for each in rows} if keys else {}


def _seen_promises(user: User, found: Iterable[AgendaItem], on: date) -> dict[int, Promise]:
    keys = {row.escalation.promise_id for row in found if row.escalation}
    return Promise.objects.visible_to(user, on).in_bulk(keys) if keys else {}
