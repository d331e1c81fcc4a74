"""One pass over the bytes of a text file: what no reader of rows would say, with exact line numbers."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from clave.analytics.sources.containers import CHUNK
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.wording import problem

UNSEEN = (
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
)
"""Characters that take no room or turn the direction of reading."""
UNSEEN_BYTES = tuple(character.encode() for character in UNSEEN)
EDGES = tuple(a + b for a in (b" ",) for b in (b",", b";", b"|", b'"', b"\r", b"\n")) + tuple(
    a + b" " for a in (b",", b";", b"|", b'"', b"\n")
)
BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class ByteScan:
    """What the bytes of a UTF-8 text file say."""

    lines: int
    """Lines ended by LF, with the last one if it is not ended."""
    has_lone_cr: bool
    has_quotes: bool
    quotes_are_even: bool
    has_controls: bool
    has_edges: bool
    """Blanks stand beside a delimiter, a quote or a line end somewhere, so values may need trimming."""
    has_letters: bool
    """Anything but digits and signs stands below the first line."""
    longest: int
    """An upper bound of the longest line in bytes when it exceeds a chunk, else 0."""
    sha256: str


def encoding_of(path: Path, declared: str | None) -> str:
    """How the text is written: by its byte order mark, as declared, or UTF-8."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for mark, name in BOMS if start.startswith(mark)), None)
    if marked:
        return marked
    if declared is None:
        return "utf-8"
    try:
        return codecs.lookup(declared).name
    except LookupError:
        raise FileRefused(problem("PROFILE_ENCODING", file=path.name, value=declared)) from None


def scan(path: Path, name: str) -> ByteScan:
    """Read the bytes of `path` once; refused at the first NUL and the first byte that is not UTF-8."""
    digest, lines, quotes, last = hashlib.sha256(), 0, 0, b"\n"
    lone_cr = controls = edges = letters = False
    longest, since_break = 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            refuse_nul(chunk, lines, name)
            decode(decoder, chunk, lines, name, path)
            quotes += chunk.count(b'"')
            lone_cr = lone_cr or has_lone_cr(last, chunk)
            controls = controls or has_controls(chunk)
            letters = letters or has_letters(chunk if lines else chunk[chunk.find(b"\n") + 1 :])
            edges = edges or has_edges(last, chunk)
            breaks = chunk.count(b"\n")
            since_break = since_break + len(chunk) if not breaks else len(chunk) - chunk.rfind(b"\n")
            longest = max(longest, since_break if since_break > len(chunk) or not breaks else 0)
            lines += breaks
            last = chunk[-1:]
    decode(decoder, b"", lines, name, path)
    lines += last != b"\n"
    lone_cr = lone_cr or last == b"\r"
    return ByteScan(lines, lone_cr, quotes > 0, quotes % 2 == 0, controls, edges, letters, longest, digest.hexdigest())


def refuse_nul(chunk: bytes, lines: int, name: str) -> None:
    """Refuse text with a zero byte, naming its line."""
    at = chunk.find(b"\0")
    if at >= 0:
        raise FileRefused(problem("FILE_BINARY_NUL", file=name, line=lines + chunk.count(b"\n", 0, at) + 1))


def decode(decoder: codecs.IncrementalDecoder, chunk: bytes, lines: int, name: str, path: Path) -> None:
    """Refuse text that is not UTF-8, naming the line of the first wrong byte."""
    if chunk.isascii() and chunk and decoder.getstate()[0] == b"":
        return
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError:
        line, value = first_undecodable(path)
        raise FileRefused(problem("FILE_ENCODING", file=name, line=line, value=value, encoding="UTF-8")) from None


def first_undecodable(path: Path) -> tuple[int, str]:
    """The first line that is not UTF-8, and what it looks like with the wrong bytes escaped."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                start = max(0, error.start - 20)
                return number, line[start : error.start + 20].decode("utf-8", "backslashreplace").strip()
    return 1, ""


def has_lone_cr(last: bytes, chunk: bytes) -> bool:
    """True when a carriage return stands without a line feed after it."""
    if last == b"\r" and not chunk.startswith(b"\n"):
        return True
    returns = chunk.count(b"\r")
    return returns > 0 and returns != chunk.count(b"\r\n") + chunk.endswith(b"\r")


def has_controls(chunk: bytes) -> bool:
    """True when a control or unseen character is in the chunk, tabs and line ends apart."""
    import numpy as np

    low = int(np.count_nonzero(np.frombuffer(chunk, np.uint8) < 32))
    if low != chunk.count(b"\n") + chunk.count(b"\r") + chunk.count(b"\t") or b"\x7f" in chunk:
        return True
    return not chunk.isascii() and (b"\xc2" in chunk or any(mark in chunk for mark in UNSEEN_BYTES))


def has_edges(last: bytes, chunk: bytes) -> bool:
    """True when a blank stands where a value may begin or end."""
    if last in (b" ", b"\t") or chunk[:1] in (b" ", b"\t") or b"\xc2\xa0" in chunk or b"\t" in chunk:
        return True
    return b" " in chunk and any(mark in chunk for mark in EDGES)


def has_letters(chunk: bytes) -> bool:
    """True when a letter, or a character beyond ASCII, is in the chunk."""
    import numpy as np

    return bool((np.frombuffer(chunk, np.uint8) >= ord("A")).any())
