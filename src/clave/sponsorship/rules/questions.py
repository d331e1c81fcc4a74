"""The one question that a sponsor takes along: a table of what worries and what is not known; the first row that holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clave.kit.refusals import gettext_noop

FALL_POINTS = 10
"""Deliveries have fallen when so many points of a hundred fewer were on time."""
VALUE_FALL_PERCENT = 10
WIDE_TIMES = 1.0
"""An interval is wide when it is longer than so many times the value itself."""
FEW_CONTACTS = 2


@dataclass(frozen=True)
class Known:
    """What is known of a key account before a visit; nothing where it is not known or not for the reader."""

    broken: str = ""
    late_follow_up: str = ""
    is_quiet: bool = False
    on_time_fall_points: float = 0
    value_change_percent: float | None = None
    worry: str = ""
    told: bool = False
    contacts: int = 0
    unasked: int = 0
    has_value: bool = False
    width_times_value: float | None = None


@dataclass(frozen=True)
class Row:
    """One row: when it holds, what to ask then, and why."""

    name: str
    when: str
    question: str
    reason: str
    holds: Callable[[Known], bool]


TABLE: tuple[Row, ...] = (
    Row(
        "broken",
        gettext_noop("A promise was broken last time it was judged"),
        gettext_noop("What did it cost you that we did not keep our word, and what do you need from us now?"),
        gettext_noop("Broken: %(broken)s"),
        lambda known: bool(known.broken),
    ),
    Row(
        "late",
        gettext_noop("Something we said after a visit is late"),
        gettext_noop("We told you we would see to something: how does it look from your side today?"),
        gettext_noop("Late with us: %(late)s"),
        lambda known: bool(known.late_follow_up),
    ),
    Row(
        "quiet",
        gettext_noop("It has gone quiet"),
        gettext_noop("What would have to be different for your next order to come to us?"),
        gettext_noop("The chance that it still buys is %(chance)s."),
        lambda known: known.is_quiet,
    ),
    Row(
        "served",
        gettext_noop("Fewer orders came on time than in the run before"),
        gettext_noop("Where in your plant do our late deliveries hurt most?"),
        gettext_noop("On time fell from %(on_time_before)s to %(on_time)s between the two runs."),
        lambda known: known.on_time_fall_points >= FALL_POINTS,
    ),
    Row(
        "worth",
        gettext_noop("Its lifetime value fell by a tenth or more"),
        gettext_noop("What has changed in what you buy, and from whom?"),
        gettext_noop("Its lifetime value fell by %(fall)s since the run before."),
        lambda known: known.value_change_percent is not None and known.value_change_percent <= -VALUE_FALL_PERCENT,
    ),
    Row(
        "worry",
        gettext_noop("Something worried us last time"),
        gettext_noop("What has moved since we last met in what you weigh when you choose a supplier?"),
        gettext_noop("Last time it worried us: %(worry)s"),
        lambda known: bool(known.worry),
    ),
    Row(
        "people",
        gettext_noop("We may name fewer than two of their people"),
        gettext_noop("Who else of yours decides on what you buy from us, and may we meet them?"),
        gettext_noop("We may name %(contacts)s of their people."),
        lambda known: known.contacts < FEW_CONTACTS,
    ),
    Row(
        "never",
        gettext_noop("Nobody has told of a visit yet"),
        gettext_noop("What matters most to you this year, and where do we stand in it?"),
        gettext_noop("No visit has been told of yet."),
        lambda known: not known.told,
    ),
    Row(
        "unknown",
        gettext_noop("Its lifetime value is not known"),
        gettext_noop("What do you plan to buy next year, and how will you buy it?"),
        gettext_noop("Its orders do not say what it is worth."),
        lambda known: not known.has_value,
    ),
    Row(
        "wide",
        gettext_noop("Its lifetime value is very unsure"),
        gettext_noop("How does next year look to you: more, the same, or less than this one?"),
        gettext_noop("Its value is unsure: the interval is wider than the value itself."),
        lambda known: known.width_times_value is not None and known.width_times_value > WIDE_TIMES,
    ),
    Row(
        "unasked",
        gettext_noop("We do not know whether their people agree to be kept in our records"),
        gettext_noop("May we keep the names of your people, and write to them?"),
        gettext_noop("For %(unasked)s of their people no consent is known."),
        lambda known: known.unasked > 0,
    ),
    Row(
        "else",
        gettext_noop("Nothing of the above"),
        gettext_noop("If we were gone tomorrow, what would you miss most, and what not at all?"),
        gettext_noop("Nothing worries and nothing is missing: learn what is worth keeping."),
        lambda known: True,
    ),
)
"""In the order in which they are tried; the last always holds."""


def chosen(known: Known) -> Row:
    """The first row that holds."""
    return next(row for row in TABLE if row.holds(known))


def holding(known: Known) -> list[Row]:
    """Every row that holds, in its order."""
    return [row for row in TABLE if row.holds(known)]
