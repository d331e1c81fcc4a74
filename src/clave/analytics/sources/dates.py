"""How days are written in a file: found over the whole column, refused where two readings remain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from clave.analytics.problems import Phrase
from clave.analytics.problems import gettext_noop as _
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.tables import literal
from clave.analytics.sources.wording import problem

if TYPE_CHECKING:
    import duckdb

ISO = "%Y-%m-%d"
EARLIEST = date(1980, 1, 1)
YEARS_AHEAD = {
    "promised_on": 10,
    "expires_on": 20,
    "starts_on": 2,
    "due_on": 20,
    "ends_on": 20,
    "given_from": 2,
    "given_to": 20,
}
"""Columns that look ahead, and how far."""
FORMATS = (
    "%Y%m%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d-%b-%Y",
    "%d/%b/%Y",
    "%b %d, %Y",
    "%d %b %Y",
)
"""Ways of writing a day that are recognised besides ISO 8601; two-digit years never are."""
TWINS = {"%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y"}
"""Formats that can be taken for each other."""
NAMES = {
    "%d/%m/%Y": _("day/month/year"),
    "%m/%d/%Y": _("month/day/year"),
    "%d-%m-%Y": _("day-month-year"),
    "%m-%d-%Y": _("month-day-year"),
}
MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?(Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
GAP, TWICE, SECOND, NO_DATE = "gap", "twice", "second", "none"
MIDNIGHTS = ("T00:00:00", " 00:00:00", " 00:00", "T00:00", " 00:00:00.000", "T00:00:00.000", " 00:00:00.000000")
SERIAL = "-?[0-9]{1,7}([.][0-9]+)?"
NO_DAY_ZERO = _("0 January 1900")
NO_DAY_SIXTY = _("29 February 1900, a day that never was")
FIRST_SERIAL, LAST_SERIAL = 61, 2_958_465


@dataclass(frozen=True)
class DateStyle:
    """The format of a column; whether some values carry a time; whether it may hold spreadsheet day numbers."""

    format: str = ISO
    has_moments: bool = False
    has_serials: bool = False
    zone: str = "UTC"


def day_part(text: str, format_: str) -> str:
    """SQL of the part of a text that holds the day, the time after it left out."""
    if " " in format_ or "%H" in format_:
        return text
    return f"regexp_replace({text}, '[T ][0-9]{{1,2}}:[0-9]{{2}}(:[0-9]{{2}}([.][0-9]+)?)?( ?[AP]M)?$', '')"


def parsed(text: str, format_: str) -> str:
    """SQL of the day a text means in one format, NULL when it means none."""
    return f"TRY_CAST(try_strptime({day_part(text, format_)}, {literal(format_)}) AS DATE)"


def iso_day(text: str) -> str:
    """SQL of the day of a text of ten characters, year first."""
    return f"CASE WHEN length({text}) = 10 THEN TRY_CAST({text} AS DATE) END"


def styles_of(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    columns: Sequence[str],
    *,
    labels: Sequence[str],
    file: str,
    declared: str | None,
    zone: str,
    serials: bool,
) -> list[DateStyle]:
    """The style of each column of `relation`; refused when no row of the file tells day from month."""
    found = [declared or format_of(connection, relation, column, serials) for column in columns]
    decided = [name for name in found if name in TWINS or name in TWINS.values()]
    styles = []
    for column, label, name in zip(columns, labels, found, strict=True):
        if name.startswith("?"):
            name = name[1:]
            name = next((other for other in decided if other in (name, TWINS[name])), "") or refuse(
                connection, relation, column, label, file, name
            )
        moments = name == ISO and has_moments(connection, relation, column)
        styles.append(DateStyle(name, moments, serials, zone))
    return styles


def has_moments(connection: duckdb.DuckDBPyConnection, relation: str, column: str) -> bool:
    """True when some value is longer or shorter than a plain day."""
    return bool(connection.execute(f"SELECT 1 FROM {relation} WHERE length({column}) <> 10 LIMIT 1").fetchall())


def format_of(connection: duckdb.DuckDBPyConnection, relation: str, column: str, serials: bool) -> str:
    """The format most values are in; "?" before it when its twin fits as many and other days would result."""
    iso = f"{column} IS NOT NULL AND {iso_day(column)} IS NULL"
    if not connection.execute(f"SELECT 1 FROM {relation} WHERE {iso} LIMIT 1").fetchall():
        return ISO
    usual = f"count(*) FILTER (WHERE regexp_matches({column}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}'))"
    fits = ", ".join(f"count({parsed(column, name)})" for name in FORMATS)
    row = connection.execute(f"SELECT {usual}, {fits} FROM {relation}").fetchall()[0]
    scores = dict(zip((ISO, *FORMATS), row, strict=True))
    best = max(scores, key=lambda name: scores[name])
    if not scores[best]:
        return ISO
    twin = {**TWINS, **{other: one for one, other in TWINS.items()}}.get(best)
    if twin and is_undecided(connection, relation, column, best, twin):
        return f"?{min(best, twin)}"
    return best


def is_undecided(connection: duckdb.DuckDBPyConnection, relation: str, column: str, best: str, twin: str) -> bool:
    """True when values can be read in two ways, and those that cannot do not speak for one way by ten to one."""
    one, other = parsed(column, best), parsed(column, twin)
    differ, only_best, only_twin = (
        f"count(*) FILTER (WHERE {test})"
        for test in (
            f"{one} <> {other}",
            f"{one} IS NOT NULL AND {other} IS NULL",
            f"{one} IS NULL AND {other} IS NOT NULL",
        )
    )
    row = connection.execute(f"SELECT {differ}, {only_best}, {only_twin} FROM {relation}").fetchall()[0]
    return bool(row[2] * 10 > row[1]) or bool(row[0] and not row[1])


def refuse(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, label: str, file: str, format_: str
) -> str:
    """Refuse a file whose days and months cannot be told apart, with examples."""
    twin = TWINS[format_]
    one, other = parsed(column, format_), parsed(column, twin)
    tests = (f"{one} <> {other}", f"{one} IS NOT NULL AND {other} IS NULL", f"{one} IS NULL AND {other} IS NOT NULL")
    examples = ", ".join(f"min({column}) FILTER (WHERE {test})" for test in tests)
    doubtful, only_one, only_other = connection.execute(f"SELECT {examples} FROM {relation}").fetchall()[0]
    if only_one and only_other:
        raise FileRefused(problem("DATE_MIXED", file=file, column=label, value=only_one, other=only_other))
    facts: dict[str, Any] = {
        "first": Phrase(NAMES[format_]),
        "second": Phrase(NAMES[twin]),
        "first_format": format_,
        "second_format": twin,
    }
    raise FileRefused(problem("DATE_AMBIGUOUS", file=file, column=label, value=doubtful, **facts))


def plain_text(text: str, style: DateStyle) -> str:
    """SQL of a day as text: ISO where it is one, else the name of what is wrong with it."""
    if style.has_serials:
        day = f"(DATE '1899-12-30' + CAST(floor(TRY_CAST({text} AS DOUBLE)) AS INTEGER))"
        within = f"TRY_CAST({text} AS DOUBLE) BETWEEN {FIRST_SERIAL} AND {LAST_SERIAL + 0.99999}"
        serial = f"CASE WHEN {within} THEN CAST({day} AS VARCHAR) ELSE 'serial' END"
        return (
            f"CASE WHEN regexp_full_match({text}, '{SERIAL}') THEN {serial} ELSE {plain_text_of_days(text, style)} END"
        )
    return plain_text_of_days(text, style)


def plain_text_of_days(text: str, style: DateStyle) -> str:
    """SQL of a day as text where it is no spreadsheet number."""
    if style.format != ISO:
        return f"coalesce(CAST({parsed(text, style.format)} AS VARCHAR), '{NO_DATE}')"
    if not style.has_moments:
        return text
    midnight = ", ".join(literal(ending) for ending in MIDNIGHTS)
    return (
        f"CASE WHEN length({text}) = 10 THEN {text} WHEN substr({text}, 11) IN ({midnight}) THEN left({text}, 10) "
        f"ELSE clave_day({text}, {literal(style.zone)}) END"
    )


def value_of(plain: str) -> str:
    """SQL of the day that a plain text holds, NULL when it holds none."""
    return f"CASE WHEN length({plain}) = 10 THEN TRY_CAST({plain} AS DATE) END"


@lru_cache(maxsize=100_000)
def business_day(text: str, zone: str) -> str:
    """The day a moment falls on in `zone` as ISO text, or what is wrong with it."""
    found = MOMENT.fullmatch(text)
    if found is None:
        return NO_DATE
    day, hour, minute, second, offset = found.groups()
    if second == "60":
        return SECOND
    try:
        moment = datetime.fromisoformat(f"{day}T{hour}:{minute}:{second or '00'}")
    except ValueError:
        return NO_DATE
    if offset is None:
        return fault_of_local(moment, ZoneInfo(zone)) or day
    return moment.replace(tzinfo=offset_of(offset)).astimezone(ZoneInfo(zone)).date().isoformat()


def offset_of(text: str) -> timezone:
    """The offset from UTC that "Z", "+01:00", "+0100" or "+01" names."""
    if text in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]) % 24, minutes=int(digits[2:]) % 60)
    return timezone(-ahead if text[0] == "-" else ahead)


def fault_of_local(moment: datetime, zone: ZoneInfo) -> str | None:
    """`gap` or `twice` when the clocks of `zone` skipped or repeated this moment."""
    first, second = moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return None
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return TWICE if back == moment else GAP


def serial_shown(value: str) -> str:
    """What Excel shows for a day number that is no day."""
    number = float(value)
    if number < 0:
        return "########"
    if number < 1:
        return NO_DAY_ZERO
    if number < FIRST_SERIAL - 1:
        return (date(1899, 12, 31) + timedelta(days=int(number))).isoformat()
    return NO_DAY_SIXTY if number < FIRST_SERIAL else "########"


def latest(ours: str, today: date) -> date:
    """The last day a column may hold: today, or years ahead for promises and certificates."""
    if ours not in YEARS_AHEAD:
        return today
    return date(today.year + YEARS_AHEAD[ours], today.month, min(today.day, 28))
