"""Appointing who leads the programme, ending a term, and saying what managers are paid on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.programme.models import ChampionTerm, PayAnswer
from clave.programme.rules import refusals
from clave.programme.rules.warnings import PaidOn
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def appoint_champion(
    *, by: User, person: Person, reports_to: Person, mandate: str, reason: str, starts_on: date, ends_on: date
) -> ChampionTerm:
    """Let somebody lead the programme for a term.

    Raises NobodyAppointsThemselves, ChampionHasLeft, ReportsToThemselves, TermEndsBeforeStart and ChampionAlready.
    """
    refuse_unless(by, Action.APPOINT_CHAMPION)
    journal.lock()
    if person.user_id == by.pk:
        raise refusals.NobodyAppointsThemselves
    for each in (person, reports_to):
        if not each.is_active:
            raise refusals.ChampionHasLeft(person=each)
    if person.pk == reports_to.pk:
        raise refusals.ReportsToThemselves(person=person)
    if ends_on < starts_on:
        raise refusals.TermEndsBeforeStart
    if ChampionTerm.objects.filter(person=person, ends_on__gte=starts_on, starts_on__lte=ends_on).exists():
        raise refusals.ChampionAlready(person=person)
    said: dict[str, Any] = {"mandate": mandate.strip(), "reason": reason.strip()}
    made: ChampionTerm = ChampionTerm.objects.create(
        person=person, reports_to=reports_to, starts_on=starts_on, ends_on=ends_on, by=by, **said
    )
    told = {"person": person.person_code, "reports_to": reports_to.person_code, "from": starts_on, "to": ends_on}
    _record(by, "champion.appointed", made, after={**told, **said})
    return made


@transaction.atomic
def end_term(*, by: User, term: ChampionTerm, ends_on: date) -> ChampionTerm:
    """Let a term end earlier. Raises TermEndsBeforeStart and TermOver."""
    refuse_unless(by, Action.APPOINT_CHAMPION)
    journal.lock()
    found: ChampionTerm = ChampionTerm.objects.select_related("person").get(pk=term.pk)
    if ends_on < found.starts_on:
        raise refusals.TermEndsBeforeStart
    if ends_on >= found.ends_on:
        raise refusals.TermOver(day=found.ends_on)
    before = {"to": found.ends_on}
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    _record(by, "champion.ended", found, before=before, after={"to": ends_on})
    return found


@transaction.atomic
def answer_pay(*, by: User, answer: PaidOn) -> PayAnswer:
    """Say what managers of key accounts are paid on; every answer stays with its day."""
    refuse_unless(by, Action.CHANGE_PROGRAMME)
    made: PayAnswer = PayAnswer.objects.create(answer=answer, by=by)
    _record(by, "pay.answered", made, after={"answer": answer.value})
    return made


def _record(by: User, event: str, subject: Any, **told: Any) -> None:
    journal.record(by=by, event=f"programme.{event}", subject=subject, holds=FieldClass.F0, **told)
