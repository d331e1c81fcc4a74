"""Refusals: a stable code, a sentence that says what to do next, and the status each door answers with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from clave.kit import dates


def gettext_noop(text: str) -> str:
    """Mark `text` for the translation catalogue and give it back as it is."""
    return text


LANGUAGE = gettext_noop("en")
"""What a catalogue translates into the code of its own language, so that days read as the sentence does."""


class Refusal(Exception):
    """Something Clave will not do, and why; subclasses set `code`, `template` and, where it differs, the statuses."""

    code: ClassVar[str] = "REFUSED"
    template: ClassVar[str] = gettext_noop("This cannot be done.")
    http_status: ClassVar[int] = 409
    exit_status: ClassVar[int] = 2

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.template % facts)

    def sentence(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """The reason in the reader's language, its days as the reader writes them."""
        language = translate(LANGUAGE)
        facts = {
            name: dates.day(fact, language) if isinstance(fact, date) else fact for name, fact in self.facts.items()
        }
        return translate(self.template) % facts
