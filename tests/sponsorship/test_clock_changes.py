"""Visits on the days around which clocks are changed, in zones that change them differently."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.kit.refusals import Refusal
from clave.sponsorship.rules.calendar import Event, calendar
from clave.sponsorship.rules.moments import moment_of
from clave.sponsorship.rules.refusals import HourLeftOut, HourTwice

ZONES = (
    "Europe/Madrid",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
)
CHANGED = datetime(2026, 1, 1, tzinfo=UTC)


def change_days(zone: str) -> list[date]:
    """The days of three years on which the clocks of a zone are changed, the day before and the day after; else New Year."""
    every = [date(2025, 1, 1) + timedelta(days=at) for at in range(3 * 365)]

    def offset(day: date) -> timedelta | None:
        return datetime.combine(day, time(), ZoneInfo(zone)).utcoffset()

    changed = [day for day in every if offset(day) != offset(day + timedelta(days=1))]
    return [day + timedelta(days=by) for day in changed for by in (-1, 0, 1)] or every[:1]


def times_shown(day: date, hour: time, zone: str) -> list[datetime]:
    """The moments at which a clock on the wall shows this, by trying every offset that a zone can have."""
    wall = datetime.combine(day, hour)
    tried = (wall.replace(tzinfo=UTC) - timedelta(minutes=minutes) for minutes in range(-14 * 60, 14 * 60 + 1, 15))
    return [at for at in tried if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall]


WHEN = st.sampled_from([(zone, day) for zone in ZONES for day in change_days(zone)])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WHEN, st.times().map(lambda hour: hour.replace(second=0, microsecond=0)), st.integers(15, 600))
def test_a_calendar_in_any_zone_shows_the_hour_that_was_written(
    when: tuple[str, date], hour: time, minutes: int
) -> None:
    zone, day = when
    shown = times_shown(day, hour, zone)
    if len(shown) != 1:
        with pytest.raises(HourTwice if shown else HourLeftOut):
            moment_of(day, hour, zone)
        return
    at = moment_of(day, hour, zone)
    assert [at] == shown
    text = calendar("Visits", [Event("a@x", "Visit", day, at, minutes, CHANGED, 0)])
    lines = dict(line.split(":", 1) for line in text.split("\r\n") if line.startswith("DT"))
    begins, ends = (
        datetime.strptime(lines[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for name in ("DTSTART", "DTEND")
    )
    assert begins.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, hour)
    assert ends - begins == timedelta(minutes=minutes)


@given(WHEN)
def test_a_visit_for_the_whole_day_is_one_day_everywhere(when: tuple[str, date]) -> None:
    _, day = when
    text = calendar("Visits", [Event("a@x", "Visit", day, None, 90, CHANGED, 0)])
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\n" in text
    assert f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}\r\n" in text


@pytest.mark.parametrize(
    ("zone", "day", "hour", "refusal"),
    [
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), HourLeftOut),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), HourTwice),
        ("America/New_York", date(2026, 3, 8), time(2, 30), HourLeftOut),
        ("Europe/London", date(2026, 10, 25), time(1, 30), HourTwice),
    ],
)
def test_an_hour_that_is_left_out_or_comes_twice_is_refused_where_that_is_so(
    zone: str, day: date, hour: time, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        moment_of(day, hour, zone)
    assert moment_of(day, hour, "Asia/Kathmandu") is not None
