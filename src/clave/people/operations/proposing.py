"""Proposals of managers: computed from what is listed, kept with their digests, computed again, decided by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.code_version import code_version
from clave.company.models import Person
from clave.ledger.models import Customer
from clave.people.models import Proposal, ProposalAnswer
from clave.people.operations.appointing import appoint
from clave.people.queries import appointments
from clave.people.queries import proposing as queries
from clave.people.rules import refusals
from clave.people.rules.proposing import Follows, digest, proposed, unexpected_fields
from clave.portfolio.models import KeyAccount
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Taken:
    """A candidate who takes part: room in accounts or hours, and the cost of taking them out where somebody states it."""

    code: str
    capacity: float
    opportunity_cost: int | None = None


@transaction.atomic
def propose_managers(
    *,
    by: User,
    accounts: list[str] | None = None,
    candidates: list[Taken] | None = None,
    assumed: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> Proposal:
    """Compute who should manage which key account and keep it; every key account and everybody where nothing is chosen.

    Raises NoRunToValue, NothingToPropose, NobodyCanServeThem and TeamTooSmall.
    """
    refuse_unless(by, Action.APPOINT)
    on, run = today or timezone.localdate(), queries.run_in_use()
    if run is None:
        raise refusals.NoRunToValue
    told = {**queries.DEFAULTS, **(assumed or {})}
    chosen = [each for each in queries.choosable(by, run, on) if each.lifetime_value is not None]
    chosen = [each for each in chosen if accounts is None or each.customer.code in accounts]
    everybody = {each.person.person_code: each for each in queries.candidates(run, told, on)}
    room = float(queries.capacity_limit())
    wanted = candidates if candidates is not None else [Taken(code, room) for code in everybody]
    people = [(everybody[one.code], one.capacity, one.opportunity_cost) for one in wanted if one.code in everybody]
    if not (chosen and people):
        raise refusals.NothingToPropose
    inputs = queries.inputs_of(accounts=chosen, people=people, assumed=told)
    if strange := unexpected_fields(inputs):
        raise ValueError(f"a proposal is computed from listed fields only, not from {strange}")
    result = proposed(inputs)
    journal.lock()
    made = Proposal.objects.create(
        number=queries.next_number(),
        run=run,
        currency=run.currency,
        inputs=inputs,
        inputs_digest=digest(inputs),
        result=result,
        result_digest=digest(result),
        code_version=code_version(),
        by=by,
    )
    after = {"number": made.number, "accounts": len(chosen), "people": len(people), "run": run.short_code}
    _record(by, "proposed", made, {**after, "inputs": made.inputs_digest, "result": made.result_digest})
    return made


@transaction.atomic
def recompute_proposal(*, by: User, proposal: Proposal) -> bool:
    """Compute a proposal again from what was kept; whether inputs and result come out the same, to the last digit."""
    refuse_unless(by, Action.APPOINT)
    found = Proposal.objects.get(pk=proposal.pk)
    result = digest(proposed(found.inputs))
    is_same = digest(found.inputs) == found.inputs_digest and result == found.result_digest
    _record(by, "recomputed", found, {"number": found.number, "is_same": is_same, "result": result})
    return is_same


@transaction.atomic
def answer_proposal(
    *,
    by: User,
    proposal: Proposal,
    customer: Customer,
    person: Person,
    starts_on: date,
    reason: str = "",
    today: date | None = None,
) -> ProposalAnswer:
    """Decide one key account of a proposal: the best, or somebody else with a reason; appoints where that changes something.

    Raises NotInProposal, AlreadyAnswered, OverruleNeedsReason and what appointing does.
    """
    refuse_unless(by, Action.APPOINT)
    journal.lock()
    follows = _follows(proposal, customer, person)
    if given := ProposalAnswer.objects.filter(proposal=proposal, customer=customer).select_related("by").first():
        raise refusals.AlreadyAnswered(person=given.by, customer=customer, day=timezone.localdate(given.at))
    if follows is not Follows.BEST and not reason.strip():
        raise refusals.OverruleNeedsReason
    held = KeyAccount.objects.current(starts_on).filter(customer=customer).first()
    if held is None:
        raise refusals.NotInProgramme(customer=customer, day=starts_on)
    why = reason.strip() or f"{proposal}"
    stays = appointments.is_manager(customer, person, starts_on)
    made = None if stays else appoint(by=by, key_account=held, person=person, starts_on=starts_on, reason=why)
    answer = ProposalAnswer.objects.create(
        proposal=proposal,
        customer=customer,
        person=person,
        follows=follows,
        reason=reason.strip(),
        appointment=made,
        by=by,
    )
    told = {"number": proposal.number, "customer": customer.code, "person": person.person_code, "follows": follows}
    _record(by, "answered", answer, told)
    return answer


def _follows(proposal: Proposal, customer: Customer, person: Person) -> Follows:
    """Which part of the proposal names this person for this customer."""
    if customer.code not in {account["code"] for account in proposal.inputs["accounts"]}:
        raise refusals.NotInProposal(customer=customer)
    teams = proposal.result["teams"]
    for follows in (Follows.BEST, Follows.SECOND, Follows.STAY):
        row = (teams[follows] or {"managers": {}})["managers"].get(customer.code)
        if row and row["person"] == person.person_code:
            return follows
    return Follows.OTHER


def _record(by: User, event: str, subject: Proposal | ProposalAnswer, after: dict[str, Any]) -> None:
    journal.record(by=by, event=f"people.managers.{event}", subject=subject, after=after, holds=FieldClass.F2)
