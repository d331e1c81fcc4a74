"""What waits for one person in every part of Clave, asked in one question: a row for each thing, in the same few words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, Exists, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from clave.access.models import User

WORDS = ("words", "customer", "code", "who", "told")
EMPTY, NO_DAY, NO_COUNT = Value("", CharField()), Value(None, DateField()), Value(None, IntegerField())


@dataclass(frozen=True)
class Thing:
    """One thing that waits: in which part, under which number, what it says, of whom, by whom, by when."""

    part: str
    key: int
    words: str
    customer: str
    code: str
    who: str
    told: str
    day: date | None
    count: int | None


class Waiting:
    """The things of all parts; each queryset opens only what this person may see."""

    def __init__(self, asked: Iterable[QuerySet[Any, Any]]) -> None:
        self._things: dict[str, list[Thing]] = defaultdict(list)
        for row in _typed().union(*asked, all=True):
            self._things[row[0]].append(Thing(*row))

    def of(self, part: str) -> list[Thing]:
        """The things of one part by their day and number, those without a day last."""
        return sorted(self._things[part], key=lambda each: (each.day is None, each.day, each.key))


def things(
    part: str, found: QuerySet[Any, Any], *, key: str = "pk", day: str = "", count: str = "", **words: str
) -> Any:
    """The rows of a part, each column named by its path; what is not named stays empty."""
    texts = (F(words[name]) if name in words else EMPTY for name in WORDS)
    ends = (F(day) if day else NO_DAY, F(count) if count else NO_COUNT)
    return found.order_by().values_list(Value(part, CharField()), F(key), *texts, *ends)


def whether(part: str, found: QuerySet[Any, Any], user: User) -> Any:
    """One row where a part has anything at all, so that nobody asks for what is not there."""
    return things(part, User.objects.get_queryset().filter(Exists(found), pk=user.pk))


def _typed() -> Any:
    """No row, but the type of every column, which PostgreSQL takes from the first question of all."""
    part, *words = (Cast(EMPTY, CharField()) for _ in ("part", *WORDS))
    ends = (Cast(NO_DAY, DateField()), Cast(NO_COUNT, IntegerField()))
    return User.objects.get_queryset().filter(pk=0).order_by().values_list(part, F("pk"), *words, *ends)
