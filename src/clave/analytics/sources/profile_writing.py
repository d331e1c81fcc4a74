"""Writes a mapping profile back as TOML, so that it can be saved, read by people and used again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from clave.analytics.sources.profile import (
    Computed,
    Constant,
    Exclusion,
    FileFormat,
    Filters,
    JoinedText,
    LookedUp,
    Origin,
    Profile,
    SourceFiles,
    Theirs,
)

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def quoted(text: str) -> str:
    """`text` as a TOML basic string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(text: str) -> str:
    """`text` as a TOML key."""
    return text if BARE_KEY.fullmatch(text) else quoted(text)


def inline(pairs: Mapping[str, str]) -> str:
    """An inline table of values that are TOML already."""
    return "{ " + ", ".join(f"{key(name)} = {value}" for name, value in pairs.items()) + " }"


def listed(texts: Iterable[str]) -> str:
    """A TOML list of texts."""
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def origin_as_toml(origin: Origin) -> str:
    """The right-hand side of one line of `[columns]`."""
    match origin:
        case Theirs(column, values):
            if not values:
                return quoted(column)
            return inline({"column": quoted(column), "values": inline({k: quoted(v) for k, v in values.items()})})
        case Constant(value):
            return inline({"value": quoted(value)})
        case Computed(expression):
            return inline({"expression": quoted(expression)})
        case JoinedText(columns, separator):
            return inline({"join": listed(columns), "separator": quoted(separator)})
        case LookedUp(lookup, find_in, give):
            return inline({"lookup": quoted(lookup), "in": quoted(find_in), "give": quoted(give)})


def source_lines(source: SourceFiles) -> list[str]:
    """The `[source]` table."""
    found = {"lines": source.lines, "orders": source.orders, "url": source.url}
    lines = [f"{name} = {quoted(value)}" for name, value in found.items() if value]
    if source.join_lines and source.join_orders:
        sides = {"lines": quoted(source.join_lines), "orders": quoted(source.join_orders)}
        lines.append(f"join = {inline(sides)}")
    return lines


def format_lines(written: FileFormat) -> list[str]:
    """The `[format]` table."""
    found = {name: value for name, value in vars(written).items() if value is not None}
    return [f"{name} = {value if isinstance(value, int) else quoted(value)}" for name, value in found.items()]


def exclusion_as_toml(exclusion: Exclusion) -> list[str]:
    """One filter, as the inline tables that say it."""
    column = {"column": quoted(exclusion.column)}
    tables = [inline({**column, "in": listed(exclusion.values)})] if exclusion.values else []
    return tables + [inline({**column, "starts_with": quoted(start)}) for start in exclusion.starts]


def filter_lines(filters: Filters) -> list[str]:
    """The `[filters]` table."""
    tables = [table for exclusion in filters.exclude for table in exclusion_as_toml(exclusion)]
    lines = ["exclude = [" + ", ".join(tables) + "]"] if tables else []
    words = {name: value for name, value in vars(filters).items() if isinstance(value, str) and value != "refuse"}
    return lines + [f"{name} = {quoted(word)}" for name, word in words.items()]


def profile_as_toml(profile: Profile) -> str:
    """The whole profile as text."""
    tables = {
        "source": source_lines(profile.source),
        "format": format_lines(profile.format),
        "columns": [f"{key(ours)} = {origin_as_toml(origin)}" for ours, origin in profile.columns.items()],
        "filters": filter_lines(profile.filters),
    }
    return "\n".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in tables.items() if lines)
