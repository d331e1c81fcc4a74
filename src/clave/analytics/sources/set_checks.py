"""What only shows across rows: the same row or key twice, freight that disagrees, parents that are not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clave.analytics.decimals import plain_numbers
from clave.analytics.problems import Problem
from clave.analytics.sources.intake import SHOWN_PROBLEMS
from clave.analytics.sources.landing import ORDER_FREIGHT
from clave.analytics.sources.refusing import place
from clave.analytics.sources.rows import CheckedRows
from clave.analytics.sources.tables import LINE, PART, identifier
from clave.analytics.sources.wording import problem

SHOWN_LINES = 10


class SetChecks:
    """Checks over the view `staged`; rows that must go are collected in the table `gone` (part, line)."""

    def __init__(self, rows: CheckedRows) -> None:
        self.rows, self.connection, self.kind = rows, rows.connection, rows.plan.kind
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.refused = 0
        self.dropped = 0
        self.is_one_line_an_order = False
        self.connection.execute("CREATE OR REPLACE TEMP TABLE gone (part INTEGER, line BIGINT)")

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell rows apart; empty where the source gives no such columns."""
        key = self.kind.key
        return key if key and all(self.rows.plan.has(column) for column in key) else ()

    def run(self) -> None:
        """All checks that this kind needs."""
        if self.kind.name == "orders" and not self.key:
            self.is_one_line_an_order = not self.repeats("order_id")
        if self.kind.name != "rates" and not self.is_one_line_an_order:
            self.duplicates()
        if ORDER_FREIGHT in self.rows.value_columns():
            self.order_freight()
        if self.kind.name == "customers":
            self.references("parent_code", "customer_code", "REF_UNKNOWN_PARENT", self.rows.settings.known_customers)
        if self.kind.name == "people":
            self.references("reports_to", "person_code", "REF_UNKNOWN_PERSON", self.rows.settings.known_people)

    @property
    def removes_rows(self) -> bool:
        """True when rows of the first file must go."""
        return bool(self.ask("SELECT 1 FROM gone LIMIT 1"))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(sql).fetchall())

    def duplicates(self) -> None:
        """Rows that repeat another one: exactly, or in the key only."""
        if not self.may_repeat():
            return
        self.find_suspects()
        mode = self.rows.filters.duplicates
        if mode == "keep" and not self.key:
            self.report_exact("DUPLICATES_KEPT")
            return
        if mode == "drop":
            self.dropped = self.report_exact("DUPLICATES_DROPPED")
            self.remove("SELECT part, line FROM suspects WHERE nth > 1")
        elif mode == "refuse":
            self.refuse_exact()
        if self.key:
            self.refuse_same_keys(drop_exact=mode != "keep")

    def may_repeat(self) -> bool:
        """False when no two rows can be the same."""
        columns = self.key or tuple(column.name for column in self.kind.columns if self.rows.plan.has(column.name))
        self.digest_columns = ", ".join(identifier(column) for column in columns)
        return self.repeats(self.digest_columns)

    def repeats(self, columns: str) -> bool:
        """A quick look at 64-bit digests of some columns: False when all of them differ, and so all values."""
        import numpy as np

        digests = self.connection.sql(f"SELECT hash({columns}) AS h FROM staged").to_arrow_table()["h"]
        ordered = np.sort(plain_numbers(digests))
        return bool((ordered[1:] == ordered[:-1]).any())

    def find_suspects(self) -> None:
        """The table `suspects`: rows that share key or content with another, each with its place among exact copies."""
        shared = f"SELECT hash({self.digest_columns}) FROM staged GROUP BY 1 HAVING count(*) > 1"
        same = f"SELECT {PART}, {LINE} FROM staged WHERE hash({self.digest_columns}) IN ({shared})"
        whole = self.rows.source_columns()
        order = f"PARTITION BY {whole} ORDER BY {PART}, {LINE}"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE suspects AS SELECT {PART} AS part, {LINE} AS line, "
            f"row_number() OVER ({order}) AS nth, "
            f"first_value({LINE}) OVER ({order}) AS first FROM source WHERE ({PART}, {LINE}) IN ({same})"
        )

    def report_exact(self, sentence: str) -> int:
        """Warn about exact copies; how many there are."""
        lines = [line for (line,) in self.ask("SELECT line FROM suspects WHERE nth > 1 ORDER BY part, line")]
        if lines:
            facts: dict[str, Any] = {
                "count": len(lines),
                "lines": lines[:SHOWN_LINES],
                "more": max(0, len(lines) - SHOWN_LINES),
            }
            self.warnings.append(problem(sentence, file=self.rows.table.parts[0].file, **facts))
        return len(lines)

    def refuse_exact(self) -> None:
        """Refuse every copy but the first."""
        sql = f"SELECT part, line, first FROM suspects WHERE nth > 1 ORDER BY 1, 2 LIMIT {SHOWN_PROBLEMS}"
        for part, line, first in self.ask(sql):
            self.problems.append(problem("ROW_DUPLICATE", **place(self.rows.table, part, line, None), first=first))
        self.refused += self.remove("SELECT part, line FROM suspects WHERE nth > 1")

    def refuse_same_keys(self, drop_exact: bool) -> None:
        """Refuse all rows of a key that is there with different content."""
        key = ", ".join(identifier(column) for column in self.key)
        copies = "s.nth = 1" if drop_exact else "true"
        same = f"s.part = t.{PART} AND s.line = t.{LINE}"
        rows = f"SELECT s.part, s.line, t.* FROM suspects s JOIN staged t ON {same} WHERE {copies}"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE clashing AS SELECT part, line, concat_ws(' / ', {key}) AS value, "
            f"list(line) OVER (PARTITION BY {key}) AS lines FROM ({rows}) "
            f"QUALIFY count(*) OVER (PARTITION BY {key}) > 1"
        )
        names = " + ".join(self.rows.header_of(column) for column in self.key)
        for part, line, value, lines in self.ask(f"SELECT * FROM clashing ORDER BY part, line LIMIT {SHOWN_PROBLEMS}"):
            where = place(self.rows.table, part, line, self.rows.header_of(self.key[0]))
            self.problems.append(problem("KEY_DUPLICATE", **where, value=value, key=names, lines=sorted(lines)))
        self.refused += self.remove("SELECT part, line FROM clashing")

    def order_freight(self) -> None:
        """Refuse the lines of orders whose lines name different freight for the order."""
        disagree = f"SELECT order_id FROM staged GROUP BY 1 HAVING count(DISTINCT {ORDER_FREIGHT}) > 1"
        sql = f"SELECT {PART}, {LINE}, order_id FROM staged WHERE order_id IN ({disagree}) ORDER BY 1, 2"
        self.refuse(sql, "ORDER_FREIGHT_DISAGREES", ORDER_FREIGHT)

    def references(self, column: str, key: str, sentence: str, known: frozenset[str] | None) -> None:
        """Refuse rows that refer to something that is neither in the file nor known."""
        if not self.rows.plan.has(column):
            return
        if known:
            self.rows.make_known(known)
        elsewhere = f" AND {column} NOT IN (SELECT code FROM known)" if known else ""
        sql = (
            f"SELECT {PART}, {LINE}, {column} FROM staged WHERE {column} IS NOT NULL "
            f"AND {column} NOT IN (SELECT {key} FROM staged){elsewhere} ORDER BY 1, 2"
        )
        self.refuse(sql, sentence, column)

    def refuse(self, sql: str, sentence: str, column: str, **facts: Any) -> None:
        """Refuse the rows that `sql` gives as part, line and value."""
        header = self.rows.header_of(column)
        for part, line, value in self.ask(f"{sql} LIMIT {SHOWN_PROBLEMS}"):
            self.problems.append(problem(sentence, **place(self.rows.table, part, line, header), value=value, **facts))
        self.refused += self.remove(f"SELECT {PART}, {LINE} FROM ({sql})")

    def remove(self, sql: str) -> int:
        """Mark the rows that `sql` gives (part, line) as gone; how many were not so before."""
        before = self.ask("SELECT count(*) FROM gone")[0][0]
        self.connection.execute(f"INSERT INTO gone {sql} EXCEPT SELECT part, line FROM gone")
        return int(self.ask("SELECT count(*) FROM gone")[0][0] - before)

    def add(self, found: Sequence[Problem], places: Sequence[tuple[int, int]]) -> None:
        """Problems found elsewhere, and the rows they refuse."""
        self.problems.extend(found)
        for part, line in dict.fromkeys(places):
            self.refused += self.remove(f"SELECT {int(part)}, {int(line)}")
