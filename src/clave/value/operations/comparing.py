"""Two computations of the same table, side by side: which customers and which columns differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 50
KEYS = ("customer_code", "month")


def differences(was: pa.Table, now: pa.Table) -> list[dict[str, Any]]:
    """The first differing cells: customer, column, what it was and is; a whole row that came or went is its own."""
    return list(islice(_cells(was, now), SHOWN))


def _cells(was: pa.Table, now: pa.Table) -> Iterator[dict[str, Any]]:
    earlier, later = _by_key(was), _by_key(now)
    for key in sorted(earlier.keys() | later.keys()):
        before, after = earlier.get(key), later.get(key)
        if before is None or after is None:
            yield {"customer": key[0], "column": "", "was": before and "…", "now": after and "…"}
            continue
        for column in before:
            if before[column] != after.get(column):
                yield {
                    "customer": key[0],
                    "column": column,
                    "was": _shown(before[column]),
                    "now": _shown(after[column]),
                }


def _by_key(table: pa.Table) -> dict[tuple[Hashable, ...], dict[str, Any]]:
    keys = [name for name in KEYS if name in table.column_names]
    return {tuple(str(row[name]) for name in keys): row for row in table.to_pylist()}


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)
