"""The proof of benefit: what the programme costs over a time, how a statement may be asked for, and what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.kit.refusals import Refusal, gettext_noop

DRAWS, SEED = 400, 1
MOST_DONORS = 1_000
"""So many of the largest customers outside, by their size before the first entry, stand in a panel."""
STEPS: dict[str, str] = {
    "reading": gettext_noop("Reading the months of every customer"),
    "estimating": gettext_noop("Comparing, three ways, and drawing placebos"),
}
"""What a statement does, in order."""
METHOD_NAMES: dict[str, str] = {
    "ancova": gettext_noop("Regression on the stored score and two prior years"),
    "sdid": gettext_noop("Synthetic difference-in-differences"),
    "near_miss": gettext_noop("Near misses just below the line"),
}
METHOD_NOTES: dict[str, str] = {
    "ancova": gettext_noop(
        "Leads: holds fixed the score by which they were chosen, so that the choice itself is not counted."
    ),
    "sdid": gettext_noop("Each key account beside a mixture of customers that moved like it before."),
    "near_miss": gettext_noop("The change since the year before, beside candidates that were nearly chosen."),
}
METHOD_ABSENT: dict[str, str] = {
    "sdid": gettext_noop("Not computed: too few customers outside are large enough to mix a likeness from."),
    "near_miss": gettext_noop(
        "Not computed: it takes three key accounts and three candidates, each with a score stored at the decision."
    ),
}
"""Why a method that gives a second opinion has no figure."""
LEFT_OUT_NAMES: dict[str, str] = {
    "no_year_before": gettext_noop("entered before twelve months of the ledger"),
    "no_score": gettext_noop("no score was stored when it entered"),
    "no_business_before": gettext_noop("brought next to nothing before it entered"),
    "enters_later": gettext_noop("entered after the last whole month of the run"),
    "not_in_run": gettext_noop("the run knows no contribution of it"),
    "in_a_group": gettext_noop("belongs to a group that is a key account itself"),
}
"""Why nothing is measured of a key account."""
METHOD_ASKED = "before-and-after"


class BareBeforeAfter(Refusal):
    code = "BARE_BEFORE_AFTER"
    http_status = 422
    template = gettext_noop(
        "A bare before-and-after figure is not given: key accounts are chosen in a good year and would have fallen back anyway, "
        "so it would show a benefit or a loss that nobody caused. Ask without a method, and read the three that compare."
    )


class MethodUnknown(Refusal):
    code = "BENEFIT_METHOD_UNKNOWN"
    http_status = 422
    template = gettext_noop("There is no method %(method)s. Choose one of: %(methods)s, or ask without a method.")


class NoKeyAccountsYet(Refusal):
    code = "BENEFIT_NEEDS_KEY_ACCOUNTS"
    template = gettext_noop("There is no key account yet, so there is nothing to measure. Admit key accounts first.")


class BenefitNeedsRun(Refusal):
    code = "BENEFIT_NEEDS_RUN"
    template = gettext_noop("No run is finished yet. Start a run first: it gives the contribution of every month.")


class NoStatementYet(Refusal):
    code = "BENEFIT_NOT_STATED"
    http_status = 404
    template = gettext_noop(
        "No benefit has been stated yet. Ask for a statement on the page Benefit, or with: clave benefit --state."
    )


class StatementNotDone(Refusal):
    code = "BENEFIT_NOT_DONE"
    template = gettext_noop("Statement %(statement)s is not finished. Wait until it is. Nothing was changed.")


class CostUnfit(Refusal):
    code = "PROGRAMME_COST_UNFIT"
    http_status = 422
    template = gettext_noop("Say what it is, what it costs a year and in which currency. Nothing was changed.")


class CostDaysReversed(Refusal):
    code = "PROGRAMME_COST_DAYS_REVERSED"
    http_status = 422
    template = gettext_noop("The last day lies before the first. Nothing was changed.")


class CostWithdrawn(Refusal):
    code = "PROGRAMME_COST_WITHDRAWN"
    template = gettext_noop("This cost was withdrawn already. Nothing was changed.")


STOPPED: dict[str, Any] = {
    "code": "BENEFIT_STOPPED",
    "template": gettext_noop(
        "The process that computed this statement has died; nothing of it was kept. Ask for it again."
    ),
    "facts": {},
}
UNEXPECTED: dict[str, Any] = {
    "code": "BENEFIT_FAILED",
    "template": gettext_noop(
        "The statement failed in a way that Clave did not expect; nothing of it was kept. Ask for it again; if it fails again, "
        "give the administrator its code: the log says more."
    ),
    "facts": {},
}


@dataclass(frozen=True)
class Cost:
    """What something of the programme costs a year from a day until another; None: not ended, or not known."""

    yearly: int | None
    currency: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Spent:
    """What the programme cost over a time in one currency, and how many costs are unknown or in another currency."""

    total: int
    unpriced: int
    elsewhere: int


def refuse_method(asked: str, methods: Iterable[str] = tuple(METHOD_NAMES)) -> None:
    """Refuse a bare before-and-after figure, and what is no method."""
    if asked.replace("_", "-") in (METHOD_ASKED, "before-after"):
        raise BareBeforeAfter
    if asked and asked not in methods:
        raise MethodUnknown(method=asked[:40], methods=", ".join(methods))


def spent(costs: Iterable[Cost], currency: str, since: date, until: date) -> Spent:
    """The cost of the days from `since` to `until`, both counted, a year as 365 days, rounded half up at the end."""
    twice, unpriced, elsewhere = 0, 0, 0
    for cost in costs:
        days = (min(cost.ends_on or until, until) - max(cost.starts_on, since)).days + 1
        if days <= 0:
            continue
        if cost.yearly is None:
            unpriced += 1
        elif cost.currency != currency:
            elsewhere += 1
        else:
            twice += 2 * cost.yearly * days
    return Spent((twice + 365) // 730, unpriced, elsewhere)


def month_number(day: date) -> int:
    """Months since the year nought."""
    return day.year * 12 + day.month - 1


def first_whole_month(day: date) -> int:
    """The month from which somebody who entered on this day counts as a key account: the first whole one."""
    return month_number(day) + (day.day > 1)


def last_whole_month(as_of: date) -> int:
    """The last month that a run of this day knows whole."""
    number = month_number(as_of)
    is_last_day = month_number(date.fromordinal(as_of.toordinal() + 1)) > number
    return number if is_last_day else number - 1


def month_named(number: int) -> date:
    """The first day of a month."""
    return date(number // 12, number % 12 + 1, 1)
