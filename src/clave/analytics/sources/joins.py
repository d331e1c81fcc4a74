"""Order lines joined to their order headers, and the files of a folder put one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clave.analytics.problems import Problem
from clave.analytics.sources.fields import SHOWN_HEADERS, header_called
from clave.analytics.sources.headers import theirs_of
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.profile import Computed, Profile
from clave.analytics.sources.rows import ORDERS_AGREE, ORDERS_FOUND
from clave.analytics.sources.tables import LINE, PART, Table, identifier, literal
from clave.analytics.sources.wording import problem

if TYPE_CHECKING:
    import duckdb


def one_after_another(tables: Sequence[Table]) -> Table:
    """Files of one kind as one table; refused when their columns differ."""
    first = tables[0]
    if len(tables) == 1:
        return first
    selects = []
    for number, table in enumerate(tables):
        if {h.casefold() for h in table.headers} != {h.casefold() for h in first.headers}:
            headers = ", ".join(table.headers[:SHOWN_HEADERS])
            facts: dict[str, Any] = {"first": first.parts[0].file, "headers": headers}
            raise FileRefused(problem("COLUMNS_DISAGREE", file=table.parts[0].file, **facts))
        listed = ", ".join(identifier(header) for header in first.headers)
        selects.append(f"SELECT {listed}, {number} AS {PART}, {LINE} FROM ({table.sql})")
    return replace(
        first,
        sql=" UNION ALL ".join(selects),
        parts=tuple(part for table in tables for part in table.parts),
        rows=sum(table.rows for table in tables),
        first_line=None,
        bare_sql="",
        has_letters=any(table.has_letters for table in tables),
        refused=tuple(fault for table in tables for fault in table.refused),
        refused_count=sum(table.refused_count for table in tables),
        warnings=tuple(warning for table in tables for warning in table.warnings),
        signs=(),
        is_trimmed=all(table.is_trimmed for table in tables),
        naive_times=tuple(dict.fromkeys(name for table in tables for name in table.naive_times)),
        has_controls=any(table.has_controls for table in tables),
    )


class Join:
    """Lines and headers of orders joined by the order's number."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lines: Table, orders: Table, profile: Profile) -> None:
        self.connection, self.lines, self.orders, self.profile = connection, lines, orders, profile
        self.lines_key = self.key(lines, profile.source.join_lines or "")
        self.orders_key = self.key(orders, profile.source.join_orders or "")

    def key(self, table: Table, name: str) -> str:
        """The column of a file that holds the order's number."""
        found = header_called(name, table.headers)
        if found is None:
            headers = ", ".join(table.headers[:SHOWN_HEADERS])
            raise FileRefused(problem("COLUMN_UNKNOWN", file=table.parts[0].file, value=name, headers=headers))
        return f"nullif(trim({identifier(found)}), '')"

    def renamed(self) -> dict[str, str]:
        """Columns of the header file and what they are called in the join: the lines' own names win."""
        taken = {header.casefold() for header in self.lines.headers}
        return {h: f"orders.{h}" if h.casefold() in taken else h for h in self.orders.headers}

    def used(self) -> list[str]:
        """Columns of the header file that the profile mentions."""
        mentioned = theirs_of(self.profile)
        expressions = [o.expression for o in self.profile.columns.values() if isinstance(o, Computed)]
        return [
            header
            for header, new in self.renamed().items()
            if {new, f"orders.{header}"} & set(mentioned) or any(new in text for text in expressions)
        ]

    def table(self, target: Path) -> Table:
        """The join as a file of its own, in the order of the lines."""
        names = self.renamed()
        columns = ", ".join(f"arg_min({identifier(h)}, {LINE}) AS {identifier(new)}" for h, new in names.items())
        agree = " AND ".join(f"count(DISTINCT coalesce({identifier(h)}, '')) = 1" for h in self.used()) or "true"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE order_headers AS SELECT {self.orders_key} AS k, count(*) AS n, "
            f"({agree}) AS agree, {columns} FROM ({self.orders.sql}) GROUP BY 1"
        )
        own = ", ".join(f"l.{identifier(h)}" for h in self.lines.headers)
        theirs = ", ".join(f"o.{identifier(new)}" for new in names.values())
        self.connection.execute(
            f"COPY (SELECT {own}, {theirs}, coalesce(o.n, 0) AS {ORDERS_FOUND}, "
            f"coalesce(o.agree, false) AS {ORDERS_AGREE}, "
            f"l.{PART}, l.{LINE} FROM (SELECT *, {self.lines_key} AS k FROM ({self.lines.sql})) l "
            f"LEFT JOIN order_headers o ON l.k = o.k ORDER BY l.{PART}, l.{LINE}) "
            f"TO {literal(str(target))} (FORMAT parquet)"
        )
        return replace(
            self.lines,
            sql=f"SELECT * FROM read_parquet({literal(str(target))})",
            bare_sql="",
            is_joined=True,
            has_letters=self.lines.has_letters or self.orders.has_letters,
            headers=(*self.lines.headers, *names.values()),
            parts=(*self.lines.parts, *self.orders.parts),
            first_line=self.lines.first_line if len(self.lines.parts) == 1 else None,
            refused=(*self.lines.refused, *self.orders.refused),
            refused_count=self.lines.refused_count + self.orders.refused_count,
            warnings=(*self.lines.warnings, *self.orders.warnings, *self.warnings()),
            is_trimmed=self.lines.is_trimmed and self.orders.is_trimmed,
            has_controls=self.lines.has_controls or self.orders.has_controls,
        )

    def warnings(self) -> list[Problem]:
        """Headers that are there more than once but agree, and headers without lines."""
        file, found = self.orders.parts[0].file, []
        merged = self.count("n > 1 AND agree") if self.profile.filters.repeated_orders == "merge" else 0
        if merged:
            found.append(problem("ORDERS_MERGED", file=file, count=merged))
        empty = self.count(
            f"k NOT IN (SELECT {self.lines_key} FROM ({self.lines.sql}) WHERE {self.lines_key} IS NOT NULL)"
        )
        if empty:
            found.append(problem("ORDERS_WITHOUT_LINES", file=file, count=empty))
        return found

    def count(self, test: str) -> int:
        """How many orders pass a test."""
        return int(self.connection.execute(f"SELECT count(*) FROM order_headers WHERE {test}").fetchall()[0][0])
