"""What each app declares of its tables: which fields are about a person and why, which sentences may name one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from clave.access.policy import FieldClass
from clave.personal_data.rules import Goes, Ground, Whose

Known = Mapping[str, Any]
EMPTY: Known = {}


@dataclass(frozen=True)
class Holding:
    """Fields of a table that are about one person: whose, found by which way, for what, and what becomes of them."""

    table: str
    fields: tuple[str, ...]
    whose: Whose
    via: str
    purpose: str
    holds: FieldClass
    ground: Ground = Ground.INTEREST
    goes: Goes = Goes.ROW
    key: str = "pk"
    """The attribute of the person that `via` is compared with."""
    only: Known = field(default_factory=dict)
    becomes: Known = field(default_factory=dict)
    """Field -> what stands there afterwards, with the person's number in place of %s; empty where nothing is said."""
    secret: tuple[str, ...] = ()
    """Fields that no file shows: passwords, seeds."""
    period: str = ""
    """The period after which they go by themselves, if one is set."""

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.table)

    def rows(self, person: models.Model) -> models.QuerySet[Any]:
        """The rows about this person."""
        wanted = {self.via: getattr(person, self.key)}
        return self.model._default_manager.filter(**wanted, **self.only)


@dataclass(frozen=True)
class Sentences:
    """Fields of a table that people write freely: they may name somebody though they are about something else."""

    table: str
    fields: tuple[str, ...]

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.table)


@dataclass(frozen=True)
class Duty:
    """Work that has an owner: who still has some is not erased before it is handed over."""

    table: str
    via: str
    whose: Whose
    words: str
    only: Known = field(default_factory=dict)
    until: str = ""
    """The day on which it ends, where that is what ends it; empty: it never ends by itself."""

    def rows(self, person: models.Model, today: date) -> models.QuerySet[Any]:
        """What of it is still this person's."""
        table = apps.get_model(self.table)._default_manager
        rows: models.QuerySet[Any] = table.filter(**{self.via: person.pk}, **self.only)
        if not self.until:
            return rows
        return rows.filter(models.Q(**{self.until: None}) | models.Q(**{f"{self.until}__gte": today}))


@dataclass(frozen=True)
class Period:
    """Something that can go by itself after some months: what is due by a day, and how it is taken away."""

    key: str
    words: str
    due: Callable[[date], models.QuerySet[Any]]
    """What is older than a day, oldest first."""
    take: Callable[[models.QuerySet[Any]], int] | None = None
    """How rows are taken away; None: the rows are people, and each is erased."""


@dataclass(frozen=True)
class Erased:
    """Who is being erased, for those who keep more of a person than rows: table, number, and every value known."""

    whose: Whose
    person: models.Model
    values: frozenset[str]


HOLDINGS: list[Holding] = []
SENTENCES: list[Sentences] = []
DUTIES: list[Duty] = []
PERIODS: dict[str, Period] = {}
MORE: list[Callable[[Erased], int]] = []
"""What an app does besides when somebody is erased; each says how many things went."""


def declare(*said: Holding | Sentences | Duty | Period) -> None:
    """Put declarations on the list; the module `personal` of each app does when Clave starts."""
    for each in said:
        if isinstance(each, Holding):
            HOLDINGS.append(each)
        elif isinstance(each, Sentences):
            SENTENCES.append(each)
        elif isinstance(each, Duty):
            DUTIES.append(each)
        else:
            PERIODS[each.key] = each


def when_erasing(also: Callable[[Erased], int]) -> Callable[[Erased], int]:
    """Have an app do more when somebody is erased."""
    MORE.append(also)
    return also


def holdings_of(whose: Whose) -> list[Holding]:
    """What is kept about people of this kind; their own row comes last, since others hang on it."""
    return sorted((each for each in HOLDINGS if each.whose is whose), key=lambda each: each.via == "pk")
