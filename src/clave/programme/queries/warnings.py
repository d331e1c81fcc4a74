"""Which known failure modes show in the records, what is ready before the start, and what could be seen of a benefit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext

from clave.access.policy import FieldClass, Scope
from clave.analytics.benefit.before import noise_of_a_year, smallest_benefit
from clave.analytics.refusals import ParameterOutOfRange
from clave.company.models import Person
from clave.kit.money import Money
from clave.programme.models import PayAnswer
from clave.programme.queries.known import Known
from clave.programme.queries.stages import Standing, standings
from clave.programme.rules.findings import NOT_RECORDED
from clave.programme.rules.warnings import MODES, PAID_ON_NAMES, FailureMode, PaidOn, Signals
from clave.value.models import BookRow
from clave.value.series import MEASURES, filled

if TYPE_CHECKING:
    from clave.access.models import User

READY = ("purpose", "criteria", "figures", "champion", "few", "managers", "trained", "sponsors", "owners")
"""The elements that should be in place before the programme starts."""
LEARNT_FROM = 200
"""So many of the largest customers outside the programme tell how much a year moves by itself."""


@dataclass(frozen=True)
class Warned:
    """One failure mode: whether it shows, None where nobody can tell yet, and its evidence in words."""

    mode: FailureMode
    shows: bool | None
    evidence: str

    @property
    def name(self) -> str:
        return gettext(self.mode.name)

    @property
    def todo(self) -> str:
        return gettext(self.mode.todo)

    @property
    def mark(self) -> str:
        return "none" if self.shows is None else "bad" if self.shows else "good"

    @property
    def words(self) -> str:
        return {None: gettext("not known"), True: gettext("warning"), False: gettext("no sign")}[self.shows]


@dataclass(frozen=True)
class Seeable:
    """The smallest benefit that could be detected: as a share, in money per account and year, and from how much data."""

    share: float
    money: Money
    accounts: int
    learnt_from: int
    run: str


def pay_answer() -> PayAnswer | None:
    """What was last said of pay."""
    found: PayAnswer | None = PayAnswer.objects.select_related("by").order_by("-at", "-pk").first()
    return found


def signals(known: Known, paid: PayAnswer | None) -> Signals:
    """What the table of failure modes looks at."""
    members = len(known.members)
    answering = {who for _, _, who in known.assignments if who}
    taking_part = set(Person.objects.filter(pk__in=answering).values_list("function", flat=True))
    return Signals(
        key_accounts=members,
        without_sponsor=members - len(known.held_as("sponsor")),
        without_trained_manager=members - len(known.managed_by_trained),
        functions=len(known.functions),
        functions_without_owner=len(known.functions) - len(known.owned),
        functions_taking_part=len(taking_part | set(known.people_trained)),
        champions=len(known.champions),
        champions_to_the_top=sum(each.reports_to.is_top_team for each in known.champions),
        paid_on=PaidOn(paid.answer) if paid else None,
        days_since_review=known.days_since_review,
        days_since_run=known.days_since_run,
    )


def warned(found: Signals) -> list[Warned]:
    """Every failure mode with its evidence, in order of consequence."""
    facts = {name: gettext("never") if value is None else value for name, value in asdict(found).items()}
    facts["paid_on"] = gettext(PAID_ON_NAMES[found.paid_on]) if found.paid_on else ""
    rows = []
    for mode in MODES:
        shows = mode.warns(found)
        evidence = gettext(NOT_RECORDED) if shows is None else gettext(mode.evidence) % facts
        rows.append(Warned(mode, shows, evidence))
    return rows


def ready(known: Known) -> list[Standing]:
    """What should be in place before the start, and how it stands."""
    return [each for each in standings(known) if each.element.key in READY]


def seeable(user: User, known: Known) -> Seeable | None:
    """The smallest benefit that could be detected with so many key accounts; None where it is not known or not theirs."""
    if (
        Scope.ALL not in user.reading(FieldClass.F2)
        or known.run is None
        or known.run.as_of is None
        or not known.members
    ):
        return None
    rows = BookRow.objects.filter(run=known.run, is_widest=True, contribution__isnull=False, series__isnull=False)
    others = list(
        rows.exclude(customer_id__in=known.members).select_related("series").order_by("-revenue")[:LEARNT_FROM]
    )
    mine = rows.filter(customer_id__in=known.members).values_list("contribution", flat=True)
    years = _years(others, known.run.as_of)
    try:
        noise = noise_of_a_year(years[:, 0], years[:, 1], years[:, 2])
    except ParameterOutOfRange:
        return None
    share = smallest_benefit(noise, len(known.members))
    size = sum(abs(each) for each in mine) / max(len(mine), 1)
    money = Money.from_minor(round(share * size), known.run.currency)
    return Seeable(share, money, len(known.members), len(years), known.run.short_code)


def _years(rows: Sequence[BookRow], until: date) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Customers × (contribution of the year, of the year before, mean size of a year), where both years are whole."""
    found = []
    for row in rows:
        held = {name: getattr(row.series, name) for name in ("month", *MEASURES)}
        months = filled(held, until)
        now, before = (months.sum_of("contribution", years_ago=ago) for ago in (0, 1))
        if months.has_year(years_ago=1) and now is not None and before is not None:
            found.append((now, before, (abs(now) + abs(before)) / 2))
    return np.array(found, dtype=np.float64).reshape(-1, 3)
