"""The mapping profile: how a file as it comes becomes rows of the contract."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clave.analytics.problems import Problem
from clave.analytics.problems import gettext_noop as _

NOT_READABLE = _("%(where)s: the profile cannot be read (%(reason)s). Check the path, and that it is UTF-8 text.")
NOT_TOML = _("%(where)s: the profile is not valid TOML (%(reason)s). Correct that line.")
UNKNOWN_KEY = _("%(where)s: “%(key)s” is not known here; %(known)s are. Correct or delete it.")
NOT_TEXT = _("%(where)s: “%(key)s” must be text in quotation marks. Write it so.")
NOT_A_TABLE = _("%(where)s: “%(key)s” must be a table. Write [%(key)s], or { … } after the equals sign.")
NOT_A_LIST = _('%(where)s: “%(key)s” must be a list of texts. Write ["…", "…"].')
NOT_FILTERS = _('%(where)s: “%(key)s” must be a list of tables. Write [{ column = "…", in = ["…"] }].')
NOT_AN_ORIGIN = _("%(where)s: “%(key)s” needs a column name, or a table with one of %(known)s. See “Mapping profiles”.")
NOT_ONE_OF = _("%(where)s: “%(key)s” must be one of %(known)s. Choose one.")
NOT_A_LINE = _("%(where)s: “%(key)s” must be the number of a line, from 1. Correct it.")
NOT_A_ZONE = _("%(where)s: “%(key)s”: there is no time zone “%(value)s”. Write one such as Europe/Madrid.")
NEEDED = _("%(where)s: “%(key)s” is needed here. Add it.")


class ProfileRefused(ValueError):
    """The profile itself is wrong; `problem` names the key."""

    def __init__(self, where: str, template: str, **facts: Any) -> None:
        self.problem = Problem(code="PROFILE_INVALID", template=template, file=where, facts=facts)
        super().__init__(self.problem.sentence())


@dataclass(frozen=True)
class Theirs:
    """A column of theirs, as it is, or with its words replaced by ours (`values`)."""

    column: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Constant:
    """The same value in every row."""

    value: str


@dataclass(frozen=True)
class Computed:
    """Arithmetic over their columns: + - * / and parentheses."""

    expression: str


@dataclass(frozen=True)
class JoinedText:
    """Several of their columns written one after the other."""

    columns: tuple[str, ...]
    separator: str = "-"


@dataclass(frozen=True)
class LookedUp:
    """The value of `give` in the row of the same file whose `find_in` equals this row's `lookup`."""

    lookup: str
    find_in: str
    give: str


Origin = Theirs | Constant | Computed | JoinedText | LookedUp


@dataclass(frozen=True)
class SourceFiles:
    """Where the rows are: a file, a folder or a glob; with a header file; or a query on a database."""

    lines: str | None = None
    orders: str | None = None
    join_lines: str | None = None
    join_orders: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class FileFormat:
    """How the file is written; what is None is found out and refused when it can be read in two ways."""

    encoding: str | None = None
    delimiter: str | None = None
    """`" "` stands for runs of spaces."""
    decimal: str | None = None
    date: str | None = None
    time_zone: str | None = None
    header_line: int | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Exclusion:
    """Rows to leave out: those whose `column` is one of `values` or begins with one of `starts`."""

    column: str
    values: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filters:
    """What to leave out, each counted and reported."""

    exclude: tuple[Exclusion, ...] = ()
    missing_customer: str = "refuse"
    duplicates: str = "refuse"
    missing_order: str = "refuse"
    repeated_orders: str = "refuse"


