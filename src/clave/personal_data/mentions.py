"""Where sentences name somebody: finding the places, and writing […] where the name, address or number stood."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q, Value

from clave.access.models import Entry, PersonalValues
from clave.personal_data.declared import SENTENCES, Sentences
from clave.personal_data.rules import SHORTEST_NAME, Whose, is_clear_name

GONE = "[…]"
TABLES: dict[Whose, str] = {
    Whose.CONTACT: "ledger.Contact",
    Whose.LOGIN: "access.User",
    Whose.COLLEAGUE: "company.Person",
}
NUMBERS: dict[Whose, str] = {Whose.CONTACT: "contact_id", Whose.COLLEAGUE: "person_code"}
"""The number under which files know somebody."""
NAMING = ("full_name", "email", "phone")
People = Collection[tuple[Whose, models.Model]]


def table_of(whose: Whose) -> type[models.Model]:
    """The table whose rows are people of this kind."""
    return apps.get_model(TABLES[whose])


def values_of(whose: Whose, person: models.Model) -> frozenset[str]:
    """Every value by which this person is known, their number among them."""
    names = (*NAMING, "note", NUMBERS.get(whose, ""))
    found = (str(getattr(person, name, "") or "").strip() for name in names if name)
    return frozenset(value for value in found if value)


def needles_of(people: People) -> frozenset[str]:
    """What can only mean these people in a sentence: address, number, and a full name that nobody else bears."""
    found: set[str] = set()
    for _, person in people:
        found |= {str(getattr(person, name, "") or "").strip() for name in ("email", "phone")}
        name = str(getattr(person, "full_name", "")).strip()
        if is_clear_name(name, _others(name, people)):
            found.add(name)
    return frozenset(each for each in found if len(each) >= SHORTEST_NAME)


def _others(name: str, people: People) -> int:
    """How many people bear this name besides these."""
    bearing = []
    for whose in Whose:
        known = [person.pk for kind, person in people if kind is whose]
        named = table_of(whose)._default_manager.filter(full_name__iexact=name).exclude(pk__in=known)
        bearing.append(named.order_by().values_list("pk"))
    return int(bearing[0].union(*bearing[1:], all=True).count())


def mentions(needles: Collection[str]) -> Iterator[tuple[Sentences, str, models.Model]]:
    """Every row and field of declared sentences that holds one of these."""
    if not needles:
        return
    asked = [each.model._default_manager.filter(_holding(each, needles)) for each in SENTENCES]
    first, *others = (rows.order_by().values_list(Value(place)) for place, rows in enumerate(asked))
    for (place,) in sorted(first.union(*others)):  # one query says in which tables there is anything at all
        each = SENTENCES[place]
        for row in asked[place]:
            for name in each.fields:
                if without(getattr(row, name), needles) != getattr(row, name):
                    yield each, name, row


def _holding(each: Sentences, needles: Collection[str]) -> Q:
    """The condition that a field of these sentences holds one of the values, in whichever form."""
    wanted = Q()
    for name in each.fields:
        for needle in needles:
            for form in forms_of(needle):
                wanted |= Q(**{f"{name}__icontains": form})
    return wanted


def without(value: Any, needles: Collection[str]) -> Any:
    """The value with […] in every place that named somebody, however deep it stands."""
    if isinstance(value, str):
        pattern = "|".join(re.escape(each) for each in sorted(needles, key=len, reverse=True))
        return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", GONE, value, flags=re.IGNORECASE) if needles else value
    if isinstance(value, list):
        return [without(each, needles) for each in value]
    if isinstance(value, dict):
        return {without(key, needles): without(each, needles) for key, each in value.items()}
    return value


def blot_sentences(needles: Collection[str]) -> tuple[int, int]:
    """Write […] where sentences name somebody; says in how many it did, and how many are sealed and stay."""
    done = sealed = 0
    for _, name, row in list(mentions(needles)):
        setattr(row, name, without(getattr(row, name), needles))
        try:
            with transaction.atomic():
                row.save(update_fields=[name])
            done += 1
        except IntegrityError:
            sealed += 1
    return done, sealed


def in_history(subjects: Collection[tuple[str, str]], values: Collection[str]) -> models.QuerySet[PersonalValues]:
    """The personal values that the history keeps about these people, or that name them."""
    wanted = Q(pk=None)
    for kind, pk in subjects:
        wanted |= Q(entry__subject_type=kind, entry__subject_id=pk)
    for value in values:
        wanted |= Q(content__icontains=_escaped(value))
    return PersonalValues.objects.filter(wanted, erased_at=None)


def quoted_in_chain(needles: Collection[str]) -> int:
    """How many entries of the chain itself quote somebody in a free sentence; they are sealed."""
    wanted = Q(pk=None)
    for needle in needles:
        wanted |= Q(before__icontains=_escaped(needle)) | Q(after__icontains=_escaped(needle))
    return Entry.objects.filter(wanted).count()


def _escaped(value: str) -> str:
    return json.dumps(value)[1:-1]


def forms_of(value: str) -> set[str]:
    """How a value may stand in a column: as it is, or as JSON writes it."""
    return {value, _escaped(value)}
