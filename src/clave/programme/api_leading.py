"""The doors of functions, champions and warnings for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import Answer
from clave.programme.models import ChampionTerm
from clave.programme.queries import warnings
from clave.programme.queries.functions import FunctionLine
from clave.programme.queries.functions import functions as lines_of_functions
from clave.programme.queries.known import Known

LEADING = gettext_noop("Functions, champions and warnings")
router = Router(tags=[LEADING])


class FunctionTold(Answer):
    """One function: who owns it (person code), how far it is trained, what it promised and kept in a year, what it lacks."""

    function: str
    owner: str | None
    owner_left: bool
    people: int
    trained: int
    ending: int
    expired: int
    next_expiry_on: date | None
    open: int
    overdue: int
    judged: int
    kept: int
    share: float | None
    low: float | None
    high: float | None
    missing: list[str]


class ChampionTold(Answer):
    """One term of a champion: person and superior by code, mandate, days, and whether it runs today."""

    person: str
    reports_to: str
    to_the_top: bool
    mandate: str
    starts_on: date
    ends_on: date
    is_running: bool


class WarningTold(Answer):
    """One known failure mode: whether it shows, null where nobody can tell yet, and its evidence."""

    name: str
    shows: bool | None
    evidence: str
    todo: str


@router.get(
    "/functions",
    response=list[FunctionTold],
    url_name="functions",
    summary=gettext_noop("Functions: owner, training, promises, what they lack"),
)
@requires(Action.SEE_FUNCTIONS)
def functions(request: SignedIn) -> Iterable[dict[str, Any]]:
    """The functions one sees, those that nobody owns first; intervals hold 80 per cent."""
    return [_function(each) for each in lines_of_functions(request.user, timezone.localdate())]


@router.get(
    "/champions",
    response=list[ChampionTold],
    url_name="champions",
    summary=gettext_noop("Who leads the programme, now, later and before"),
)
@requires(Action.SEE_PROGRAMME)
def champions(request: SignedIn) -> Iterable[dict[str, Any]]:
    """Every term, the newest first."""
    rows = ChampionTerm.objects.visible_to(request.user).select_related("person", "reports_to")
    return [_champion(each, timezone.localdate()) for each in rows]


@router.get(
    "/warnings",
    response=list[WarningTold],
    url_name="warnings",
    summary=gettext_noop("Which known failure modes show"),
)
@requires(Action.SEE_PROGRAMME)
def programme_warnings(request: SignedIn) -> Iterable[dict[str, Any]]:
    """Every failure mode with its evidence, in order of consequence."""
    rows = warnings.warned(warnings.signals(Known(timezone.localdate()), warnings.pay_answer()))
    return [{name: getattr(each, name) for name in ("name", "shows", "evidence", "todo")} for each in rows]


def _function(line: FunctionLine) -> dict[str, Any]:
    training, promises, owner = line.training, line.promises, line.function.owner
    learnt = {name: getattr(training, name) for name in ("trained", "ending", "expired")}
    rate = {name: getattr(promises.rate, name) for name in ("judged", "kept", "share", "low", "high")}
    return {
        "function": line.function.name,
        "owner": owner.person_code if owner else None,
        "owner_left": line.owner_left,
        "people": line.people,
        **learnt,
        "next_expiry_on": training.next_on,
        "open": promises.open,
        "overdue": promises.overdue,
        **rate,
        "missing": [each.words for each in line.missing],
    }


def _champion(term: ChampionTerm, today: date) -> dict[str, Any]:
    told = {name: getattr(term, name) for name in ("mandate", "starts_on", "ends_on")}
    people = {"person": term.person.person_code, "reports_to": term.reports_to.person_code}
    return {**people, "to_the_top": term.reports_to.is_top_team, **told, "is_running": term.holds(today)}
