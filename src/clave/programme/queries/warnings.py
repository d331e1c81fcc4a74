"""Which known failure modes show in the records, what is ready before the start, and what could be seen of a benefit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from clave.company.models import Person
from clave.programme.models import PayAnswer
from clave.programme.queries.known import Known
from clave.programme.queries.stages import Standing, standings
from clave.programme.rules.findings import NOT_RECORDED
from clave.programme.rules.warnings import MODES, PAID_ON_NAMES, FailureMode, PaidOn, Signals
from clave.review.queries import benefit_before
from clave.review.queries.benefit_before import Seeable

if TYPE_CHECKING:
    from clave.access.models import User

READY = ("purpose", "criteria", "figures", "champion", "few", "managers", "trained", "sponsors", "owners")
"""The elements that should be in place before the programme starts."""


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
        stale_plans=members - known.plans_fresh,
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
    return benefit_before.seeable(user, known.run, known.members)
