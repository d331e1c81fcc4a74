"""Words found in text whatever their case and accents: the same in SQLite and PostgreSQL, without an extension of either."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Func

ACCENTED = {
    "a": "áàâäãåāăą",
    "c": "çćčĉċ",
    "d": "ďđð",
    "e": "éèêëēĕėęě",
    "g": "ğĝġģ",
    "h": "ĥħ",
    "i": "íìîïīĭįı",
    "j": "ĵ",
    "k": "ķ",
    "l": "łĺļľ",
    "n": "ñńņň",
    "o": "óòôöõøōŏő",
    "r": "ŕŗř",
    "s": "śşšŝș",
    "t": "ťţț",
    "u": "úùûüūŭůűų",
    "w": "ŵ",
    "y": "ýÿŷ",
    "z": "źżž",
}
"""A letter of a search -> the letters that it also finds."""
JOINED = {"ss": "ß", "ae": "æ", "oe": "œ"}
"""Two letters of a search -> the one that they also find."""
FOLD = "clave_folded"
MOST_WORDS = 6
MOST_LETTERS = 100


def _upper(sign: str) -> str:
    return "ẞ" if sign == "ß" else sign.upper()


def _both(letters: str) -> str:
    return letters + "".join(upper for sign in letters if len(upper := _upper(sign)) == 1 and upper != sign)


SINGLE = {accented: letter for letter, many in ACCENTED.items() for accented in _both(many)}
DOUBLE = {sign: pair for pair, one in JOINED.items() for sign in _both(one)}
_TABLE = str.maketrans(SINGLE | DOUBLE)


def folded(text: str) -> str:
    """Text in small letters without accents."""
    return unicodedata.normalize("NFC", text).translate(_TABLE).lower()


def words_of(text: str) -> list[str]:
    """What somebody looks for, word by word, folded; nothing a database could not hold."""
    return folded(text.replace("\0", " ")[:MOST_LETTERS]).split()[:MOST_WORDS]


class Joined(Func):
    """Several columns as one text, kept folded so that a stored column of it is searched as it stands."""

    arity = None
    arg_joiner = " || ' ' || "
    template = "(%(expressions)s)"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Folded by functions that PostgreSQL has."""
        joined, few = "lower(%(expressions)s)", SINGLE.items()
        for sign, pair in DOUBLE.items():
            joined = f"replace({joined}, '{sign}', '{pair}')"
        froms, tos = "".join(sign for sign, _ in few), "".join(letter for _, letter in few)
        return self.as_sql(compiler, connection, template=f"translate({joined}, '{froms}', '{tos}')", **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Folded by the function that `teach` gives every connection; reading the column needs it not."""
        return self.as_sql(compiler, connection, template=f"{FOLD}(%(expressions)s)", **more)


def teach(sender: Any, connection: Any, **more: Any) -> None:
    """Give a connection to SQLite the function that folds what is written."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FOLD, 1, folded, deterministic=True)


class FoldedText(models.TextField):  # type: ignore[type-arg]
    """The text of a stored column of `Joined`."""


def holds(text: str, word: str, vendor: str, *, is_folded: bool = False, starts: bool = False) -> tuple[str, list[str]]:
    """The condition that a column or expression holds a folded word, or begins with it, and what is to be filled in.

    Plain letters are compared at once; only text with others is looked at letter by letter. `is_folded`: the database
    keeps the text folded, in a stored column of `Joined`, where SQLite compares letters faster than patterns.
    """
    if is_folded and vendor == "sqlite" and not starts:
        return f"INSTR({text}, %s) > 0", [word]
    plain = f"{'' if starts else '%'}{_plain(word)}%"
    if is_folded:
        return f"{text} LIKE %s ESCAPE '\\'", [plain]
    if vendor == "postgresql":
        return f"{text} ~ %s", [("^" if starts else "") + _pattern(word)]
    globs = [f"{'' if starts else '*'}{glob}*" for glob in _globs(word)]
    either = " OR ".join([f"{text} GLOB %s"] * len(globs))
    other = f"LENGTH({text}) <> LENGTH(CAST({text} AS BLOB)) AND ({either})"
    return f"({text} LIKE %s ESCAPE '\\' OR ({other}))", [plain, *globs]


def _plain(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


def _globs(word: str) -> list[str]:
    """The word as a pattern of SQLite, and once more with every pair of letters as the one letter for it."""
    joined = word
    for pair, one in JOINED.items():
        joined = joined.replace(pair, one)
    return ["".join(map(_choice, each)) for each in dict.fromkeys((word, joined))]


def _pattern(word: str) -> str:
    """The word as a regular expression of PostgreSQL."""
    parts = re.split(f"({'|'.join(JOINED)})", word)
    return "".join(_either(part) if part in JOINED else "".join(map(_matched, part)) for part in parts)


def _either(pair: str) -> str:
    return f"(?:{''.join(map(_matched, pair))}|[{_both(JOINED[pair])}])"


def _matched(sign: str) -> str:
    return _choice(sign) if sign.isalpha() else rf"\{sign}" if sign.isascii() and not sign.isalnum() else sign


@lru_cache(maxsize=1024)
def _choice(sign: str) -> str:
    """Every letter that a letter finds, as a class; another sign stands for itself."""
    letters = _both(sign + ACCENTED.get(sign, ""))
    return f"[{letters}]" if len(letters) > 1 or sign in "*?[" else sign
