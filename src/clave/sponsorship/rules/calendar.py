"""Visits as a calendar file (RFC 5545): moments in universal time, days as days, lines folded at 75 octets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_OCTETS = 75


@dataclass(frozen=True)
class Event:
    """One visit as a calendar shows it: nothing but when and to whom."""

    uid: str
    summary: str
    on: date
    starts_at: datetime | None
    duration_minutes: int
    changed_at: datetime
    sequence: int
    is_cancelled: bool = False


def calendar(name: str, events: Iterable[Event]) -> str:
    """The whole file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Clave//Sponsor visits//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT4H"]
    for event in events:
        lines += _lines(event)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _lines(event: Event) -> list[str]:
    if event.starts_at is None:
        times = [f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}", f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"]
    else:
        ends = event.starts_at + timedelta(minutes=event.duration_minutes)
        times = [f"DTSTART:{_utc(event.starts_at)}", f"DTEND:{_utc(ends)}"]
    status = "CANCELLED" if event.is_cancelled else "CONFIRMED"
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(event.changed_at)}",
        f"SEQUENCE:{event.sequence}",
        *times,
        f"SUMMARY:{escaped(event.summary)}",
        f"STATUS:{status}",
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A text as RFC 5545 writes it: no line break of its own begins a property."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, never breaking a letter."""
    pieces, piece, octets = [], "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > MOST_OCTETS:
            pieces.append(piece)
            piece, octets = " ", 1
        piece, octets = piece + letter, octets + size
    return "\r\n".join([*pieces, piece])
