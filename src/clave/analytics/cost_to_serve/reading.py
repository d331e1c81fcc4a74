"""`DRIVERS.toml` read: every wrong line is named with what was expected, and nothing is taken while one is."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from clave.analytics.cost_to_serve import checks, sentences
from clave.analytics.cost_to_serve.drivers import MINUTES_IN, Attribute, Driver, DriverSet, Each, Group, Period
from clave.analytics.cost_to_serve.lines import Path, key_lines, line_of
from clave.analytics.cost_to_serve.refusals import DriversRefused
from clave.analytics.problems import Problem

Place = Callable[[Path], tuple[str, int | None]]
"""Path of a key -> the file (or the row of a form) and the line to name."""
SET_KEYS = ("name", "note", "currency", "ledger_freight", "period", "constants", "attributes", "groups", "drivers")
GROUP_KEYS = ("name", "cost", "capacity", "unit", "practical_share", "minute_rate", "note")
DRIVER_KEYS = (
    "name",
    "each",
    "group",
    "minutes",
    "amount",
    "where",
    "kinds",
    "customers",
    "first",
    "last",
    "by_revenue",
    "off_invoice",
    "note",
)
LARGEST = Decimal("1e12")
MOST_PLACES = 6
LONGEST_TEXT = 2000


def drivers_from_toml(text: str, where: str) -> DriverSet:
    """See `DriverSet.from_toml`."""
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise DriversRefused((Problem("COSTS_NOT_TOML", sentences.NOT_TOML, where, facts={"reason": error}),)) from None
    lines = key_lines(text)
    return drivers_from_tables(tables, lambda path: (where, line_of(path, lines)))


def drivers_from_tables(tables: Mapping[str, Any], place: Place) -> DriverSet:
    """The drivers that these tables say, `place` naming where each key stands; raises DriversRefused."""
    reader = Reader(place)
    found = reader.driver_set(tables)
    if not reader.problems:
        checks.check(found, reader.refuse)
    if reader.problems:
        raise DriversRefused(tuple(sorted(reader.problems, key=lambda problem: problem.line or 0)))
    return found


@dataclass
class Reader:
    """Reads tables key by key and remembers every problem."""

    place: Place
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, template: str, path: Path, value: Any = None, **facts: Any) -> None:
        """Remember that the value at `path` is wrong."""
        file, line = self.place(path)
        said = None if value is None else str(value)
        dotted = ".".join(map(str, path))
        self.problems.append(
            Problem(code, template, file, line, value=said, facts={"key": path[-1], "path": dotted, **facts})
        )

    def driver_set(self, tables: Mapping[str, Any]) -> DriverSet:
        """The whole set."""
        self.known(tables, SET_KEYS, ())
        constants = self.table(tables, "constants", ())
        attributes = self.table(tables, "attributes", ())
        return DriverSet(
            name=self.text(tables, "name", ()),
            note=self.text(tables, "note", ()),
            currency=self.currency(tables),
            ledger_freight=self.flag(tables, "ledger_freight", (), default=True),
            period=self.period(tables),
            constants={name: self.needed_number(constants, name, ("constants",)) for name in constants},
            attributes={name: self.attribute(attributes, name) for name in attributes},
            groups=tuple(self.group(row, ("groups", n)) for n, row in enumerate(self.rows(tables, "groups"))),
            drivers=tuple(self.driver(row, ("drivers", n)) for n, row in enumerate(self.rows(tables, "drivers"))),
        )

    def group(self, row: Mapping[str, Any], path: Path) -> Group:
        """One resource group."""
        self.known(row, GROUP_KEYS, path)
        return Group(
            name=self.text(row, "name", path, needed=True),
            cost=self.number(row, "cost", path, least=Decimal(0)),
            capacity=self.number(row, "capacity", path, above=Decimal(0)),
            unit=self.one_of(row, "unit", path, tuple(MINUTES_IN), default="minutes"),
            practical_share=self.number(row, "practical_share", path, above=Decimal(0), most=Decimal(1)),
            minute_rate=self.number(row, "minute_rate", path, least=Decimal(0)),
            note=self.text(row, "note", path),
        )

    def driver(self, row: Mapping[str, Any], path: Path) -> Driver:
        """One driver."""
        self.known(row, DRIVER_KEYS, path)
        texts = {
            key: self.text(row, key, path) for key in ("group", "minutes", "amount", "where", "by_revenue", "note")
        }
        return Driver(
            name=self.text(row, "name", path, needed=True),
            each=Each(self.one_of(row, "each", path, tuple(Each), default=Each.ORDER, needed=True)),
            kinds=self.texts(row, "kinds", path),
            customers=self.texts(row, "customers", path),
            first=self.day(row, "first", path),
            last=self.day(row, "last", path),
            off_invoice=self.flag(row, "off_invoice", path, default=False),
            **texts,
        )

    def period(self, tables: Mapping[str, Any]) -> Period | None:
        """The days for which the costs stand."""
        table = self.table(tables, "period", ())
        if not table:
            return None
        self.known(table, ("first", "last"), ("period",))
        first, last = (self.day(table, key, ("period",)) for key in ("first", "last"))
        for key, day in (("first", first), ("last", last)):
            if day is None and key not in table:
                self.refuse("COSTS_KEY_MISSING", sentences.NEEDED, ("period", key))
        if first is None or last is None:
            return None
        if last < first:
            self.refuse("COSTS_VALUE_INVALID", sentences.PERIOD_BACKWARDS, ("period", "last"), last, first=first)
        return Period(first, last)

    def attribute(self, attributes: Mapping[str, Any], name: str) -> Attribute:
        """A number per customer."""
        path: Path = ("attributes", name)
        table = self.table(attributes, name, ("attributes",))
        self.known(table, ("default", "customers"), path)
        customers = self.table(table, "customers", path)
        inside: Path = (*path, "customers")
        return Attribute(
            default=self.number(table, "default", path),
            customers={code: self.needed_number(customers, code, inside) for code in customers},
        )

    def currency(self, tables: Mapping[str, Any]) -> str:
        """The currency of every amount."""
        code = self.text(tables, "currency", (), needed=True)
        if code and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            self.refuse("COSTS_VALUE_INVALID", sentences.NOT_A_CURRENCY, ("currency",), code)
        return code

    def known(self, table: Mapping[str, Any], keys: tuple[str, ...], path: Path) -> None:
        """Refuse every key that is not one of `keys`."""
        for key in table:
            if key not in keys:
                self.refuse("COSTS_KEY_UNKNOWN", sentences.UNKNOWN_KEY, (*path, key), known=", ".join(keys))

    def table(self, tables: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
        """The table at `key`, empty where there is none."""
        value = tables.get(key, {})
        if isinstance(value, dict):
            return value
        self.refuse("COSTS_VALUE_INVALID", sentences.NOT_A_TABLE, (*path, key), value)
        return {}

    def rows(self, tables: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        """The rows of `[[key]]`."""
        value = tables.get(key, [])
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            return value
        self.refuse("COSTS_VALUE_INVALID", sentences.NOT_ROWS, (key,), value)
        return []

    def text(self, table: Mapping[str, Any], key: str, path: Path, *, needed: bool = False) -> str:
        """A text; empty where there is none."""
        value = table.get(key, "")
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and key in ("minutes", "amount"):
            return str(value)
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            self.refuse("COSTS_VALUE_INVALID", sentences.NOT_TEXT, (*path, key), value)
            return ""
        if needed and not value.strip():
            self.refuse("COSTS_KEY_MISSING", sentences.NEEDED, (*path, key))
        return value

    def texts(self, table: Mapping[str, Any], key: str, path: Path) -> tuple[str, ...]:
        """A list of texts."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return tuple(value)
        self.refuse("COSTS_VALUE_INVALID", sentences.NOT_A_LIST, (*path, key), value)
        return ()

    def one_of(
        self,
        table: Mapping[str, Any],
        key: str,
        path: Path,
        choices: tuple[str, ...],
        *,
        default: str,
        needed: bool = False,
    ) -> str:
        """One of several words."""
        value = table.get(key)
        if value is None and not needed:
            return default
        if value is None:
            self.refuse("COSTS_KEY_MISSING", sentences.NEEDED, (*path, key))
        elif value not in choices:
            self.refuse("COSTS_VALUE_INVALID", sentences.NOT_ONE_OF, (*path, key), value, known=", ".join(choices))
        return value if value in choices else default

    def flag(self, table: Mapping[str, Any], key: str, path: Path, *, default: bool) -> bool:
        """True or false."""
        value = table.get(key, default)
        if not isinstance(value, bool):
            self.refuse("COSTS_VALUE_INVALID", sentences.NOT_A_FLAG, (*path, key), value)
        return bool(value)

    def day(self, table: Mapping[str, Any], key: str, path: Path) -> date | None:
        """A day, as TOML writes it or as text."""
        value = table.get(key)
        if isinstance(value, str) and value:
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        elif value is None or value == "" or (isinstance(value, date) and not isinstance(value, datetime)):
            return value or None
        self.refuse("COSTS_VALUE_INVALID", sentences.NOT_A_DAY, (*path, key), value)
        return None

    def needed_number(self, table: Mapping[str, Any], key: str, path: Path) -> Decimal:
        """A number that must be there."""
        found = self.number(table, key, path, needed=True)
        return Decimal(0) if found is None else found

    def number(
        self,
        table: Mapping[str, Any],
        key: str,
        path: Path,
        *,
        least: Decimal | None = None,
        above: Decimal | None = None,
        most: Decimal = LARGEST,
        needed: bool = False,
    ) -> Decimal | None:
        """An exact number within its limits; None where there is none."""
        value = table.get(key)
        if value is None or value == "":
            if needed:
                self.refuse("COSTS_KEY_MISSING", sentences.NEEDED, (*path, key))
            return None
        found = exact_number(value)
        if found is None:
            comma = isinstance(value, str) and "," in value
            said = sentences.WITH_COMMA if comma else sentences.NOT_A_NUMBER
            self.refuse("COSTS_VALUE_INVALID", said, (*path, key), value)
        elif (least is not None and found < least) or (above is not None and found <= above) or abs(found) > most:
            expected = f"> {above:f}" if above is not None else f"≥ {least or -LARGEST:f}"
            self.refuse(
                "COSTS_VALUE_INVALID", sentences.OUT_OF_RANGE, (*path, key), value, expected=f"{expected}, ≤ {most:f}"
            )
        return found


def exact_number(value: Any) -> Decimal | None:
    """A finite decimal of at most six places; None where the value is none."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    if not found.is_finite() or -int(found.normalize().as_tuple().exponent) > MOST_PLACES:
        return None
    return found
