"""Circles in who belongs to whom, or who reports to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.wording import problem

if TYPE_CHECKING:
    from clave.analytics.sources.rows import CheckedRows

SHOWN_CYCLES = 5
SHOWN_MEMBERS = 12


def cycles(parents: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Each circle once, starting from its first member in the order of `parents`."""
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in done and at not in path:
            path[at] = None
            at = parents.get(at)
        if at is not None and at in path:
            members = list(path)
            yield tuple(members[members.index(at) :])
        done.update(path)


def shown_cycle(members: tuple[str, ...]) -> str:
    """A circle as text: "A1 → A2 → A3 → A1"."""
    if len(members) > SHOWN_MEMBERS:
        return " → ".join((*members[:SHOWN_MEMBERS], "…", members[0]))
    return " → ".join((*members, members[0]))


def refuse_cycles(rows: CheckedRows, key: str, parent: str) -> None:
    """Refuse the whole file when following `parent` never ends."""
    if not rows.plan.has(parent):
        return
    pairs = rows.connection.execute(
        f'SELECT {key}, {parent} FROM staged WHERE {parent} IS NOT NULL ORDER BY "#clave part", "#clave line"'
    ).fetchall()
    found = list(cycles(dict(pairs)))
    if found:
        facts: dict[str, Any] = {"cycle": "; ".join(shown_cycle(members) for members in found[:SHOWN_CYCLES])}
        column = rows.header_of(parent)
        raise FileRefused(problem("HIERARCHY_CYCLE", file=rows.table.parts[0].file, column=column, **facts))
