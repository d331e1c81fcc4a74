"""The known ways in which programmes fail, as a table: what to look at, when it is a warning, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from clave.kit.refusals import gettext_noop
from clave.programme.rules.findings import MANY


class PaidOn(StrEnum):
    """What managers of key accounts are paid on."""

    REVENUE = "revenue"
    MIXED = "mixed"
    VALUE = "value"


PAID_ON_NAMES = {
    PaidOn.REVENUE: gettext_noop("mostly on revenue"),
    PaidOn.MIXED: gettext_noop("on revenue and on value"),
    PaidOn.VALUE: gettext_noop("on the value of the customer"),
}
REVIEW_LAPSES_DAYS = 380
RUN_LAPSES_DAYS = 100


@dataclass(frozen=True)
class Signals:
    """What the table looks at; None where Clave has no record of it."""

    key_accounts: int
    without_sponsor: int
    without_trained_manager: int
    functions: int
    functions_without_owner: int
    functions_taking_part: int
    champions: int
    champions_to_the_top: int
    paid_on: PaidOn | None
    days_since_review: int | None
    days_since_run: int | None
    stale_plans: int


@dataclass(frozen=True)
class FailureMode:
    """One way to fail: its name, the sign, the evidence as a sentence, what to do and on which page."""

    key: str
    name: str
    warns: Callable[[Signals], bool | None]
    evidence: str
    todo: str
    page: str


MODES = (
    FailureMode(
        "champion",
        gettext_noop("No champion at the top"),
        lambda s: s.champions_to_the_top == 0,
        gettext_noop("Champions in office: %(champions)s, reporting to the top team: %(champions_to_the_top)s."),
        gettext_noop("Appoint a champion who reports to the top team"),
        "champions",
    ),
    FailureMode(
        "only_sales",
        gettext_noop("Only one function takes part"),
        lambda s: s.functions_taking_part <= 1,
        gettext_noop(
            "Functions that answer for key accounts or hold courses: %(functions_taking_part)s of %(functions)s."
        ),
        gettext_noop("Train people of every function"),
        "training",
    ),
    FailureMode(
        "no_sponsor",
        gettext_noop("Key accounts without a sponsor"),
        lambda s: s.without_sponsor > 0,
        gettext_noop("Without a sponsor: %(without_sponsor)s of %(key_accounts)s key accounts."),
        gettext_noop("Find sponsors in the top team"),
        "sponsors",
    ),
    FailureMode(
        "too_many",
        gettext_noop("Too many key accounts"),
        lambda s: s.key_accounts > MANY,
        gettext_noop("Key accounts: %(key_accounts)s; 5 to 25 can be kept."),
        gettext_noop("Release those below the exit line"),
        "key-accounts",
    ),
    FailureMode(
        "pay",
        gettext_noop("Managers are paid on revenue"),
        lambda s: None if s.paid_on is None else s.paid_on is PaidOn.REVENUE,
        gettext_noop("Managers are paid: %(paid_on)s."),
        gettext_noop("Agree with finance to pay on the value of the customer"),
        "programme-warnings",
    ),
    FailureMode(
        "untrained",
        gettext_noop("Managers without training"),
        lambda s: s.without_trained_manager > 0,
        gettext_noop("Without a trained manager: %(without_trained_manager)s of %(key_accounts)s key accounts."),
        gettext_noop("Train the managers"),
        "training",
    ),
    FailureMode(
        "unowned",
        gettext_noop("Functions that nobody owns"),
        lambda s: s.functions_without_owner > 0,
        gettext_noop("Without an owner: %(functions_without_owner)s of %(functions)s functions."),
        gettext_noop("Name an owner for every function"),
        "functions",
    ),
    FailureMode(
        "reviews",
        gettext_noop("Reviews have lapsed"),
        lambda s: s.days_since_review is None or s.days_since_review > REVIEW_LAPSES_DAYS,
        gettext_noop("Days since the last review: %(days_since_review)s."),
        gettext_noop("Review the portfolio"),
        "rankings",
    ),
    FailureMode(
        "figures",
        gettext_noop("Figures are stale"),
        lambda s: s.days_since_run is None or s.days_since_run > RUN_LAPSES_DAYS,
        gettext_noop("Age of the figures in days: %(days_since_run)s."),
        gettext_noop("Bring in new data and start a run"),
        "runs",
    ),
    FailureMode(
        "plans",
        gettext_noop("Account plans are stale"),
        lambda s: s.stale_plans > 0,
        gettext_noop("Without a plan touched within 90 days: %(stale_plans)s of %(key_accounts)s key accounts."),
        gettext_noop("Go through the plans that nobody touched"),
        "key-accounts",
    ),
)
"""In order of consequence."""
