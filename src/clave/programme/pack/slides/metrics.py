"""How much room text takes: the widths of Arial, by which text is made to fit before PowerPoint sees it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WIDTHS: dict[str, int] = {
    **dict.fromkeys(" !,./:;I[\\]ft", 278),
    **dict.fromkeys("ijl", 222),
    **dict.fromkeys("-()`r", 333),
    **dict.fromkeys("ckszJvxy", 500),
    **dict.fromkeys("#$0123456789?_abdeghnopquL€£", 556),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("&ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("Mm", 833),
    **dict.fromkeys("+<=>~−", 584),
    "%": 889, "W": 944, "@": 1015, "'": 191, '"': 355, "*": 389, "^": 469, "{": 334, "}": 334, "|": 260,
    "–": 556, "—": 1000, "…": 1000, "·": 278, "’": 222, "“": 333, "”": 333, "\u00a0": 278, "•": 350,
}  # fmt: skip
"""Sign -> its width in thousandths of the size, as Adobe published them for Helvetica, which Arial follows."""
OTHER, WIDE = 640, 1_000
BOLD, SERIF, SAFE = 1.08, 1.08, 1.04
LEADING = 1.2
"""Height of a line as a part of its size."""

BLANKS = re.compile(r"[ \t\n\v]+")
"""Where a line may break; an amount and its currency stay together."""


def width(text: str, size: float, *, bold: bool = False, serif: bool = False) -> float:
    """How wide a line of text is in points, a little more than less."""
    thousandths = sum(map(_width_of, text))
    return thousandths / 1000 * size * SAFE * (BOLD if bold else 1) * (SERIF if serif else 1)


def _width_of(sign: str) -> int:
    if sign in _WIDTHS:
        return _WIDTHS[sign]
    if unicodedata.east_asian_width(sign) in "WF":
        return WIDE
    plain = unicodedata.normalize("NFD", sign)[0]
    return _WIDTHS.get(plain, OTHER)


def wrapped(text: str, size: float, room: float, *, bold: bool = False, serif: bool = False) -> list[str]:
    """The lines into which a text breaks in so much room; a word wider than the room is broken anywhere."""
    lines, line = [], ""
    for word in _pieces(text, size, room, bold=bold, serif=serif):
        longer = f"{line} {word}" if line else word
        if not line or width(longer, size, bold=bold, serif=serif) <= room:
            line = longer
        else:
            lines.append(line)
            line = word
    return [*lines, line] if line else lines


def _pieces(text: str, size: float, room: float, *, bold: bool, serif: bool) -> Iterator[str]:
    for word in BLANKS.split(text.strip()):
        piece = ""
        for sign in word:
            if piece and width(piece + sign, size, bold=bold, serif=serif) > room:
                yield piece
                piece = ""
            piece += sign
        if piece:
            yield piece


def shortened(text: str, size: float, room: float, lines: int, *, bold: bool = False, serif: bool = False) -> str:
    """The text, cut at a word with an ellipsis where it needs more lines than there are."""
    if len(wrapped(text, size, room, bold=bold, serif=serif)) <= lines:
        return text
    words = text.split()
    while len(words) > 1 and len(wrapped(" ".join(words) + "…", size, room, bold=bold, serif=serif)) > lines:
        words.pop()
    kept = " ".join(words)
    while len(wrapped(f"{kept}…", size, room, bold=bold, serif=serif)) > lines:
        kept = kept[:-1]
    return f"{kept}…"


def fitting(
    text: str, sizes: tuple[float, ...], room: float, height: float, *, bold: bool = False, serif: bool = False
) -> float:
    """The largest of these sizes at which a text fits into a box; the smallest where none does."""
    for size in sizes:
        if len(wrapped(text, size, room, bold=bold, serif=serif)) * size * LEADING <= height:
            return size
    return sizes[-1]
