"""What can be told about personal data: what is kept and why, what is due, who was erased, everything about one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from clave.access.policy import FieldClass, Scope
from clave.personal_data.declared import PERIODS, SENTENCES, Holding, holdings_of
from clave.personal_data.mentions import in_history, mentions, needles_of
from clave.personal_data.models import Erasure, KeptFor
from clave.personal_data.rules import GOES_NAMES, GROUND_NAMES, WHOSE_NAMES, Whose, months_before

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.personal_data.erasing import Person

SHOWN = 50
FIRST_MONTHS = 36


@dataclass(frozen=True)
class KeptLine:
    """One line of the inventory."""

    table: str
    fields: str
    purpose: str
    ground: str
    goes: str
    holds: str
    months: int | None
    rows: int


@dataclass(frozen=True)
class KeptOf:
    """What is kept about people of one kind."""

    name: str
    lines: list[KeptLine]


@dataclass(frozen=True)
class Due:
    """One period: how long, whether it works, what is due now."""

    key: str
    words: str
    months: int
    is_on: bool
    version: int
    due: int
    oldest: date | None
    done_on: date | None
    gone: int
    held: int


@dataclass(frozen=True)
class Fact:
    """One value about a person, where it stands and for what it is kept."""

    table: str
    row: str
    field: str
    value: Any
    purpose: str


def inventory() -> list[KeptOf]:
    """What is kept about whom, for what, on which ground, how long, and how many rows there are now."""
    kept = dict(KeptFor.objects.filter(is_on=True).values_list("key", "months"))
    return [
        KeptOf(gettext(WHOSE_NAMES[whose]), [_line(each, kept) for each in reversed(holdings_of(whose))])
        for whose in Whose
    ]


def _line(holding: Holding, kept: dict[str, int]) -> KeptLine:
    return KeptLine(
        holding.model._meta.label,
        ", ".join(holding.fields),
        gettext(holding.purpose),
        gettext(GROUND_NAMES[holding.ground]),
        gettext(GOES_NAMES[holding.goes]),
        holding.holds.name,
        kept.get(holding.period),
        holding.model._default_manager.filter(**holding.only).count(),
    )


def sentences() -> list[tuple[str, str]]:
    """The tables whose sentences may name somebody, with the fields."""
    return sorted((each.model._meta.label, ", ".join(each.fields)) for each in SENTENCES)


def periods(today: date) -> list[Due]:
    """Every period with what is due under it today, switched on or not."""
    known = {each.key: each for each in KeptFor.objects.all()}
    return [due_under(key, today, known.get(key)) for key in PERIODS]


def due_under(key: str, today: date, kept: KeptFor | None, months: int | None = None) -> Due:
    """What is due under one period, with these months or those that are set."""
    length = months or (kept.months if kept else FIRST_MONTHS)
    due = PERIODS[key].due(months_before(today, length))
    first = due.first()
    return Due(
        key,
        gettext(PERIODS[key].words),
        length,
        kept.is_on if kept else False,
        kept.version if kept else 0,
        due.count() if first else 0,
        _day_of(first) if first else None,
        kept.done_on if kept else None,
        kept.gone if kept else 0,
        kept.held if kept else 0,
    )


def _day_of(row: models.Model) -> date | None:
    """From when something is, by the moments it carries."""
    for name in ("on", "said_on", "answered_at", "at", "known_since", "created_at"):
        value = getattr(row, name, None)
        if isinstance(value, datetime):
            return timezone.localdate(value)
        if isinstance(value, date):
            return value
    return None


def erasures() -> list[Erasure]:
    """Who was erased lately, without the values, newest first."""
    return list(Erasure.objects.select_related("by")[:SHOWN])


def facts_of(*, user: User | None, people: list[Person]) -> Iterator[Fact]:
    """Everything about these records that this person may read: rows, history, sentences; None reads all."""
    itself = user is not None and any(whose is Whose.LOGIN and person.pk == user.pk for whose, person in people)
    for whose, person in people:
        for holding in holdings_of(whose):
            if itself or _reads(user, holding):
                yield from _held(holding, person)
    if itself or user is None or user.reads(FieldClass.F7) is Scope.ALL:
        subjects = [(person._meta.label_lower, str(person.pk)) for _, person in people]
        for kept in in_history(subjects, ()).select_related("entry"):
            where = gettext("history, entry %(number)s") % {"number": kept.pk}
            yield Fact(where, str(kept.pk), kept.entry.event, kept.content, gettext("knowing who did what"))
    if user is None or any(whose is Whose.CONTACT for whose, _ in people):
        yield from _named(user, people)


def left_out(*, user: User | None, people: list[Person]) -> list[str]:
    """The tables about these records that this person may not read and that the file therefore leaves out."""
    if user is None or any(whose is Whose.LOGIN and person.pk == user.pk for whose, person in people):
        return []
    return sorted({each.table for whose, _ in people for each in holdings_of(whose) if not _reads(user, each)})


def _reads(user: User | None, holding: Holding) -> bool:
    """Who was let to a contact reads what is there of them; of our people each class opens by itself."""
    if user is None or holding.whose is Whose.CONTACT:
        return True
    return user.reads(holding.holds) is Scope.ALL or holding.holds is FieldClass.F0


def _held(holding: Holding, person: models.Model) -> Iterator[Fact]:
    purpose, left_out = gettext(holding.purpose), {*holding.secret, "sought"}
    told = [field for field in holding.model._meta.concrete_fields if field.name not in left_out]
    for row in holding.rows(person).select_related(*(field.name for field in told if field.is_relation)):
        for field in told:
            value = getattr(row, field.name)
            if value not in (None, "", [], {}):
                yield Fact(holding.model._meta.label, str(row.pk), field.name, value, purpose)


def _named(user: User | None, people: list[Person]) -> Iterator[Fact]:
    """The sentences that name these people; to somebody at a screen only that they do, since the sentences have readers of their own."""
    for each, name, row in mentions(needles_of(people)):
        told = getattr(row, name) if user is None else gettext("a sentence that names this person")
        yield Fact(each.model._meta.label, str(row.pk), name, told, gettext("written about something else"))
