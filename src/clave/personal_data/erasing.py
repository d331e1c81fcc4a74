"""Erasing people: every row and value declared, the sentences that name them, what the history keeps beside its chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from clave.access import journal
from clave.access.policy import FieldClass
from clave.personal_data import marks, register
from clave.personal_data.declared import MORE, Erased, Holding, holdings_of
from clave.personal_data.mentions import (
    NUMBERS,
    blot_sentences,
    in_history,
    needles_of,
    quoted_in_chain,
    table_of,
    values_of,
)
from clave.personal_data.models import Erasure, Mark
from clave.personal_data.rules import AlreadyErased, Goes, Whose, Why

if TYPE_CHECKING:
    from clave.access.models import User

SEALED = (IntegrityError, ProtectedError)
CLASSES = {Whose.CONTACT: FieldClass.F5, Whose.LOGIN: FieldClass.F7, Whose.COLLEAGUE: FieldClass.F0}
Person = tuple[Whose, models.Model]


@transaction.atomic
def erase_people(
    *, by: User | None, people: Iterable[Person], why: Why = Why.ASKED, elsewhere: int = 0
) -> list[Erasure]:
    """Erase records that are one person, in one transaction; who may and whether it is time was asked before.

    What is sealed stays and is counted. Raises AlreadyErased where none of them is there any more.
    """
    journal.lock()
    found = list(filter(None, (_here(whose, person) for whose, person in people)))
    if not found:
        raise AlreadyErased
    values, needles = frozenset().union(*(values_of(*each) for each in found)), needles_of(found)
    counts: Counter[str] = Counter(files=_more(found))
    known = {(whose, person.pk): _digests(whose, person) for whose, person in found}
    subjects = [(person._meta.label_lower, str(person.pk)) for _, person in found]
    for whose, person in found:
        for holding in holdings_of(whose):
            counts.update(_gone(holding, person))
    counts["sentences"], sealed = blot_sentences(needles)
    kept = in_history(subjects, needles | {value for value in values if "@" in value})
    counts["history"] = kept.update(content="", salt="", erased_at=timezone.now())
    counts["sealed"] += sealed
    counts["chain"] = quoted_in_chain(needles)
    return [_noted(by, *each, dict(counts), why, elsewhere) for each in known.items()]


def _here(whose: Whose, person: models.Model) -> Person | None:
    """The person as they stand now, unless somebody else erased them meanwhile."""
    if Erasure.objects.filter(whose=whose, subject_id=str(person.pk)).exists():
        return None
    now = table_of(whose)._default_manager.filter(pk=person.pk).first()
    return (whose, now) if now else None


def _more(people: Iterable[Person]) -> int:
    """What apps keep of these people besides rows: files on their way in, open sessions."""
    return sum(also(Erased(whose, person, values_of(whose, person))) for whose, person in people for also in MORE)


def _gone(holding: Holding, person: models.Model) -> Counter[str]:
    """Take away the rows, or the values in them; what the database has sealed stays and is counted."""
    counts: Counter[str] = Counter()
    for row in holding.rows(person):
        try:
            with transaction.atomic():
                if holding.goes is Goes.ROW:
                    row.delete()
                else:
                    _empty(holding, row, person)
            counts["rows" if holding.goes is Goes.ROW else "values"] += 1
        except SEALED:
            counts["sealed"] += 1
    return counts


def _empty(holding: Holding, row: models.Model, person: models.Model) -> None:
    for name in holding.fields:
        setattr(row, name, _becomes(holding, row._meta.get_field(name), person))
    row.save(update_fields=list(holding.fields))


def _becomes(holding: Holding, field: Any, person: models.Model) -> Any:
    """What stands in a field afterwards."""
    if field.name in holding.becomes:
        said = holding.becomes[field.name]
        return said.replace("%s", str(person.pk)) if isinstance(said, str) else said
    return None if field.null else ""


def _digests(whose: Whose, person: models.Model) -> list[str]:
    """By what somebody is known again: the number and the address in files."""
    known = {name: str(getattr(person, name, "") or "") for name in (NUMBERS.get(whose, ""), "email") if name}
    return [marks.digest_of(marks.mark_name(whose, name), value) for name, value in known.items() if value.strip()]


def _noted(
    by: User | None, who: tuple[Whose, Any], digests: list[str], counts: dict[str, int], why: Why, elsewhere: int
) -> Erasure:
    """Put the erasure on record, without any value."""
    (whose, pk), table = who, table_of(who[0])
    made = Erasure.objects.create(whose=whose, subject_id=str(pk), why=why, counts=counts, elsewhere=elsewhere, by=by)
    Mark.objects.bulk_create(Mark(erasure=made, digest=digest) for digest in sorted(set(digests)))
    journal.record(
        by=by,
        event="personal_data.person.erased",
        subject=(table._meta.label_lower, str(pk)),
        after={**counts, "why": str(why)},
        holds=CLASSES[whose],
    )
    transaction.on_commit(lambda: register.note(whose, digests))
    return made
