"""Writing the programme's charter, judging its elements, closing its gates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.programme.models import ElementJudgement, GateClosing, ProgrammeCharter
from clave.programme.queries.known import Known
from clave.programme.queries.sources import SOURCES
from clave.programme.queries.stages import stages
from clave.programme.rules import refusals
from clave.programme.rules.elements import Element, Phase
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

SAID = ("purpose", "horizon_years", "started_on")


@transaction.atomic
def write_charter(
    *, by: User, based_on: int, purpose: str, horizon_years: int, started_on: date, reason: str = ""
) -> ProgrammeCharter:
    """Write the charter, or a new version of it with a reason.

    Raises ProgrammeCharterStale, ProgrammeCharterUnchanged and ReasonMissing.
    """
    refuse_unless(by, Action.CHANGE_PROGRAMME)
    journal.lock()
    newest = ProgrammeCharter.objects.order_by("-number").first()
    number = newest.number if newest else 0
    if based_on != number:
        raise refusals.ProgrammeCharterStale(number=number)
    said: dict[str, Any] = {"purpose": purpose.strip(), "horizon_years": horizon_years, "started_on": started_on}
    before = {name: getattr(newest, name) for name in SAID} if newest else None
    if before == said:
        raise refusals.ProgrammeCharterUnchanged
    if newest and not reason.strip():
        raise refusals.ReasonMissing
    made: ProgrammeCharter = ProgrammeCharter.objects.create(number=number + 1, reason=reason.strip(), by=by, **said)
    _record(by, "charter.written", made, before=before, after={**said, "reason": made.reason})
    return made


@transaction.atomic
def judge_element(
    *, by: User, element: Element, score: int, evidence: str, seen_on: date, today: date | None = None
) -> ElementJudgement:
    """Say how an element stands that Clave cannot read itself. Raises ElementIsComputed and JudgedAhead."""
    refuse_unless(by, Action.CHANGE_PROGRAMME)
    if element.source in SOURCES:
        raise refusals.ElementIsComputed
    if seen_on > (today or timezone.localdate()):
        raise refusals.JudgedAhead(day=seen_on)
    made: ElementJudgement = ElementJudgement.objects.create(
        element=element.key, score=score, evidence=evidence.strip(), seen_on=seen_on, by=by
    )
    told = {"element": element.key, "score": score, "evidence": made.evidence, "seen": seen_on}
    _record(by, "element.judged", made, after=told)
    return made


@transaction.atomic
def close_gate(*, by: User, phase: Phase, today: date | None = None) -> GateClosing:
    """Close the gate of a phase on what its elements show. Raises GateClosed, GateOutOfOrder and GateWithoutEvidence."""
    refuse_unless(by, Action.CHANGE_PROGRAMME)
    journal.lock()
    on = today or timezone.localdate()
    found = stages(Known(on)).phases
    at = list(Phase).index(phase)
    here = found[at]
    if here.closing:
        raise refusals.GateClosed(day=here.closing.closed_on)
    if any(before.closing is None for before in found[:at]):
        raise refusals.GateOutOfOrder
    if not here.is_ready:
        missing = "; ".join(each.name for each in here.lacking)
        facts = {"done": here.standing, "all": len(here.elements), "missing": missing}
        raise refusals.GateWithoutEvidence(**facts)
    evidence = [{"element": each.element.key, "score": each.score, "fact": each.fact} for each in here.elements]
    made: GateClosing = GateClosing.objects.create(phase=phase, closed_on=on, evidence=evidence, by=by)
    _record(by, "gate.closed", made, after={"phase": phase.value, "evidence": evidence})
    return made


def _record(by: User, event: str, subject: Any, **told: Any) -> None:
    journal.record(by=by, event=f"programme.{event}", subject=subject, holds=FieldClass.F0, **told)
