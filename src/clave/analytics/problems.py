"""What is wrong with a file, in one sentence each: where, what was read, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

SHOWN_CHARACTERS = 80


def gettext_noop(text: str) -> str:
    """Mark `text` for the translation catalogue and give it back as it is."""
    return text


def shown(value: str) -> str:
    """`value` cut to 80 characters with control characters escaped, as every message shows it."""
    cut = value if len(value) <= SHOWN_CHARACTERS else value[: SHOWN_CHARACTERS - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


@dataclass(frozen=True)
class Problem:
    """One refused row, refused file or warning; `template % facts` is the sentence, translated by the caller."""

    code: str
    template: str
    file: str = ""
    line: int | None = None
    cell: str | None = None
    column: str | None = None
    value: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """The message in the reader's language: what was expected and what to do next."""
        values = {"file": self.file, "line": self.line, "cell": self.cell, "column": self.column, "value": self.value}
        return translate(self.template) % {**values, **self.facts}

    def as_json(self, translate: Callable[[str], str] = lambda text: text) -> dict[str, Any]:
        """The object that `--json`, the API and the import page show."""
        return {
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "cell": self.cell,
            "column": self.column,
            "value": self.value,
            "message": self.sentence(translate),
            "template": self.template,
            "facts": dict(self.facts),
        }
