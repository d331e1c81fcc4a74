"""One pass over the bytes of a text file: what no reader of rows would say, with exact line numbers."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clave.analytics.sources.containers import CHUNK
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.wording import problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    scanner = Scanner(path, name)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            scanner.take(chunk)
    return scanner.found()


class Scanner:
    """What was seen so far of one file."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self.digest = hashlib.sha256()
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.lines, self.quotes, self.longest, self.since_break = 0, 0, 0, 0
        self.lone_cr = self.controls = self.edges = self.letters = False
        self.last = b"\n"

    def take(self, chunk: bytes) -> None:
        """The next bytes."""
        import numpy as np

        self.digest.update(chunk)
        refuse_nul(chunk, self.lines, self.name)
        decode(self.decoder, chunk, self.lines, self.name, self.path)
        codes = np.frombuffer(chunk, np.uint8)
        breaks = int(np.count_nonzero(codes == ord("\n")))
        below_blank = int(np.count_nonzero(codes < ord(" "))) - breaks
        self.letters = self.letters or has_letters(codes if self.lines else codes[chunk.find(b"\n") + 1 :])
        self.quotes += chunk.count(b'"')
        self.controls = self.controls or has_controls(chunk, below_blank)
        self.lone_cr = self.lone_cr or has_lone_cr(self.last, chunk, below_blank)
        self.edges = self.edges or has_edges(self.last, chunk, below_blank)
        self.measure(chunk, breaks)
        self.lines += breaks
        self.last = chunk[-1:]

    def measure(self, chunk: bytes, breaks: int) -> None:
        """Note lines that are longer than a chunk."""
        self.since_break = len(chunk) - chunk.rfind(b"\n") if breaks else self.since_break + len(chunk)
        if not breaks or self.since_break > len(chunk):
            self.longest = max(self.longest, self.since_break)

    def found(self) -> ByteScan:
        """What the whole file says."""
        decode(self.decoder, b"", self.lines, self.name, self.path)
        return ByteScan(
            lines=self.lines + (self.last != b"\n"),
            has_lone_cr=self.lone_cr or self.last == b"\r",
            has_quotes=self.quotes > 0,
            quotes_are_even=self.quotes % 2 == 0,
            has_controls=self.controls,
            has_edges=self.edges,
            has_letters=self.letters,
            longest=self.longest,
            sha256=self.digest.hexdigest(),
        )


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


def has_lone_cr(last: bytes, chunk: bytes, below_blank: int) -> bool:
    """True when a carriage return stands without a line feed after it."""
    if last == b"\r" and not chunk.startswith(b"\n"):
        return True
    returns = chunk.count(b"\r") if below_blank else 0
    return returns > 0 and returns != chunk.count(b"\r\n") + chunk.endswith(b"\r")


def has_controls(chunk: bytes, below_blank: int) -> bool:
    """True when a control or unseen character may be in the chunk, tabs and line ends apart."""
    if below_blank and below_blank != chunk.count(b"\r") + chunk.count(b"\t"):
        return True
    if chunk.isascii():
        return b"\x7f" in chunk
    return b"\xc2" in chunk or not chunk[-2:].isascii() or any(mark in chunk for mark in UNSEEN_BYTES)


def has_edges(last: bytes, chunk: bytes, below_blank: int) -> bool:
    """True when a blank may stand where a value begins or ends."""
    if last in (b" ", b"\t") or chunk[:1] in (b" ", b"\t") or (below_blank and b"\t" in chunk):
        return True
    if not chunk.isascii() and (b"\xc2\xa0" in chunk or not chunk[-1:].isascii()):
        return True
    return b" " in chunk and any(mark in chunk for mark in EDGES)


def has_letters(codes: NDArray[np.uint8]) -> bool:
    """True when a letter, or a character beyond ASCII, is among the bytes."""
    return bool((codes >= ord("A")).any())
