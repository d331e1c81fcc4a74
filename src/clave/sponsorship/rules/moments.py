"""A day and an hour in the company's time zone as one moment; an hour that a clock change leaves out or repeats is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from clave.sponsorship.rules.refusals import HourLeftOut, HourTwice


def moment_of(day: date, hour: time | None, zone: str) -> datetime | None:
    """The moment in universal time; None where only the day is known. Raises HourLeftOut and HourTwice."""
    if hour is None:
        return None
    first = datetime.combine(day, hour.replace(fold=0), ZoneInfo(zone))
    if first.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise HourLeftOut(day=day, hour=hour.strftime("%H:%M"))
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        raise HourTwice(day=day, hour=hour.strftime("%H:%M"))
    return first.astimezone(UTC)
