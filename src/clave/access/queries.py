"""What can be told about people, roles and history."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from clave.access.event_words import EVENT_WORDS
from clave.access.models import Entry, User
from clave.access.policy import ROLE_NAMES, FieldClass, Role, Scope

PAGE = 50


@dataclass(frozen=True)
class Told:
    """One entry as one reader may see it; `before`, `after` and `personal` are absent where it is not for them."""

    entry: Entry
    before: Any
    after: Any
    personal: Any
    hidden: bool

    @property
    def words(self) -> str:
        """What was done, in the reader's language; the name of the event where it has no words."""
        verb = self.entry.event.rpartition(".")[2]
        return gettext(EVENT_WORDS[verb]) if verb in EVENT_WORDS else self.entry.event

    @property
    def changes(self) -> list[tuple[str, str | None, str]]:
        """Every value that is not as before: its name, before and after; None where nothing stood before."""
        before, after = self.before or {}, self.after or {}
        names = [name for name in {**before, **after} if before.get(name) != after.get(name) or not before]
        return [(name, said(before[name]) if name in before else None, said(after.get(name))) for name in names]


@dataclass(frozen=True)
class Page:
    """Entries, newest first, and where the older ones begin."""

    told: list[Told]
    older: int | None


def said(value: Any) -> str:
    """A kept value as a person reads it."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(map(said, value))
    return ", ".join(f"{name}: {said(each)}" for name, each in value.items()) if isinstance(value, dict) else str(value)


def entries_found(
    *,
    user: User,
    person: User | None = None,
    event: str = "",
    about: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Entry]:
    """The history for this reader, newest first: by person, beginning of the event's name, object and day.

    An object is its number or code, with the kind before it where that is to count: "promises.promise 12".
    """
    entries = Entry.objects.visible_to(user).select_related("actor", "personal").order_by("-seq")
    if person:
        entries = entries.filter(actor=person)
    if event:
        entries = entries.filter(event__startswith=event)
    if about:
        kind, _, number = about.rpartition(" ")
        entries = entries.filter(subject_id=number, **({"subject_type": kind} if kind else {}))
    if since:
        entries = entries.filter(at__gte=_midnight(since))
    if until:
        entries = entries.filter(at__lt=_midnight(until + timedelta(days=1)))
    return entries


def history(*, user: User, below: int | None = None, **asked: Any) -> Page:
    """A page of the history for this reader, from below an entry; `asked` narrows it as in `entries_found`."""
    entries = entries_found(user=user, **asked)
    if below:
        entries = entries.filter(seq__lt=below)
    found = list(entries[: PAGE + 1])
    older = found[PAGE - 1].seq if len(found) > PAGE else None
    return Page([told_to(user, entry) for entry in found[:PAGE]], older)


@dataclass(frozen=True)
class Happened:
    """Who did what to one object and when, in words; what the values were stands in the history alone."""

    entry: Entry
    words: str


def happened(subject: Model) -> list[Happened]:
    """What was done to an object that the reader may see, newest first."""
    of = {"subject_type": subject._meta.label_lower, "subject_id": str(subject.pk)}
    entries = Entry.objects.filter(**of).select_related("actor").order_by("-seq")[:PAGE]
    return [Happened(entry, gettext(EVENT_WORDS[entry.event.rpartition(".")[2]])) for entry in entries]


def people(*, user: User) -> list[User]:
    """Everybody this reader may know of, with the roles each holds now."""
    return list(User.objects.visible_to(user).prefetch_related("grants"))


def in_role(role: Role, logins: Collection[int]) -> set[int]:
    """Of these people, by key, those who hold a role now."""
    held = User.objects.get_queryset().filter(pk__in=logins, grants__role=role, grants__withdrawn_at=None)
    return set(held.values_list("pk", flat=True))


def open_roles(person: User) -> list[tuple[Role, str]]:
    """The roles this person could still be given, with their names in the reader's language."""
    return [(role, gettext(name)) for role, name in ROLE_NAMES.items() if role not in person.roles]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def told_to(user: User, entry: Entry) -> Told:
    """Values are shown to who reads their class everywhere; who, when and what to everybody with the history."""
    if user.reads(FieldClass[entry.field_class]) is not Scope.ALL:
        return Told(entry, None, None, None, hidden=True)
    personal = getattr(entry, "personal", None)
    kept = personal.content if personal and personal.content else "null"
    before, after, said = (json.loads(text) for text in (entry.before, entry.after, kept))
    return Told(entry, before, after, said, hidden=False)


def rows_of(people: Iterable[User]) -> list[dict[str, Any]]:
    """People as plain rows, for the command line."""
    return [
        {
            "email": person.email,
            "full_name": person.full_name,
            "language": person.language,
            "active": person.is_active,
            "roles": [role for role in Role if role in person.roles],
        }
        for person in people
    ]
