"""One question to the database for everything a person may see: what holds the words, the best of each kind, and how many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse

from clave.kit.seeking import folded, words_of
from clave.web.search.composing import DETAILS, composed
from clave.web.search.kinds import GROUPS, KINDS, PAGES, Group, Kind
from clave.web.search.pages import pages_of

if TYPE_CHECKING:
    from clave.access.models import User

SHORTEST = 2
EACH = 8
MOST = 200
LONGEST = 160


@dataclass(frozen=True)
class Hit:
    """One thing that was found: what it is called, what else tells it from others, where it leads."""

    title: str
    detail: str
    path: str
    rank: int = 0


@dataclass
class Section:
    """What was found of one group, the best first, and how much there is of it in all."""

    group: Group
    hits: list[Hit] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.hits)

    def add(self, hits: Sequence[Hit], count: int, each: int) -> None:
        """Put more among what was found, the best first, and keep so many."""
        self.hits = sorted([*self.hits, *hits], key=lambda hit: (hit.rank, folded(hit.title)))[:each]
        self.count += count


@dataclass(frozen=True)
class Found:
    """The answer to a search."""

    asked: str
    sections: list[Section]
    is_too_short: bool = False

    @property
    def count(self) -> int:
        """How many things hold the words."""
        return sum(section.count for section in self.sections)


def search(user: User, asked: str, *, each: int = EACH, group: str = "") -> Found:
    """What this person may see that holds all these words; in one group only where one is named."""
    words = words_of(asked)
    if sum(map(len, words)) < SHORTEST:
        return Found(asked, [], is_too_short=bool(words))
    sections = {one.key: Section(one) for one in GROUPS if group in ("", one.key)}
    if PAGES in sections:
        pages = [Hit(title, detail, path, rank) for title, detail, path, rank in pages_of(user, words)]
        sections[PAGES].add(pages, len(pages), each)
    for kind, hits, count in _asked(user, words, each, set(sections)):
        sections[kind.group].add(hits, count, each)
    return Found(asked, [one for one in sections.values() if one.count])


def _asked(user: User, words: Sequence[str], each: int, groups: set[str]) -> Iterator[tuple[Kind, list[Hit], int]]:
    """What the database holds, kind by kind, in one query."""
    kinds = {place: kind for place, kind in enumerate(KINDS) if kind.group in groups and user.may(kind.needs)}
    asked = composed({place: (kind, kind.rows(user)) for place, kind in kinds.items()}, words, each, connection.vendor)
    if asked is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        rows = cursor.fetchall()
    for place in sorted({row[0] for row in rows}):
        mine = [row for row in rows if row[0] == place]
        yield kinds[place], [_hit(kinds[place], words, row) for row in mine], int(mine[0][1])


def _hit(kind: Kind, words: Sequence[str], row: Sequence[Any]) -> Hit:
    _, _, first, title, *more = row
    details, keys = more[:DETAILS], more[DETAILS:]
    path = reverse(kind.address, args=keys[: len(kind.words)])
    return Hit(excerpt(title, words[0]), " · ".join(filter(None, details)), path, first)


def excerpt(text: str, word: str) -> str:
    """A long text around the word, as far as it fits into a line or two."""
    if len(text) <= LONGEST:
        return text
    start = max(folded(text).find(word) - LONGEST // 3, 0)
    start = text.rfind(" ", 0, start) + 1
    piece = text[start : start + LONGEST]
    piece = piece if start + LONGEST >= len(text) else piece[: piece.rfind(" ") + 1 or None].rstrip() + "…"
    return f"…{piece}" if start else piece
