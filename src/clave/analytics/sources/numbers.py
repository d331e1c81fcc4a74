"""How numbers are written in a file: found over the whole column, refused where two readings remain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

SIGN = "[-+]?"
PLAIN = rf"{SIGN}([0-9]+[.]?[0-9]*|[.][0-9]+)"


@dataclass(frozen=True)
class NumberStyle:
    """The decimal sign of a column, whether groups of three are set off, and whether two ways are mixed."""

    decimal: str = "."
    grouped: bool = False
    mixed: bool = False


PLAIN_STYLE = NumberStyle()


def separators(decimal: str) -> tuple[str, str]:
    """The decimal and the grouping sign, as regular expressions."""
    return ("[.]", "[,]") if decimal == "." else ("[,]", "[.]")


def evident(decimal: str) -> str:
    """Numbers that can only be read with this decimal sign."""
    point, group = separators(decimal)
    return "|".join(
        (
            rf"{SIGN}[0-9]{{1,3}}({group}[0-9]{{3}})+{point}[0-9]+",
            rf"{SIGN}[0-9]{{1,3}}({group}[0-9]{{3}}){{2,}}",
            rf"{SIGN}([0-9]|{group})*{point}([0-9]{{1,2}}|[0-9]{{4,}})",
            rf"{SIGN}([0-9]{{4,}}|0){point}[0-9]{{3}}",
        )
    )


def grouping(decimal: str) -> str:
    """Numbers that show groups of three beyond doubt."""
    point, group = separators(decimal)
    return rf"{SIGN}[0-9]{{1,3}}({group}[0-9]{{3}})+{point}[0-9]+|{SIGN}[0-9]{{1,3}}({group}[0-9]{{3}}){{2,}}"


def doubtful(sign: str) -> str:
    """Numbers with one sign and three digits after it."""
    return rf"{SIGN}[1-9][0-9]{{0,2}}[{sign}][0-9]{{3}}"


CLASSES = {
    "plain": PLAIN,
    "point": evident("."),
    "comma": evident(","),
    "point_groups": grouping("."),
    "comma_groups": grouping(","),
    "point_doubt": doubtful("."),
    "comma_doubt": doubtful(","),
}


def matches(text: str, pattern: str) -> str:
    """SQL: the whole of `text` is as `pattern` says."""
    return f"regexp_full_match({text}, '{pattern}')"


def styles_of(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: list[str], declared: str | None
) -> list[NumberStyle]:
    """The style of each column of `relation`; what one column leaves open, the others decide."""
    if declared:
        return [NumberStyle(declared, grouped=True) for _ in columns]
    if not columns or all_plain(connection, relation, columns):
        return [PLAIN_STYLE for _ in columns]
    counted = [counts(connection, relation, column) for column in columns]
    shows = {sign: any(found[sign] for found in counted) for sign in ("point", "comma")}
    others = "," if shows["comma"] and not shows["point"] else "."
    return [style_of(found, others) for found in counted]


def all_plain(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[str]) -> bool:
    """True when every number is written with digits and at most one point."""
    tests = " OR ".join(f"NOT {matches(column, PLAIN)}" for column in columns)
    return not connection.execute(f"SELECT 1 FROM {relation} WHERE {tests} LIMIT 1").fetchall()


def counts(connection: duckdb.DuckDBPyConnection, relation: str, column: str) -> dict[str, int]:
    """How many values of a column are written in which way."""
    parts = ", ".join(f"count(*) FILTER (WHERE {matches(column, pattern)})" for pattern in CLASSES.values())
    row = connection.execute(f"SELECT {parts} FROM {relation}").fetchall()[0]
    return dict(zip(CLASSES, row, strict=True))


def style_of(found: dict[str, int], others: str) -> NumberStyle:
    """The style of one column from its own counts, `others` being what the rest of the file says."""
    both = found["point"] and found["comma"]
    clash = found["point_doubt"] and found["comma_doubt"] and not (found["point_groups"] or found["comma_groups"])
    if both or clash:
        return NumberStyle(mixed=True)
    decimal = "." if found["point"] else "," if found["comma"] else others
    groups = found["point_groups"] if decimal == "." else found["comma_groups"]
    return NumberStyle(decimal, grouped=bool(groups))


def plain_text(text: str, style: NumberStyle) -> str:
    """SQL of a number's text with a point for the decimal sign and nothing else."""
    if style.decimal == ",":
        return f"replace(replace({text}, '.', ''), ',', '.')"
    return f"replace({text}, ',', '')" if style.grouped else text


def fault_of(text: str, style: NumberStyle) -> str:
    """SQL of the name of what is wrong with a number's text, NULL when nothing is."""
    point, group = separators(style.decimal)
    plain = rf"{SIGN}([0-9]+({point}[0-9]*)?|{point}[0-9]+)"
    signs = rf"{SIGN}[0-9]*[.,][0-9.,]*[0-9]"
    if style.mixed:
        doubt = rf"{doubtful('.')}|{doubtful(',')}"
        return (
            f"CASE WHEN {matches(text, f'{SIGN}[0-9]+')} THEN NULL WHEN {matches(text, doubt)} THEN 'NUMBER_AMBIGUOUS' "
            f"WHEN {matches(text, signs)} THEN 'NUMBER_MIXED' ELSE 'NUMBER_INVALID' END"
        )
    groups = rf"{SIGN}[0-9]{{1,3}}({group}[0-9]{{3}})+({point}[0-9]*)?"
    good = f"{plain}|{groups}" if style.grouped else plain
    doubt = doubtful("," if style.decimal == "." else ".")
    return (
        f"CASE WHEN {matches(text, good)} THEN NULL WHEN {matches(text, doubt)} THEN 'NUMBER_AMBIGUOUS' "
        f"ELSE 'NUMBER_INVALID' END"
    )


def readings(value: str) -> tuple[str, str]:
    """The two numbers a doubtful text can mean: without the sign, and with it as the decimal one."""
    return value.replace(",", "").replace(".", ""), value.replace(",", ".")
