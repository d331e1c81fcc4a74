"""Every entry that an operation writes can be told in words."""

from __future__ import annotations

import re
from pathlib import Path

from clave.access.event_words import EVENT_WORDS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "clave"
WRITTEN = re.compile(r"""(?:event=|event = |_record\([\w.]+, )f?"([\w.{}]+)["\s]""")


def test_every_event_that_is_written_has_words_and_no_word_is_left_over() -> None:
    names = {name for file in SOURCE.rglob("*.py") for name in WRITTEN.findall(file.read_text(encoding="utf-8"))}
    verbs = {name.rpartition(".")[2] for name in names} - {"{event}"}
    assert len(verbs) > 40
    assert verbs | {"deactivated"} == set(EVENT_WORDS)
