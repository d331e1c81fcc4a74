"""What is worth knowing about rows that were accepted: negative margins, mixed currencies, odd signs, left-out rows."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from clave.analytics.problems import Problem
from clave.analytics.sources.currencies import meant
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.refusing import place
from clave.analytics.sources.rows import CheckedRows
from clave.analytics.sources.tables import LINE, PART
from clave.analytics.sources.totals import to_the_cent
from clave.analytics.sources.wording import problem

SHOWN_LINES = 10
MOST_ROWS = Decimal("0.5")
NEEDING_CONFIRMATION = ("MARGIN_NEGATIVE_MOST_ROWS",)
LOSS = "net_amount > 0 AND cost_amount > net_amount AND status <> 'cancelled'"
OPPOSITE = "quantity * sign(net_amount) < 0 AND status <> 'cancelled'"


def observe(rows: CheckedRows, totals: dict[str, Any]) -> list[Problem]:
    """The warnings about accepted order lines; other kinds have none."""
    if rows.plan.kind.name != "orders":
        return []
    found = [*margins(rows), *signs(rows), *number_formats(rows)]
    currencies = totals.get("by_currency", {})
    if len(currencies) > 1:
        file = rows.table.parts[0].file
        found.append(problem("CURRENCIES_MIXED", file=file, currencies=", ".join(currencies)))
    return found


def first_lines(rows: CheckedRows, test: str, columns: str) -> tuple[int, list[tuple[Any, ...]]]:
    """How many accepted rows pass a test, and the first of them with their places."""
    kept = "" if nothing_gone(rows) else f" AND ({PART}, {LINE}) NOT IN (SELECT part, line FROM gone)"
    count = rows.connection.execute(f"SELECT count(*) FROM staged WHERE {test}{kept}").fetchall()[0][0]
    if not count:
        return 0, []
    listed = f"SELECT {PART}, {LINE}, {columns} FROM staged WHERE {test}{kept} ORDER BY 1, 2 LIMIT {SHOWN_LINES}"
    return int(count), list(rows.connection.execute(listed).fetchall())


def nothing_gone(rows: CheckedRows) -> bool:
    """True when no row was taken out after the first file was written."""
    return not rows.connection.execute("SELECT 1 FROM gone LIMIT 1").fetchall()


def margins(rows: CheckedRows) -> list[Problem]:
    """Lines that cost more than they bring in; when most do, cost and revenue are probably swapped."""
    if not rows.plan.has("cost_amount"):
        return []
    count, first = first_lines(rows, LOSS, "net_amount, cost_amount")
    if not count:
        return []
    comparable, _ = first_lines(rows, "net_amount > 0 AND cost_amount IS NOT NULL AND status <> 'cancelled'", "1")
    lines = [line for _, line, *_ in first]
    facts: dict[str, Any] = {"count": count, "lines": lines, "more": count - len(lines)}
    part, line, net, cost = first[0]
    where = place(rows.table, part, line, None)
    if comparable > 1 and Decimal(count) / comparable > MOST_ROWS:
        share = percent(Decimal(count) / comparable)
        return [problem("MARGIN_NEGATIVE_MOST_ROWS", file=where["file"], share=share, **facts)]
    facts |= {"first": line, "net": to_the_cent(net), "cost": to_the_cent(cost), "margin": percent((net - cost) / net)}
    return [problem("MARGIN_NEGATIVE", file=where["file"], line=line, **facts)]


def percent(share: Decimal) -> str:
    """A share as whole percent."""
    return str((share * 100).quantize(Decimal(1), ROUND_HALF_UP))


def signs(rows: CheckedRows) -> list[Problem]:
    """Lines whose quantity and amount point in different directions."""
    if not rows.plan.has("quantity"):
        return []
    count, first = first_lines(rows, OPPOSITE, "1")
    if not count:
        return []
    lines = [line for _, line, *_ in first]
    facts: dict[str, Any] = {"count": count, "lines": lines, "more": count - len(lines)}
    return [problem("SIGNS_DISAGREE", file=rows.table.parts[0].file, **facts)]


def number_formats(rows: CheckedRows) -> list[Problem]:
    """Cells whose number format shows another currency than the row's."""
    amounts = {rows.header_of(name) for name in ("net_amount", "list_amount", "cost_amount", "freight_amount")}
    shown = [(line, header, sign) for line, header, sign in rows.table.signs if header in amounts]
    if not shown:
        return []
    sql = f"SELECT {LINE}, currency FROM staged WHERE {LINE} IN ({', '.join(str(line) for line, _, _ in shown)})"
    currencies = dict(rows.connection.execute(sql).fetchall())
    wrong = [cell for cell in shown if cell[0] in currencies and currencies[cell[0]] not in meant(cell[2])]
    if not wrong:
        return []
    line, header, sign = wrong[0]
    facts: dict[str, Any] = {"symbol": sign, "currency": currencies[line], "count": len(wrong)}
    return [problem("CURRENCY_FORMAT_DISAGREES", **place(rows.table, 0, line, header), **facts)]


def left_out(rows: CheckedRows, counted: dict[str, int]) -> list[Problem]:
    """Warnings about rows that the profile's filters left out."""
    file = rows.table.parts[0].file
    found = []
    for name, count in counted.items():
        if not count:
            continue
        if name in ("CUSTOMERS_MISSING", "ORDERS_MISSING", "ROWS_PLANNED"):
            found.append(problem(name, file=file, count=count, orders=rows.table.parts[-1].file))
        else:
            found.append(problem("ROWS_EXCLUDED", file=file, column=name, count=count))
    return found


def refuse_empty(rows: CheckedRows, total: int) -> None:
    """Refuse a file without rows."""
    if total == 0:
        raise FileRefused(problem("FILE_NO_ROWS", file=rows.table.parts[0].file))
