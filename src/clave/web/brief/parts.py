"""What the one page is made of: words alone, the same for the screen and for paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from clave.kit import printing
from clave.kit.templatetags import figures

MOST_SIGNS = 180
"""So much of one text fits on the page; the rest stands where it was written."""


@dataclass(frozen=True)
class Entry(printing.Entry):
    """One line of a part, and where more is said."""

    to: str = ""


@dataclass(frozen=True)
class Amount:
    """A figure: what it is, the value, how sure or compared with what."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the page: entries, figures where it has any, and sentences below them."""

    title: str
    entries: Sequence[Entry] = ()
    lines: Sequence[str] = ()
    figures: Sequence[Amount] = ()


@dataclass(frozen=True)
class Question:
    """The question to take along, why it is this one, and what else would have been asked."""

    title: str
    text: str
    reason: str
    also: Sequence[str] = ()


@dataclass(frozen=True)
class Afterwards:
    """The lines of the report that follows, to be written by hand on paper."""

    title: str
    labels: Sequence[str]


@dataclass(frozen=True)
class Brief:
    """The whole page."""

    language: str
    title: str
    heading: str
    lede: str
    question: Question
    worth: Part
    left: Sequence[Part]
    right: Sequence[Part]
    afterwards: Afterwards
    foot: str


def clipped(text: str) -> str:
    """A text as far as it fits."""
    return text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 1].rstrip()}…"


def more(left_out: int) -> list[str]:
    """That some did not fit, as a line; nothing where all did."""
    told = ngettext("and %(number)s more", "and %(number)s more", left_out)
    return [told % {"number": figures.number(left_out)}] if left_out > 0 else []
