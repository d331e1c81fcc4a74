"""Visits as pages and calendars show them, with what was told as far as the reader reads it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from clave.portfolio.models import KeyAccount
from clave.sponsorship.models import FollowUp, Note, Visit
from clave.sponsorship.rules.calendar import Event
from clave.sponsorship.rules.notes import sentences

if TYPE_CHECKING:
    from clave.access.models import User

PAST_DAYS = 365
SHOWN = 24


@dataclass
class Told:
    """One visit with the notes that this reader reads, and whether some were told to others alone."""

    visit: Visit
    notes: list[Note] = field(default_factory=list)
    hidden: int = 0


@dataclass(frozen=True)
class Visits:
    """The visits of a year back and all to come: which were not told of, which come, which were told of, called off."""

    untold: list[Visit]
    ahead: list[Visit]
    told: list[Visit]
    called_off: list[Visit]
    to_tell: frozenset[int]
    """The keys of those that the reader tells of."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a note, and what became of it."""

    number: int
    text: str
    follow_up: FollowUp | None


def visits_of(user: User, key_account: KeyAccount) -> list[Told]:
    """The visits to a key account, the newest first, each with the notes one reads."""
    seen = Visit.objects.visible_to(user).filter(key_account=key_account).select_related("report__by", "planned_by")
    found = {visit.pk: Told(visit) for visit in seen.order_by("-visit_on", "-pk")[:SHOWN]}
    read = Note.objects.visible_to(user).filter(report__visit__in=found)
    for note in read.select_related("report__visit").prefetch_related("follow_ups__owner"):
        found[note.report.visit_id].notes.append(note)
    counted: dict[int, int] = defaultdict(int)
    for visit in Note.objects.filter(report__visit__in=found).values_list("report__visit", flat=True):
        counted[visit] += 1
    for pk, told in found.items():
        told.hidden = counted[pk] - len(told.notes)
    return list(found.values())


def every_visit(user: User) -> QuerySet[Visit]:
    """Every visit that one sees, the earliest first, with that it was told of but not what."""
    seen: QuerySet[Visit] = Visit.objects.visible_to(user)
    return seen.select_related("key_account__customer", "report__by").order_by("visit_on", "pk")


def visits_around(user: User, on: date) -> Visits:
    """The visits that one sees from a year ago on, the soonest and the latest first; two queries however many."""
    rows = list(every_visit(user).filter(visit_on__gte=on - timedelta(days=PAST_DAYS)))
    planned = [each for each in rows if each.is_planned]
    mine = Visit.objects.reported_by(user).filter(state=Visit.State.PLANNED, visit_on__lte=on)
    return Visits(
        untold=[each for each in planned if each.visit_on < on],
        ahead=[each for each in planned if each.visit_on >= on],
        told=[each for each in reversed(rows) if each.state == Visit.State.REPORTED],
        called_off=[each for each in reversed(rows) if each.state == Visit.State.CALLED_OFF],
        to_tell=frozenset(mine.values_list("pk", flat=True)) if planned else frozenset(),
    )


def sentences_of(note: Note) -> list[Sentence]:
    """The sentences of a note with what became of each."""
    turned = {each.sentence: each for each in note.follow_ups.all()}
    return [Sentence(at, text, turned.get(text)) for at, text in enumerate(sentences(note.text))]


def open_follow_ups(user: User, key_account: KeyAccount) -> QuerySet[FollowUp]:
    """What is still to be done of what was told about a key account, as far as one sees it."""
    found = FollowUp.objects.visible_to(user).filter(note__report__visit__key_account=key_account, done_on=None)
    return found.select_related("owner", "note")


def finishable(user: User) -> QuerySet[FollowUp]:
    """What this person may call done: own ones, and those from notes one reads of visits one plans."""
    seen: QuerySet[FollowUp] = FollowUp.objects.visible_to(user)
    planned = Visit.objects.planned_by(user).values("pk")
    return seen.filter(Q(owner__user=user) | Q(note__report__visit__in=planned))


def own_follow_ups(user: User) -> QuerySet[FollowUp]:
    """What this person owns, what is open first."""
    found: QuerySet[FollowUp] = FollowUp.objects.filter(owner__user=user)
    held = found.select_related("note__report__visit__key_account__customer")
    return held.order_by(F("done_on").desc(nulls_first=True), "due_on")


def late_follow_ups(user: User, on: date) -> QuerySet[FollowUp]:
    """What this person owns and should have done by now."""
    found: QuerySet[FollowUp] = FollowUp.objects.filter(owner__user=user, done_on=None, due_on__lt=on)
    return found


def calendar_events(user: User, on: date) -> list[Event]:
    """A person's visits of the past year and all to come: dates and names of customers, nothing else."""
    seen = Visit.objects.visible_to(user) & Visit.objects.planned_by(user)
    rows = seen.filter(visit_on__gte=on - timedelta(days=PAST_DAYS)).select_related("key_account__customer")
    return [
        Event(
            uid=f"visit-{row.pk}@clave.invalid",
            summary=gettext("Visit: %(customer)s") % {"customer": row.key_account.customer.name},
            on=row.visit_on,
            starts_at=row.starts_at,
            duration_minutes=row.duration_minutes,
            changed_at=row.changed_at,
            sequence=row.version - 1,
            is_cancelled=row.state == Visit.State.CALLED_OFF,
        )
        for row in rows.order_by("visit_on", "pk")
    ]
