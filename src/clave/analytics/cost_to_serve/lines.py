"""Where the keys of a TOML text stand, so that a refusal can name the line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

Path = tuple[str | int, ...]
MANY = re.compile(r"\s*\[\[\s*([\w.-]+)\s*\]\]")
TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*=""")
THREE = ('"""', "'''")


def key_lines(text: str) -> dict[Path, int]:
    """The line of every table and of every key that begins a line; rows of `[[…]]` are numbered from 0."""
    found: dict[Path, int] = {}
    rows: dict[str, int] = defaultdict(int)
    here: Path = ()
    inside: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if inside is None:
            here = _read(line, number, here, rows, found)
        inside = still_open(line, inside)
    return found


def _read(line: str, number: int, here: Path, rows: dict[str, int], found: dict[Path, int]) -> Path:
    """Note what `line` begins, and give back the table in which the next line stands."""
    if many := MANY.match(line):
        here = (many[1], rows[many[1]])
        rows[many[1]] += 1
        found[here] = number
    elif table := TABLE.match(line):
        here = tuple(part.strip().strip("\"'") for part in table[1].split("."))
        found[here] = number
    elif key := KEY.match(line):
        found[(*here, key[1] or key[2] or key[3])] = number
    return here


def still_open(line: str, inside: str | None) -> str | None:
    """The quotes of a text over several lines that is open after `line`."""
    for quotes in THREE:
        if inside in (None, quotes) and line.count(quotes) % 2:
            return None if inside else quotes
    return inside


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """The line of a key, or of the nearest table around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None
