"""What people are paid on, and where that works against key accounts. Tables, so that each line can be read and changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from clave.access.policy import Role
from clave.kit.refusals import gettext_noop

WHOLE = 100
MOST_ON_REVENUE = 33
"""No more than a third of a variable pay rests on revenue."""
FEWEST_IN_A_GROUP = 5
"""Totals of fewer people would tell what one of them is paid."""


class Measure(StrEnum):
    """What a part of pay is measured by."""

    LIFETIME_VALUE = "lifetime_value"
    CONTRIBUTION = "contribution"
    REVENUE = "revenue"
    PROMISES = "promises"
    TRAINING = "training"
    TEAM = "team"
    VOLUME = "volume"
    QUARTER = "quarter"


MEASURE_NAMES: dict[Measure, str] = {
    Measure.LIFETIME_VALUE: gettext_noop("change in lifetime value"),
    Measure.CONTRIBUTION: gettext_noop("contribution of the key accounts"),
    Measure.REVENUE: gettext_noop("revenue"),
    Measure.PROMISES: gettext_noop("promises kept"),
    Measure.TRAINING: gettext_noop("training completed"),
    Measure.TEAM: gettext_noop("result of the whole team"),
    Measure.VOLUME: gettext_noop("volume, or utilisation"),
    Measure.QUARTER: gettext_noop("result of the quarter"),
}


class Conflict(StrEnum):
    """How pay works against key accounts."""

    REVENUE_LEADS = "revenue_leads"
    REVENUE = "revenue"
    NOTHING_ON_VALUE = "nothing_on_value"
    QUARTER = "quarter"
    VOLUME = "volume"
    DISCOUNTS = "discounts"


CONFLICT_WORDS: dict[Conflict, str] = {
    Conflict.REVENUE_LEADS: gettext_noop(
        "A manager paid on revenue gains by discounts and volume that lower what the key account is worth; more than a third rests on it."
    ),
    Conflict.REVENUE: gettext_noop("A part rests on revenue: an order that loses money is still paid."),
    Conflict.NOTHING_ON_VALUE: gettext_noop("A manager of key accounts, and nothing rests on what they are worth."),
    Conflict.QUARTER: gettext_noop(
        "A sponsor paid on the quarter is asked to give up this quarter's result for a value that takes years."
    ),
    Conflict.VOLUME: gettext_noop(
        "Operations paid on volume lose pay whenever they keep a slot or stock free for a promise."
    ),
    Conflict.DISCOUNTS: gettext_noop("Whoever approves discounts is paid on revenue, and so for each one granted."),
}
CONFLICT_MARKS: dict[Conflict, str] = {
    Conflict.REVENUE_LEADS: "bad",
    Conflict.REVENUE: "warn",
    Conflict.NOTHING_ON_VALUE: "warn",
    Conflict.QUARTER: "bad",
    Conflict.VOLUME: "bad",
    Conflict.DISCOUNTS: "bad",
}


@dataclass(frozen=True)
class Paid:
    """Who is paid, and on what: roles, the weight (0..100) of each measure, whether they approve discounts."""

    roles: Collection[Role]
    weights: Mapping[Measure, int]
    approves_discounts: bool

    def on(self, measure: Measure) -> int:
        return self.weights.get(measure, 0)


def conflicts(paid: Paid) -> list[Conflict]:
    """How this pay works against key accounts; empty where it does not."""
    manages, revenue = Role.KEY_ACCOUNT_MANAGER in paid.roles, paid.on(Measure.REVENUE)
    table = {
        Conflict.REVENUE_LEADS: manages and revenue > MOST_ON_REVENUE,
        Conflict.REVENUE: manages and 0 < revenue <= MOST_ON_REVENUE,
        Conflict.NOTHING_ON_VALUE: manages and not paid.on(Measure.LIFETIME_VALUE),
        Conflict.QUARTER: Role.EXECUTIVE_SPONSOR in paid.roles and paid.on(Measure.QUARTER) > 0,
        Conflict.VOLUME: Role.FUNCTION_MEMBER in paid.roles and paid.on(Measure.VOLUME) > 0,
        Conflict.DISCOUNTS: paid.approves_discounts and revenue > 0,
    }
    return [conflict for conflict, applies in table.items() if applies]
