"""What pages show of a finding: figures at their top, and pictures that are also a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Figure:
    """A figure: what it is, the value, how sure or compared with what, its run, and the page that says more."""

    label: str
    value: str
    note: str = ""
    source: str = ""
    to: str = ""


@dataclass(frozen=True)
class Picture:
    """A chart with its title, the sentence that says what to see, and the same as a table."""

    title: str
    sentence: str
    chart: SafeString
    headings: Sequence[str]
    rows: Sequence[Sequence[str]] = ()
    note: str = ""
