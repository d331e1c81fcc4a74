"""Faults put into words: for each refused row what was read, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clave.analytics.problems import Phrase, Problem
from clave.analytics.schema import ORDER_STATUSES, ColumnType
from clave.analytics.sources import dates, numbers
from clave.analytics.sources.dates import DateStyle
from clave.analytics.sources.expressions import operands
from clave.analytics.sources.intake import SHOWN_PROBLEMS, IntakeSettings
from clave.analytics.sources.rows import ORDERS_FOUND, CheckedRows
from clave.analytics.sources.tables import LINE, PART, Table
from clave.analytics.sources.typed import ERROR_MARK, FORMULA_MARK
from clave.analytics.sources.wording import problem

LIMITS: dict[ColumnType, str] = {
    ColumnType.MONEY: "±99,999,999,999,999.9999",
    ColumnType.DECIMAL: "±999,999,999,999.999999",
    ColumnType.SHARE: "0 – 1",
    ColumnType.INTEGER: "0, 1, 2 … 999,999,999,999,999,999",
}
UNJOINED = ("REF_UNKNOWN_ORDER", "ORDER_REPEATED")
"""Faults that leave the values of the order header unknown, so that these are not judged."""
PLAIN_FORMATS = {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%b": "Mmm", "%H": "hh", "%M": "mm", "%S": "ss"}


def place(table: Table, part: int, line: int, column: str | None) -> dict[str, Any]:
    """Where a value stands, as the fields of a problem."""
    where = table.parts[part]
    cell = f"{where.columns_at[column]}{line}" if column and column in where.columns_at else None
    return {"file": where.file, "line": line, "cell": cell, "column": column}


def refused_rows(rows: CheckedRows) -> list[Problem]:
    """The problems of the first refused rows, at most 100, in the order of the file."""
    rows.with_places()
    count = len(rows.plan.fields)
    texts = ", ".join(f"f{i}" for i in range(count))
    marks = f", {ORDERS_FOUND}" if rows.table.is_joined else ", 0"
    sql = (
        f"SELECT {PART}, {LINE}{marks}, {texts}, {', '.join(rows.fault_columns)} FROM judged WHERE {rows.is_bad()} "
        f"ORDER BY {PART}, {LINE} LIMIT {SHOWN_PROBLEMS}"
    )
    found: list[Problem] = []
    for part, line, orders, *rest in rows.connection.execute(sql).fetchall():
        found.extend(faults_of_row(rows, part, line, orders, rest[:count], rest[count:]))
    return found[:SHOWN_PROBLEMS]


def faults_of_row(
    rows: CheckedRows, part: int, line: int, orders: int, texts: list[str | None], faults: list[str | None]
) -> list[Problem]:
    """The problems of one row; references are judged only where every value is sound."""
    fields, computations = rows.plan.fields, rows.plan.computations
    judged = len(fields) + len(computations)
    of_row = [(fault, rows.row_faults[k].field) for k, fault in enumerate(faults[judged:]) if fault]
    found = [] if any(fault in UNJOINED for fault, _ in of_row) else faults_of_values(rows, part, line, texts, faults)
    if found:
        return found
    return [
        problem(
            fault,
            **place(rows.table, part, line, fields[i].theirs),
            value=texts[i],
            count=orders,
            orders=rows.table.parts[-1].file,
        )
        for fault, i in of_row
    ]


def faults_of_values(
    rows: CheckedRows, part: int, line: int, texts: list[str | None], faults: list[str | None]
) -> list[Problem]:
    """The problems of the single values of a row, given and computed."""
    fields, computations = rows.plan.fields, rows.plan.computations
    found = [
        field_problem(rows, i, fault, place(rows.table, part, line, field.theirs), texts[i])
        for i, (field, fault) in enumerate(zip(fields, faults, strict=False))
        if fault
    ]
    for computation, fault in zip(computations, faults[len(fields) :], strict=False):
        unsound = any(faults[rows.plan.operand(name)] for name in operands(computation.node))
        if fault and not unsound:
            found.append(problem(fault, **place(rows.table, part, line, computation.ours)))
    return found


def field_problem(rows: CheckedRows, i: int, fault: str, where: dict[str, Any], text: str | None) -> Problem:
    """The problem of one value."""
    facts = FACTS[fault](rows, i, text or "") if fault in FACTS else {}
    value = (text or "").lstrip(FORMULA_MARK + ERROR_MARK)
    return problem(fault, **where, value=value, **facts)


def number_doubt(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """The two readings of a number."""
    first, second = numbers.readings(text)
    return {"first": first, "second": second}


def number_limits(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """What a number may be."""
    return {"limits": LIMITS[rows.plan.fields[i].type]}


def date_limits(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """The first and last day a column may hold."""
    last = dates.latest(rows.plan.fields[i].ours, rows.settings.today)
    return {"first": dates.EARLIEST.isoformat(), "last": last.isoformat()}


def serial_limits(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """The limits, and what Excel shows for the number."""
    return {**date_limits(rows, i, text), "shown": Phrase(dates.serial_shown(text))}


def date_format(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """How days are written in this column."""
    style = rows.styles[i]
    written = style.format if isinstance(style, DateStyle) else dates.ISO
    for code, plain in PLAIN_FORMATS.items():
        written = written.replace(code, plain)
    return {"expected": written}


def control_shown(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """The first character that cannot be seen, by its number."""
    hidden = next((c for c in text if not c.isprintable() and c not in "\t\r\n"), " ")
    return {"character": f"U+{ord(hidden):04X}"}


def length_limits(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """How long a text is and may be."""
    return {"length": len(text), "limit": rows.settings.max_field_chars}


def time_zone(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """The zone days are taken in."""
    return {"zone": rows.zone}


def statuses(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """The words a status may be."""
    return {"expected": ", ".join(ORDER_STATUSES)}


def locked_until(rows: CheckedRows, i: int, text: str) -> dict[str, Any]:
    """The end of the locked period."""
    return {"locked": locked_day(rows.settings)}


def locked_day(settings: IntakeSettings) -> str:
    """The last locked day."""
    return settings.locked_until.isoformat() if settings.locked_until else ""


FACTS: dict[str, Callable[[CheckedRows, int, str], dict[str, Any]]] = {
    "NUMBER_AMBIGUOUS": number_doubt,
    "NUMBER_RANGE": number_limits,
    "DATE_RANGE": date_limits,
    "DATE_SERIAL": serial_limits,
    "DATE_INVALID": date_format,
    "DATE_TZ_GAP": time_zone,
    "DATE_TZ_TWICE": time_zone,
    "DATE_TZ_SECOND": time_zone,
    "TEXT_UNSAFE_CONTROL": control_shown,
    "FIELD_TOO_LONG": length_limits,
    "STATUS_UNKNOWN": statuses,
    "PERIOD_LOCKED": locked_until,
}
"""What each sentence needs to know besides place and value."""
