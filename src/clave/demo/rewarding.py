"""The demo's forecasts, some too hopeful and too sure, and its pay: old plans on revenue and volume, and a better proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Person
from clave.demo.chance import stream
from clave.demo.files import DemoFiles
from clave.kit.refusals import gettext_noop
from clave.people.operations.forecasting import save_forecast
from clave.people.operations.paying import PlanTerms, keep_proposal, register_pay_plan
from clave.people.queries.forecasts import contributions, latest_run
from clave.people.rules.forecasts import Said
from clave.people.rules.pay import Measure
from clave.portfolio.models import KeyAccount

People = Mapping[Role, User]
FORECAST_IN = (12, 5)
"""The month and day on which next year is forecast."""
HOPE, SPREAD, SURE = 0.06, 0.12, 0.11
"""By how much forecasts are too high on the whole, how much they scatter, and how wide their intervals are to each side."""
RESTS_ON = (
    gettext_noop("This year, and the second line they start in spring."),
    gettext_noop("The volumes their buyer gave us in November."),
    gettext_noop("Like this year; nobody has told us more."),
)
PAID: tuple[tuple[dict[Measure, int], str], ...] = (
    (
        {Measure.LIFETIME_VALUE: 50, Measure.CONTRIBUTION: 30, Measure.PROMISES: 20},
        gettext_noop("Changed when the programme began."),
    ),
    ({Measure.REVENUE: 70, Measure.TEAM: 30}, gettext_noop("The contract from the time in sales.")),
    (
        {Measure.CONTRIBUTION: 70, Measure.REVENUE: 30},
        gettext_noop("Half way: margin instead of revenue."),
    ),
)
"""On what the managers are paid, one after the other, and why."""
OTHERS: tuple[tuple[Role, dict[Measure, int], str], ...] = (
    (Role.EXECUTIVE_SPONSOR, {Measure.QUARTER: 60, Measure.TEAM: 40}, gettext_noop("As the whole top team.")),
    (Role.FUNCTION_MEMBER, {Measure.VOLUME: 80, Measure.TEAM: 20}, gettext_noop("By the output of the lines.")),
)
VALUE_FIRST = {
    "weight_revenue": 0,
    "weight_contribution": 20,
    "weight_lifetime_value": 60,
    "weight_promises": 20,
    "variable": 25,
    "floor": 80,
    "cap": 150,
    "revenue_growth": 5,
    "contribution_growth": 5,
    "value_growth": 5,
}
"""The way of paying that the people lead proposes."""


def reward(*, files: DemoFiles, users: People, seed: int) -> None:
    """Register who is paid on what."""
    pay_managers(files, users, seed)
    for role, weights, reason in OTHERS:
        terms = PlanTerms(None, role, weights, 20, files.programme_start, gettext(reason))
        register_pay_plan(by=users[Role.PEOPLE_LEAD], terms=terms)
    keep_proposal(by=users[Role.PEOPLE_LEAD], name=gettext("Value first"), asked=VALUE_FIRST)


def pay_managers(files: DemoFiles, users: People, seed: int) -> None:
    """Some managers are still paid on revenue, as sellers are; nobody knows their base but they and the people lead."""
    rng = stream(seed, "pay")
    managers = Person.objects.filter(user__grants__role=Role.KEY_ACCOUNT_MANAGER, is_active=True).order_by(
        "person_code"
    )
    for at, person in enumerate(managers):
        weights, reason = PAID[at % len(PAID)]
        base = (640 + 10 * int(rng.integers(0, 25))) * 100_00
        told: dict[str, Any] = {"base": base, "currency": "EUR", "approves_discounts": at == 1}
        terms = PlanTerms(person, "", weights, 25, files.programme_start, gettext(reason), **told)
        register_pay_plan(by=users[Role.PEOPLE_LEAD], terms=terms)


def forecast_years(*, files: DemoFiles, users: People, seed: int, until: date) -> None:
    """Each manager expects what came, somewhat too hopefully and too surely; the champion does for the others."""
    run = latest_run()
    if run is None:
        return
    held = KeyAccount.objects.current().select_related("customer").order_by("customer__code")
    came, rng = contributions(run, [each.customer_id for each in held]), stream(seed, "forecasts")
    for key_account in held:
        is_own = key_account.customer.code in files.managed_codes
        by, version = users[Role.KEY_ACCOUNT_MANAGER if is_own else Role.CHAMPION], 0
        for year, likely in _expected(came, key_account.customer_id, files.programme_start.year, until, rng):
            around = int(abs(likely) * SURE)
            reason, ends = gettext(str(rng.choice(RESTS_ON))), ([likely - around], [likely + around])
            told = Said(year, [likely], run.currency, reason, *ends)
            day, version = min(date(year - 1, *FORECAST_IN), until), version + 1
            save_forecast(by=by, key_account=key_account, version=version - 1, said=told, today=day)


def _expected(
    came: Mapping[tuple[int, int], int], customer: int, first: int, until: date, rng: np.random.Generator
) -> Iterator[tuple[int, int]]:
    """Every year from the first to the next with what is expected of it, in cents; what came is only known to the demo."""
    last = 0
    for year in range(first, until.year + 2):
        last = came.get((customer, year), last)
        if last:
            yield year, round(int(last * (1 + HOPE + SPREAD * rng.standard_normal())), -5)
