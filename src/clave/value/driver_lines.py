"""Cost drivers written as text beside the ledger: what they need and it lacks, each at its line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext

from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.analytics.cost_to_serve.held import Held, not_held, unheard_kinds
from clave.analytics.cost_to_serve.lines import Path, key_lines, line_of
from clave.analytics.cost_to_serve.preparing import HELD_AS

NEXT_TABLE = re.compile(r"\s*\[")


def lacking(text: str, found: DriverSet, held: Held | None, results_in: str) -> list[str]:
    """Why no run could count with these drivers; nothing while there are no order lines to compare them with."""
    if held is None:
        return []
    return [
        at_line(text, path, str(refusal.facts.get("column", "")), refusal.sentence(gettext))
        for path, refusal in not_held(found, held, results_in)
    ]


def unheard(text: str, found: DriverSet, held: Held | None) -> Iterator[str]:
    """Kinds of activities that are counted and of which the ledger has none: allowed, and perhaps misspelt."""
    if held is None:
        return
    known = ", ".join(kind.name for kind in held.kinds)
    said = gettext(
        "The driver “%(driver)s” counts activities of the kind “%(kind)s”, and the ledger holds none, so it costs nothing. "
        "Correct the kind (the ledger has: %(known)s), or import such activities."
    )
    for path, driver, kind in unheard_kinds(found, held):
        yield at_line(text, path, kind, said % {"driver": driver, "kind": kind, "known": known})


def at_line(text: str, path: Path, word: str, sentence: str) -> str:
    """A sentence with the line of the text that it is about: where `word` stands below `path`, else the path's own."""
    line = line_of(path, key_lines(text))
    if line is None:
        return sentence
    names = {word, *(name for name, column in HELD_AS.items() if column == word)} - {""}
    facts = {"line": line_with(text, line, names) or line, "sentence": sentence}
    return gettext("Line %(line)s: %(sentence)s") % facts


def line_with(text: str, first: int, names: set[str]) -> int | None:
    """The line that holds one of these names, from line `first` to the next table."""
    words = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names)) or "(?!)")
    for number, line in enumerate(text.splitlines()[first - 1 :], start=first):
        if number > first and NEXT_TABLE.match(line):
            return None
        if words.search(line) and not line.lstrip().startswith(("#", "name", "note")):
            return number
    return None
