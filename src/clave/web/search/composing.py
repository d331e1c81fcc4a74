"""The one query of a search: what each kind's gate lets through, narrowed to what holds the words, put under each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet

from clave.kit.seeking import holds
from clave.web.search.kinds import Kind, Rows

DETAILS, KEYS = 3, 2
"""How many columns say what a row is besides its name, and how many fill the address of its page."""


def composed(
    kinds: Mapping[int, tuple[Kind, Rows]], words: Sequence[str], each: int, vendor: str
) -> tuple[str, list[Any]] | None:
    """The query and what is filled in; None where no gate opens. Only our own words stand in it, never the reader's."""
    parts: list[str] = []
    given: list[Any] = []
    for place, (kind, rows) in kinds.items():
        try:
            sql, filled = _of_kind(kind, rows, words, vendor)
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({sql} ORDER BY 3, 4 LIMIT %s) AS found{place}")
        given += [*filled[0], place, *filled[1], each]
    return (" UNION ALL ".join(parts), given) if parts else None


def _of_kind(
    kind: Kind, rows: Rows, words: Sequence[str], vendor: str
) -> tuple[str, tuple[Sequence[Any], Sequence[Any]]]:
    """The rows of a kind that hold all the words; those that begin with the first one come first.

    SQLite counts the long kinds by their stored text alone: a count beside every row would keep them all.
    """
    names = list(dict.fromkeys((*_texts(kind), kind.title, *_details(kind), *kind.words)))
    inner, seen = rows.order_by().values_list(*names).query.sql_with_params()
    columns = {name: f"c{at}" for at, name in enumerate(names)}
    is_stored = isinstance(kind.text, str)
    begins = [
        holds("title", words[0], vendor, starts=True),
        holds("sought", words[0], vendor, is_folded=is_stored, starts=True),
    ]
    whole = [holds("sought", word, vendor, is_folded=is_stored) for word in words]
    held, filled = " AND ".join(sql for sql, _ in whole), [fill for _, fills in whole for fill in fills]
    count, counted = "COUNT(*) OVER ()", []
    if isinstance(kind.text, str) and vendor == "sqlite":
        short, given = rows.order_by().values_list(kind.text).query.sql_with_params()
        count, counted = f"(WITH short(sought) AS ({short}) SELECT COUNT(*) FROM short WHERE {held})", [*given, *filled]
    sql = (
        f"WITH seen({', '.join(columns.values())}) AS ({inner}), said AS (SELECT {_said(kind, columns)} FROM seen) "
        f"SELECT %s AS place, {count} AS found, CASE WHEN {' OR '.join(sql for sql, _ in begins)} "
        f"THEN 0 ELSE 1 END AS first, {', '.join(_NAMES)} FROM said WHERE {held}"
    )
    begun = [fill for _, fills in begins for fill in fills]
    return sql, (seen, [*counted, *begun, *filled])


_NAMES = ("title", *(f"detail{at}" for at in range(DETAILS)), *(f"key{at}" for at in range(KEYS)))


def _texts(kind: Kind) -> tuple[str, ...]:
    return (kind.text,) if isinstance(kind.text, str) else kind.text


def _details(kind: Kind) -> tuple[str, ...]:
    return ("number", *kind.detail) if kind.number else kind.detail


def _said(kind: Kind, columns: Mapping[str, str]) -> str:
    """What is searched, and the columns that are shown, all of them text."""
    sought = " || ' ' || ".join(columns[name] for name in _texts(kind))
    if kind.number:
        sought = f"'{kind.number}' || {columns['number']} || ' ' || {sought}"
    details = [f"CAST({columns[name]} AS TEXT)" for name in _details(kind)]
    if kind.number:
        details[0] = f"'{kind.number}' || {columns['number']}"
    keys = [f"CAST({columns[name]} AS TEXT)" for name in kind.words]
    shown = [columns[kind.title], *(details + [_NOTHING] * DETAILS)[:DETAILS], *(keys + [_NOTHING] * KEYS)[:KEYS]]
    return ", ".join([f"{sought} AS sought", *(f"{it} AS {name}" for it, name in zip(shown, _NAMES, strict=True))])


_NOTHING = "CAST('' AS TEXT)"
