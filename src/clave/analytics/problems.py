"""What is wrong with a file, in one sentence each: where, what was read, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

SHOWN_CHARACTERS = 80
SHOWN_LINES = 10


def gettext_noop(text: str) -> str:
    """Mark `text` for the translation catalogue and give it back as it is."""
    return text


class Phrase(str):
    """A fact made of words: translated when its sentence is."""


LINE = gettext_noop("line %(line)s")
CELL = gettext_noop("cell %(cell)s")
COLUMN = gettext_noop("column %(column)s")
AND_MORE = gettext_noop("%(lines)s and %(more)s more")

Translate = Callable[[str], str]


def untranslated(text: str) -> str:
    """`text` as it is written here: English."""
    return text


def shown(value: str) -> str:
    """`value` cut to 80 characters with control characters escaped, as every message shows it."""
    cut = value if len(value) <= SHOWN_CHARACTERS else value[: SHOWN_CHARACTERS - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def shown_lines(lines: Sequence[int], more: int, translate: Translate) -> str:
    """Line numbers as a reader would list them: "line 2, line 4 and 3 more"."""
    listed = ", ".join(translate(LINE) % {"line": line} for line in lines[:SHOWN_LINES])
    more += max(0, len(lines) - SHOWN_LINES)
    return translate(AND_MORE) % {"lines": listed, "more": more} if more else listed


@dataclass(frozen=True)
class Problem:
    """One refused row, refused file or warning; `template % facts` is the sentence, translated by the caller.

    Templates may also name `file`, `line`, `cell`, `column`, `value` and `where` (all of these in one phrase); a fact
    called `lines` is a list of line numbers and is written out, with the fact `more` counting those not listed.
    """

    code: str
    template: str
    file: str = ""
    line: int | None = None
    cell: str | None = None
    column: str | None = None
    value: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def where(self, translate: Translate = untranslated) -> str:
        """File, line or cell, and column in one phrase: "orders.csv, line 3, column net_amount"."""
        place = CELL if self.cell else LINE if self.line is not None else ""
        names = {"line": self.line, "cell": self.cell, "column": self.column}
        parts = [self.file, place and translate(place) % names, translate(COLUMN) % names if self.column else ""]
        return ", ".join(part for part in parts if part)

    def sentence(self, translate: Translate = untranslated) -> str:
        """The message in the reader's language: what was expected and what to do next."""
        facts = dict(self.facts)
        if isinstance(facts.get("lines"), Sequence) and not isinstance(facts["lines"], str):
            facts["lines"] = shown_lines(facts["lines"], int(facts.get("more", 0)), translate)
        facts = {name: translate(fact) if isinstance(fact, Phrase) else fact for name, fact in facts.items()}
        places = {"file": self.file, "line": self.line, "cell": self.cell, "column": self.column}
        values = {**places, "value": shown(self.value or ""), "where": self.where(translate)}
        return translate(self.template) % {**values, **facts}

    def as_json(self, translate: Translate = untranslated) -> dict[str, Any]:
        """The object that `--json`, the API and the import page show."""
        return {
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "cell": self.cell,
            "column": self.column,
            "value": None if self.value is None else shown(self.value),
            "message": self.sentence(translate),
            "template": self.template,
            "facts": dict(self.facts),
            "phrases": sorted(name for name, fact in self.facts.items() if isinstance(fact, Phrase)),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Problem:
        """The problem that `as_json` wrote, to be said again in another language."""
        phrases = set(told.get("phrases", ()))
        facts = {name: Phrase(fact) if name in phrases else fact for name, fact in told["facts"].items()}
        places = {name: told[name] for name in ("code", "template", "file", "line", "cell", "column", "value")}
        return cls(**places, facts=facts)

    def reason_and_remedy(self, translate: Translate = untranslated) -> tuple[str, str]:
        """The sentence in two cells of a table: what is wrong, without where, and what to do about it."""
        template = translate(self.template).removeprefix("%(where)s: ")
        reason, _, remedy = template.partition(". ")
        first = replace(self, template=f"{reason.removesuffix('.')}.").sentence(translate)
        return first[:1].upper() + first[1:], replace(self, template=remedy).sentence(translate) if remedy else ""