@dataclass(frozen=True)
class Profile:
    """A mapping profile (CONTRACTS: source, format, columns, filters)."""

    columns: Mapping[str, Origin] = field(default_factory=dict)
    source: SourceFiles = SourceFiles()
    format: FileFormat = FileFormat()
    filters: Filters = Filters()
    folder: Path | None = field(default=None, compare=False)
    """Where the profile was read from; files it names are also looked for there."""

    @classmethod
    def from_file(cls, path: Path) -> Profile:
        """The profile in the file `path`; ProfileRefused when it cannot be read."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileRefused(path.name, NOT_READABLE, reason=getattr(error, "strerror", None) or "UTF-8") from None
        return replace(cls.from_toml(text, path.name), folder=path.parent)

    @classmethod
    def from_toml(cls, text: str, where: str = "profile") -> Profile:
        """The profile written in `text`; ProfileRefused names the first key that is not understood."""
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ProfileRefused(where, NOT_TOML, reason=str(error)) from None
        reader = _Reader(where)
        reader.known(tables, ("source", "format", "columns", "filters"), "")
        return cls(
            columns=reader.columns(reader.table(tables, "columns")),
            source=reader.source(reader.table(tables, "source")),
            format=reader.format(reader.table(tables, "format")),
            filters=reader.filters(reader.table(tables, "filters")),
        )

    def to_toml(self) -> str:
        """The profile as text that `from_toml` reads back to an equal profile."""
        from clave.analytics.sources.profile_writing import profile_as_toml

        return profile_as_toml(self)


FILTER_WORDS: dict[str, tuple[str, ...]] = {
    "missing_customer": ("refuse", "exclude"),
    "duplicates": ("refuse", "keep", "drop"),
    "missing_order": ("refuse", "exclude"),
    "repeated_orders": ("refuse", "merge"),
}
ORIGIN_KEYS: tuple[tuple[str, ...], ...] = (
    ("value",),
    ("expression",),
    ("column", "values"),
    ("join", "separator"),
    ("lookup", "in", "give"),
)


@dataclass(frozen=True)
class _Reader:
    """Reads the tables of one profile, refusing every key it does not know by its full name."""

    where: str

    def refuse(self, template: str, key: str, **facts: Any) -> ProfileRefused:
        return ProfileRefused(self.where, template, key=key, **facts)

    def known(self, table: Mapping[str, Any], keys: tuple[str, ...], path: str) -> None:
        for key in table:
            if key not in keys:
                raise self.refuse(UNKNOWN_KEY, f"{path}{key}", known=", ".join(keys))

    def table(self, tables: Mapping[str, Any], key: str) -> dict[str, Any]:
        value = tables.get(key, {})
        if not isinstance(value, dict):
            raise self.refuse(NOT_A_TABLE, key)
        return value

    def text(self, table: Mapping[str, Any], key: str, path: str) -> str | None:
        value = table.get(key)
        if value is not None and (not isinstance(value, str) or value == ""):
            raise self.refuse(NOT_TEXT, f"{path}{key}")
        return value

    def texts(self, value: Any, path: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise self.refuse(NOT_A_LIST, path)
        return tuple(value)

    def source(self, table: dict[str, Any]) -> SourceFiles:
        self.known(table, ("lines", "orders", "join", "url"), "source.")
        join = self.table(table, "join")
        self.known(join, ("lines", "orders"), "source.join.")
        found = {key: self.text(table, key, "source.") for key in ("lines", "orders", "url")}
        sides = {f"join_{key}": self.text(join, key, "source.join.") for key in ("lines", "orders")}
        if found["orders"]:
            needed = {"source.lines": found["lines"], "source.join.lines": sides["join_lines"]}
            missing = [
                key for key, value in {**needed, "source.join.orders": sides["join_orders"]}.items() if not value
            ]
            if missing:
                raise self.refuse(NEEDED, missing[0])
        return SourceFiles(**found, **sides)

    def format(self, table: dict[str, Any]) -> FileFormat:
        texts = ("encoding", "delimiter", "decimal", "date", "time_zone", "sheet")
        self.known(table, (*texts, "header_line"), "format.")
        found: dict[str, Any] = {key: self.text(table, key, "format.") for key in texts}
        line = table.get("header_line")
        if line is not None and (not isinstance(line, int) or isinstance(line, bool) or line < 1):
            raise self.refuse(NOT_A_LINE, "format.header_line")
        if found["decimal"] not in (None, ".", ","):
            raise self.refuse(NOT_ONE_OF, "format.decimal", known='"." ","')
        if found["delimiter"] is not None and len(found["delimiter"]) != 1:
            raise self.refuse(NOT_ONE_OF, "format.delimiter", known='"," ";" "\\t" "|" " "')
        self.existing_zone(found["time_zone"])
        return FileFormat(**found, header_line=line)

    def existing_zone(self, name: str | None) -> None:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(name or "UTC")
        except (KeyError, ValueError, OSError):
            raise self.refuse(NOT_A_ZONE, "format.time_zone", value=name) from None

    def columns(self, table: dict[str, Any]) -> dict[str, Origin]:
        return {ours: self.origin(value, f"columns.{ours}") for ours, value in table.items()}

    def origin(self, value: Any, path: str) -> Origin:
        if isinstance(value, str) and value:
            return Theirs(value)
        keys = next((keys for keys in ORIGIN_KEYS if isinstance(value, dict) and keys[0] in value), None)
        if keys is None:
            raise self.refuse(NOT_AN_ORIGIN, path, known=", ".join(keys[0] for keys in ORIGIN_KEYS))
        self.known(value, keys, f"{path}.")
        return self.origin_of(value, path)

    def origin_of(self, value: dict[str, Any], path: str) -> Origin:
        if "join" in value:
            separator = value.get("separator", "-")
            if not isinstance(separator, str):
                raise self.refuse(NOT_TEXT, f"{path}.separator")
            return JoinedText(self.texts(value["join"], f"{path}.join"), separator)
        if "column" in value:
            return Theirs(self.needed(value, "column", path), self.replacements(value.get("values", {}), path))
        if "lookup" in value:
            return LookedUp(*(self.needed(value, key, path) for key in ("lookup", "in", "give")))
        if "value" in value:
            return Constant(self.constant(value["value"], path))
        return Computed(self.needed(value, "expression", path))

    def needed(self, table: Mapping[str, Any], key: str, path: str) -> str:
        value = self.text(table, key, f"{path}.")
        if value is None:
            raise self.refuse(NEEDED, f"{path}.{key}")
        return value

    def constant(self, value: Any, path: str) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.refuse(NOT_TEXT, f"{path}.value")
        return str(value)

    def replacements(self, value: Any, path: str) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(ours, str) for ours in value.values()):
            raise self.refuse(NOT_A_TABLE, f"{path}.values")
        return value

    def filters(self, table: dict[str, Any]) -> Filters:
        self.known(table, ("exclude", *FILTER_WORDS), "filters.")
        words = {key: table.get(key, "refuse") for key in FILTER_WORDS}
        for key, word in words.items():
            if word not in FILTER_WORDS[key]:
                raise self.refuse(NOT_ONE_OF, f"filters.{key}", known=", ".join(FILTER_WORDS[key]))
        exclude = table.get("exclude", [])
        if not isinstance(exclude, list):
            raise self.refuse(NOT_FILTERS, "filters.exclude")
        return Filters(exclude=tuple(self.exclusion(item) for item in exclude), **words)

    def exclusion(self, item: Any) -> Exclusion:
        path = "filters.exclude"
        if not isinstance(item, dict):
            raise self.refuse(NOT_FILTERS, path)
        self.known(item, ("column", "in", "equals", "starts_with"), f"{path}.")
        values = self.texts(item["in"], f"{path}.in") if "in" in item else ()
        equals = (str(item["equals"]),) if "equals" in item else ()
        starts = (self.needed(item, "starts_with", path),) if "starts_with" in item else ()
        if not (values or equals or starts):
            raise self.refuse(NEEDED, f"{path}.in")
        return Exclusion(self.needed(item, "column", path), values + equals, starts)
