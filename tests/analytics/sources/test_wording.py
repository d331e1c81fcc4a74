"""Every code is told in a full sentence and explained in the handbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clave.analytics.problems import Phrase, Problem, shown
from clave.analytics.sources.wording import CODE_OF, SENTENCES, codes, problem

HANDBOOK = Path(__file__).parents[3] / "docs" / "handbook" / "bad-input.md"
SOURCES = Path(__file__).parents[3] / "src" / "clave" / "analytics" / "sources"


def test_the_handbook_explains_every_code_and_no_other() -> None:
    explained = re.findall(r"^\| `([A-Z_]+)` \|", HANDBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    assert explained == sorted(explained)
    assert tuple(explained) == codes()


def test_every_sentence_begins_with_the_place_and_is_used() -> None:
    assert [name for name, sentence in SENTENCES.items() if not sentence.startswith("%(where)s: ")] == []
    written = "".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py") if path.name != "wording.py")
    unused = [name for name in SENTENCES if f'"{name}"' not in written and f"'{name}'" not in written]
    assert unused == []
    assert set(CODE_OF) <= set(SENTENCES)


def test_a_message_names_the_place_and_shows_at_most_eighty_characters() -> None:
    told = problem("NUMBER_INVALID", file="a.csv", line=3, column="net", value="x" * 500 + "\x07").sentence()
    assert told.startswith("a.csv, line 3, column net: “xxx")
    assert "x" * 80 not in told
    assert shown("a\x07b\n") == "a\\x07b\\n"


def test_a_cell_is_named_instead_of_its_line() -> None:
    assert (
        problem("CELL_ERROR", file="a.xlsx", line=3, cell="H3", column="net", value="#REF!").where()
        == "a.xlsx, cell H3, column net"
    )


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"lines": [2, 4]}, "line 2, line 4"),
        (
            {"lines": list(range(2, 14))},
            "line 2, line 3, line 4, line 5, line 6, line 7, line 8, line 9, line 10, line 11 and 2 more",
        ),
        ({"lines": [2], "more": 5}, "line 2 and 5 more"),
    ],
)
def test_lines_are_listed_up_to_ten(facts: dict[str, object], told: str) -> None:
    assert Problem("X", "%(lines)s", facts=facts).sentence() == told


def test_the_reader_s_language_reaches_places_and_phrases() -> None:
    spanish = {
        "line %(line)s": "línea %(line)s",
        "%(where)s: %(what)s": "%(where)s: es %(what)s",
        "folder": "una carpeta",
    }
    told = Problem("X", "%(where)s: %(what)s", file="a", line=2, facts={"what": Phrase("folder")})
    assert told.sentence(lambda text: spanish.get(text, text)) == "a, línea 2: es una carpeta"
