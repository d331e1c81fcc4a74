"""The demo's forecasts: what its managers expected of their key accounts, some of them too hopeful and too sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.demo.chance import stream
from clave.demo.files import DemoFiles
from clave.kit.refusals import gettext_noop
from clave.people.operations.forecasting import Said, forecast_year
from clave.people.queries.forecasts import contributions, latest_run
from clave.portfolio.models import KeyAccount
from clave.value.models import Run

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


def reward(*, files: DemoFiles, users: People, seed: int, until: date) -> None:
    """Forecast the years since the programme began, and the next one."""
    run = latest_run()
    if run is not None:
        forecast_years(files, users, seed, run, until)


def forecast_years(files: DemoFiles, users: People, seed: int, run: Run, until: date) -> None:
    """Each manager expects what came, somewhat too hopefully and too surely; the champion does for the others."""
    held = KeyAccount.objects.current().select_related("customer").order_by("customer__code")
    came, rng = contributions(run, [each.customer_id for each in held]), stream(seed, "forecasts")
    for key_account in held:
        is_own = key_account.customer.code in files.managed_codes
        by = users[Role.KEY_ACCOUNT_MANAGER if is_own else Role.CHAMPION]
        for year, likely in _expected(came, key_account.customer_id, files.programme_start.year, until, rng):
            around = int(abs(likely) * SURE)
            told = Said(
                year, likely - around, likely, likely + around, run.currency, gettext(str(rng.choice(RESTS_ON)))
            )
            forecast_year(by=by, key_account=key_account, said=told, today=min(date(year - 1, *FORECAST_IN), until))


def _expected(
    came: Mapping[tuple[int, int], int], customer: int, first: int, until: date, rng: np.random.Generator
) -> Iterator[tuple[int, int]]:
    """Every year from the first to the next with what is expected of it, in cents; what came is only known to the demo."""
    last = 0
    for year in range(first, until.year + 2):
        last = came.get((customer, year), last)
        if last:
            yield year, round(int(last * (1 + HOPE + SPREAD * rng.standard_normal())), -5)
