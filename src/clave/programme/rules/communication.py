"""Who has heard what: how long a message lasts, and how a place that should hear it stands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from clave.kit.refusals import gettext_noop
from clave.programme.rules.findings import Finding, of_share

LASTS_DAYS = 365
"""What was said longer ago should be said again: practice, not evidence."""


class Heard(StrEnum):
    """How a function at a site stands with a message."""

    HEARD = "heard"
    LONG_AGO = "long ago"
    NOBODY = "nobody"


HEARD_NAMES: dict[Heard, str] = {
    Heard.HEARD: gettext_noop("heard it"),
    Heard.LONG_AGO: gettext_noop("more than a year ago"),
    Heard.NOBODY: gettext_noop("nobody has heard it"),
}
HEARD_MARKS: dict[Heard, str] = {Heard.HEARD: "good", Heard.LONG_AGO: "warn", Heard.NOBODY: "bad"}


def heard(last_on: date | None, on: date) -> Heard:
    """How a place stands that heard a message last on a day, or never."""
    if last_on is None:
        return Heard.NOBODY
    return Heard.HEARD if last_on > on - timedelta(days=LASTS_DAYS) else Heard.LONG_AGO


def reached(places: Collection[tuple[int, int]], told: Collection[tuple[int, int]], unplaced: int) -> Finding:
    """How many functions at their sites heard the message within a year; functions at no site count as not reached."""
    if not places:
        return Finding(None, gettext_noop("Nobody has said yet which functions work at which sites."))
    done = len(set(places) & set(told))
    template = gettext_noop("Functions at their sites that heard the message within a year: %(done)s of %(all)s.")
    return of_share(done, len(set(places)) + unplaced, template)
