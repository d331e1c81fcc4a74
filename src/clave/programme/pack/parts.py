"""What a board pack is made of, in words and figures, whatever paper it is put on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from clave.kit.tables import Table
from clave.programme.pack.quarters import Quarter


@dataclass(frozen=True)
class Figure:
    """One number large: what it is, how sure or compared with what, and how it stands."""

    label: str
    value: str
    note: str = ""
    mark: str = "none"


@dataclass(frozen=True)
class Span:
    """One bar of a picture from one value to another; its ends of doubt where it is estimated."""

    label: str
    start: float
    end: float
    text: str
    tone: str = "plain"
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Picture:
    """Bars, the steps of a bridge, or a curve; `told` says in words what it shows."""

    kind: str
    name: str
    told: str
    spans: Sequence[Span]
    points: Sequence[tuple[float, float]] = ()
    axes: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Cell:
    """One cell of a table on paper."""

    text: str
    under: str = ""
    mark: str = "none"


@dataclass(frozen=True)
class Grid:
    """A table on paper; `widths` are shares of the whole, `numbers` the columns that are aligned to the right."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Point:
    """One thing to be said, and what stands under it."""

    text: str
    under: str = ""
    mark: str = "none"


@dataclass(frozen=True)
class Points:
    """Several things under one heading."""

    title: str
    entries: Sequence[Point]


@dataclass(frozen=True)
class Section:
    """One message to the board: a sentence that says the finding, what shows it, and where that comes from."""

    key: str
    name: str
    finding: str
    source: str
    figures: Sequence[Figure] = ()
    picture: Picture | None = None
    grid: Grid | None = None
    points: Sequence[Points] = ()
    empty: str = ""
    told: str = ""
    is_appendix: bool = False
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Pack:
    """The whole pack in one language for one reader."""

    language: str
    quarter: Quarter
    on: date
    made_on: date
    title: str
    period: str
    lede: str
    run: str
    as_of: date | None
    sections: Sequence[Section]
    tables: Sequence[Table] = field(default=())

    @property
    def is_past(self) -> bool:
        """Whether its quarter was over when it was made."""
        return self.on < self.made_on

    def section(self, key: str) -> Section | None:
        """The section with a key; None where the reader has none."""
        return next((each for each in self.sections if each.key == key), None)

    @property
    def main(self) -> list[Section]:
        """What is read in the meeting."""
        return [each for each in self.sections if not each.is_appendix]

    @property
    def appendix(self) -> list[Section]:
        """What is looked up."""
        return [each for each in self.sections if each.is_appendix]
