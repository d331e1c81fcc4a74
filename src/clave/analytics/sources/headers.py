"""Column names: which line holds them, and which of ours each of theirs is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clave.analytics.problems import Problem
from clave.analytics.schema import Column, Kind
from clave.analytics.sources.exports import exports
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.profile import Computed, JoinedText, LookedUp, Profile, Theirs
from clave.analytics.sources.wording import problem

SEARCHED_ROWS = 20
SHOWN_NAMES = 12


def plain_name(name: str) -> str:
    """`name` without accents, case, spaces and punctuation, for comparing."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z0-9]", "", folded)


@dataclass(frozen=True)
class Wanted:
    """Names that a line of column names would hold."""

    names: Mapping[str, set[str]]
    shown: tuple[str, ...]
    must_hold: int = 2

    def hits(self, fields: Sequence[str]) -> int:
        """How many of the fields are such names; two names of one column, as where a column is explained, count once."""
        found = {plain_name(field) for field in fields} & self.names.keys()
        return min(len(found), len({column for name in found for column in self.names[name]}))


def wanted_by(kind: Kind, profile: Profile | None) -> Wanted:
    """The names to look for: those the profile uses, else those the contract knows."""
    if profile and profile.columns:
        names = tuple(dict.fromkeys(name for name in theirs_of(profile) if name))
        if names:
            return Wanted({plain_name(name.removeprefix("orders.")): {name} for name in names}, names, 1)
    columns = (*kind.columns, *kind.inputs)
    known: dict[str, set[str]] = {}
    for column in columns:
        for name in (column.name, *column.also_called):
            known.setdefault(plain_name(name), set()).add(column.name)
    for header in (header for export in exports() if export.kind == kind.name for header in export.telling):
        known.setdefault(plain_name(header), set()).add(header)
    return Wanted(known, tuple(column.name for column in kind.columns if column.needed))


def theirs_of(profile: Profile) -> list[str]:
    """Their column names that a profile mentions by name, expressions apart."""
    found: list[str] = []
    for origin in profile.columns.values():
        match origin:
            case Theirs(column):
                found.append(column)
            case JoinedText(columns):
                found.extend(columns)
            case LookedUp(lookup, find_in, give):
                found.extend((lookup, find_in, give))
            case Computed(expression):
                found.extend(re.findall(r"[A-Za-z_]\w*", expression))
    return found


@dataclass(frozen=True)
class HeaderLine:
    """The line of column names."""

    line: int
    names: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()


def find_header(
    records: list[tuple[int, list[str]]], name: str, declared: int | None, wanted: Wanted, max_columns: int
) -> HeaderLine:
    """The line of column names: the declared one, the first, or a later one that holds names we know."""
    line, fields = choose_line(records, name, declared, wanted)
    if len(fields) > max_columns:
        raise FileRefused(problem("COLUMNS_TOO_MANY", file=name, line=line, count=len(fields), limit=max_columns))
    names = tidy_headers(fields, name, line)
    if declared is not None or line == records[0][0]:
        return HeaderLine(line, names)
    known = [field.strip() for field in fields if plain_name(field) in wanted.names]
    facts: dict[str, Any] = {"headers": ", ".join(known[:SHOWN_NAMES]), "header": line}
    return HeaderLine(line, names, (problem("HEADER_FOUND_LATER", file=name, line=1, **facts),))


def choose_line(
    records: list[tuple[int, list[str]]], name: str, declared: int | None, wanted: Wanted
) -> tuple[int, list[str]]:
    """The row that holds the column names; refused when none does."""
    if declared is not None:
        found = next((record for record in records if record[0] == declared), None)
        if found is None:
            raise header_missing(name, declared, "", wanted)
        return found
    best = max(records[:SEARCHED_ROWS], key=lambda record: wanted.hits(record[1]))
    if wanted.hits(best[1]) >= wanted.must_hold:
        return best
    if looks_like_names(records[0][1]):
        return records[0]
    raise header_missing(name, records[0][0], " ".join(records[0][1]), wanted)


def header_missing(name: str, line: int, value: str, wanted: Wanted) -> FileRefused:
    """The refusal of a file without column names."""
    expected = ", ".join(wanted.shown[:SHOWN_NAMES])
    return FileRefused(problem("HEADER_MISSING", file=name, line=line, value=value, expected=expected))


def looks_like_names(fields: Sequence[str]) -> bool:
    """True for two or more different words, none of them a number."""
    words = [field.strip() for field in fields if field.strip()]
    return len(words) > 1 and len(set(words)) == len(words) and not any(re.search(r"^\W*\d|^$", word) for word in words)


def tidy_headers(fields: Sequence[str], name: str, line: int | None) -> tuple[str, ...]:
    """The names as they are used from here on: trimmed; unnamed columns numbered; the same name twice refused."""
    names = tuple(field.strip().lstrip("\ufeff") or f"#{number}" for number, field in enumerate(fields, start=1))
    seen: set[str] = set()
    for header in names:
        if header.casefold() in seen:
            raise FileRefused(problem("COLUMN_DUPLICATE", file=name, line=line, column=header, value=header))
        seen.add(header.casefold())
    return names


def column_called(name: str, columns: Sequence[Column]) -> tuple[Column, int] | None:
    """Which of our columns goes by `name`, and how far down its list of names (0 = our own)."""
    plain = plain_name(name)
    for column in columns:
        if plain == plain_name(column.name):
            return column, 0
    ranked = [
        (column, rank)
        for column in columns
        for rank, other in enumerate(column.also_called, start=1)
        if plain == plain_name(other)
    ]
    return min(ranked, key=lambda pair: pair[1]) if ranked else None
