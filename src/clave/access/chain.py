"""The chain through the history: how an entry is hashed, and where the chain breaks if somebody reached behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from clave.access.models import ChainHead, Entry
from clave.kit.refusals import gettext_noop

Facts = Mapping[str, Any]
ANCHORS = "history-anchors"
"""The file of the data folder in which ends of the history are written down."""
FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Head:
    """Where the history ends: its last number and hash."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


@dataclass(frozen=True)
class Break:
    """The first place where the history is not what was written."""

    seq: int
    reason: str


def canonical(facts: Facts | None) -> str:
    """The one way to write these facts down: sorted keys, no spaces, ASCII only."""
    return json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), allow_nan=False)


def chained_hash(entry: Entry) -> str:
    """SHA-256 over everything the entry says and the hash of the entry before it."""
    said = {
        "seq": entry.seq,
        "at": _instant(entry.at),
        "actor": entry.actor_id,
        "event": entry.event,
        "subject": [entry.subject_type, entry.subject_id],
        "field_class": entry.field_class,
        "before": entry.before,
        "after": entry.after,
        "request": entry.request_id,
        "personal": entry.personal_digest,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(canonical(said).encode("ascii")).hexdigest()


def personal_digest(salt: str, content: str) -> str:
    """What the chain keeps of personal values: a salted digest that says nothing once salt and values are erased."""
    return hashlib.sha256(f"{salt}{content}".encode("ascii")).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def head() -> Head:
    """The end of the history now."""
    row = ChainHead.objects.filter(pk=ChainHead.ROW).first()
    return Head(row.seq, row.hash) if row and row.seq else Head(0, FIRST_HASH)


def first_break(end: Head, anchors: Iterable[Head] = ()) -> Break | None:
    """Read the history from its first entry to `end` and say where it breaks, if it does."""
    promised: dict[int, set[str]] = {end.seq: {end.hash}}
    for anchored in anchors:
        promised.setdefault(anchored.seq, set()).add(anchored.hash)
    seq, previous = 0, FIRST_HASH
    entries = Entry.objects.filter(seq__lte=end.seq).select_related("personal").order_by("seq")
    for entry in entries.iterator(chunk_size=1000):
        seq += 1
        if reason := _fault(entry, seq, previous, promised):
            return Break(seq, reason)
        previous = entry.hash
    later = [anchored for anchored in sorted(promised) if anchored > seq]
    return (
        Break(seq + 1, gettext_noop("the history ends before this entry, which is known to exist")) if later else None
    )


def _fault(entry: Entry, seq: int, previous: str, promised: Mapping[int, set[str]]) -> str:
    """What is wrong with one entry, or nothing."""
    if entry.seq != seq:
        return gettext_noop("this entry is missing")
    if entry.previous_hash != previous:
        return gettext_noop("it does not continue the entry before it")
    if entry.hash != chained_hash(entry):
        return gettext_noop("it was changed after it was written")
    if promised.get(seq, set()) - {entry.hash}:
        return gettext_noop("it is another entry than the one that was anchored here")
    return gettext_noop("its personal values were changed") if _personal_values_differ(entry) else ""


def _personal_values_differ(entry: Entry) -> bool:
    personal = getattr(entry, "personal", None)
    if personal is None:
        return bool(entry.personal_digest)
    return personal.erased_at is None and entry.personal_digest != personal_digest(personal.salt, personal.content)


def anchors(file: Path) -> list[Head]:
    """The ends of the history that were written down outside the database, oldest first."""
    lines = file.read_text(encoding="ascii").split("\n") if file.is_file() else []
    return [Head(int(seq), digest) for seq, digest in (line.split() for line in lines if line.strip())]


def anchor(file: Path, end: Head) -> None:
    """Write down where the history ends, so that a later rewriting shows."""
    with file.open("a", encoding="ascii") as out:
        out.write(f"{end}\n")
