"""Who enters and leaves the programme: proposed, voted on, decided with minutes, or withdrawn; then it stays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import journal
from clave.access.models import User
from clave.access.policy import Action, FieldClass
from clave.portfolio.models import Decision, Vote
from clave.portfolio.operations.entering import admit, release
from clave.portfolio.queries import charter as charters
from clave.portfolio.queries import deciding as queries
from clave.portfolio.queries.answering import responsible_for
from clave.portfolio.rules import deciding_refusals as refusals
from clave.portfolio.rules.deciding import (
    OUTCOME_NAMES,
    Closing,
    against_admission,
    against_closing,
    against_vote,
    recused,
    tally_of,
)
from clave.portfolio.rules.releasing import TELLING, against_leaving
from clave.portfolio.rules.states import DECISION_MOVES, Choice, DecisionKind, DecisionState
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clave.kit.refusals import Refusal
    from clave.ledger.models import Customer


@transaction.atomic
def propose_admission(
    *,
    by: User,
    customer: Customer,
    reason: str,
    manager: User | None = None,
    sponsor: User | None = None,
    today: date | None = None,
) -> Decision:
    """Put it to the committee to make a customer a key account, on the latest ranking by the charter in force.

    Raises what stands in the way: below the entry line, merged, full, the manager has no room …
    """
    refuse_unless(by, Action.PROPOSE_DECISIONS)
    _refuse_without_reason(reason)
    journal.lock()
    on, ranking = today or timezone.localdate(), queries.ranking_to_quote()
    facts = queries.admission_of(customer, ranking, on=on, manager=manager, sponsor=sponsor)
    _refuse(against_admission(facts))
    named = {"manager": manager, "sponsor": sponsor}
    return _proposed(by, on, kind=DecisionKind.ADMIT, customer=customer, ranking=ranking, reason=reason, **named)


@transaction.atomic
def propose_release(
    *, by: User, customer: Customer, reason: str, telling: Mapping[str, str], today: date | None = None
) -> Decision:
    """Put it to the committee to let a key account go, with the plan for telling it.

    Raises ReviewsMissing, TellingMissing, NotAKeyAccount and DecisionIsOpen.
    """
    refuse_unless(by, Action.PROPOSE_DECISIONS)
    _refuse_without_reason(reason)
    journal.lock()
    on, ranking = today or timezone.localdate(), queries.ranking_to_quote()
    plan = {name: str(telling.get(name, "")).strip() for name in TELLING}
    _refuse(against_leaving(queries.leaving_of(customer, on=on, telling=plan), gettext))
    told = {"kind": DecisionKind.RELEASE, "telling": plan}
    return _proposed(by, on, customer=customer, ranking=ranking, reason=reason, **told)


@transaction.atomic
def cast_vote(*, by: User, decision: Decision, choice: str, reason: str = "", today: date | None = None) -> Vote:
    """Say yes, no, or step back; while the proposal is open a vote can be changed.

    Raises DecisionClosed, ProposerVotes, OwnAccount, VoteNeedsReason and VoteUnclear.
    """
    refuse_unless(by, Action.VOTE_ON_DECISIONS)
    journal.lock()
    found = _open(decision)
    refusal = against_vote(
        number=found.number,
        customer=found.customer.name,
        choice=choice,
        reason=reason,
        is_proposer=by.pk == found.proposed_by_id,
        answers_for_it=by.pk in _responsible(found, today or timezone.localdate()),
    )
    if refusal:
        raise refusal
    before = Vote.objects.filter(decision=found, by=by).values("choice", "reason").first()
    said = {"choice": choice, "reason": reason.strip(), "at": timezone.now()}
    vote, _ = Vote.objects.update_or_create(decision=found, by=by, defaults=said)
    Decision.objects.filter(pk=found.pk).update(version=found.version + 1)
    _record(by, "voted", found, before=before, after={"choice": choice, "reason": vote.reason})
    return vote


@transaction.atomic
def decide(
    *,
    by: User,
    decision: Decision,
    version: int,
    outcome: str,
    minutes: str,
    effective_on: date,
    today: date | None = None,
) -> Decision:
    """Close a proposal as its votes say, with minutes and the day from which it counts; approved, it takes effect.

    Raises DecisionStale, DecisionClosed, ProposerDecides, OwnAccount, VotesMissing, VotesSayOtherwise, MinutesMissing, the days
    that do not fit, and whatever stands in the way of the admission or release by now.
    """
    refuse_unless(by, Action.DECIDE)
    journal.lock()
    on, found = today or timezone.localdate(), _open(decision, version)
    _refuse(against_closing(_closing(by, found, DecisionState(outcome), minutes, effective_on, on), gettext))
    if outcome == DecisionState.APPROVED:
        _refuse_what_changed(found, on)
    _note_recusals(found, on)
    _close(by, found, DecisionState(outcome), minutes=minutes.strip(), effective_on=effective_on)
    if outcome == DecisionState.APPROVED:
        effect = admit if found.admits else release
        effect(by=by, decision=found, on=on)
    return found


@transaction.atomic
def withdraw_decision(*, by: User, decision: Decision, version: int, reason: str) -> Decision:
    """Take back one's own proposal, for a reason; it stays in the list. Raises OnlyOthersWithdraw and what `decide` does."""
    refuse_unless(by, Action.PROPOSE_DECISIONS)
    _refuse_without_reason(reason)
    journal.lock()
    found = _open(decision, version)
    if found.proposed_by_id != by.pk:
        raise refusals.OnlyOthersWithdraw(number=found.number)
    _close(by, found, DecisionState.WITHDRAWN, minutes=reason.strip())
    return found


def _proposed(by: User, on: date, *, reason: str, **told: Any) -> Decision:
    """The proposal in the list, with the recusals of those who could vote and answer for the customer."""
    number = (Decision.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Decision.objects.create(number=number, reason=reason.strip(), proposed_by=by, **told)
    row = queries.score_in(made.ranking, made.customer)
    after = {
        "customer": made.customer.code,
        "kind": made.kind,
        "ranking": made.ranking.short_code,
        "score": row.score if row else None,
        "reason": made.reason,
        "manager": made.manager_id,
        "sponsor": made.sponsor_id,
    }
    _record(by, "proposed", made, after={**after, "telling": made.telling} if made.telling else after)
    _step_back(made, on)
    return made


def _step_back(decision: Decision, on: date) -> None:
    """Note who is recused from the start, so that everybody sees it."""
    answering = _responsible(decision, on)
    people = User.objects.get_queryset().filter(pk__in=answering, is_active=True).exclude(pk=decision.proposed_by_id)
    voters = {each.pk: each for each in people if each.may(Action.VOTE_ON_DECISIONS)}
    for pk in recused(answering, voters):
        Vote.objects.create(decision=decision, by=voters[pk], choice=Choice.RECUSED)
        _record(voters[pk], "recused", decision, after={"capacity": answering[pk]})


def _note_recusals(decision: Decision, on: date) -> None:
    """Votes of those who came to answer for the customer since they voted do not count, and are kept as that."""
    votes = Vote.objects.filter(decision=decision, by__in=_responsible(decision, on)).exclude(choice=Choice.RECUSED)
    for vote in votes.select_related("by"):
        _record(vote.by, "recused", decision, before={"choice": vote.choice})
    votes.update(choice=Choice.RECUSED)


def _responsible(decision: Decision, on: date) -> dict[int, str]:
    named = ((decision.manager_id, "manager"), (decision.sponsor_id, "sponsor"))
    return responsible_for(decision.customer, on, named)


def _closing(by: User, found: Decision, outcome: DecisionState, minutes: str, effective_on: date, on: date) -> Closing:
    answering = _responsible(found, on)
    votes = found.votes.exclude(by__in=answering).values_list("choice", flat=True)
    return Closing(
        number=found.number,
        customer=found.customer.name,
        outcome=outcome,
        minutes=minutes,
        effective_on=effective_on,
        as_of=_not_before(found, on),
        today=on,
        tally=tally_of(votes),
        is_proposer=by.pk == found.proposed_by_id,
        answers_for_it=by.pk in answering,
    )


def _not_before(found: Decision, on: date) -> date:
    """The first day on which a decision can take effect: of its figures, and not before what was decided last."""
    held = queries.current_of(found.customer, on)
    days = [found.ranking.as_of, held.admitted_on if held else None, queries.last_released_on(found.customer)]
    return max(day for day in days if day)


def _refuse_what_changed(found: Decision, on: date) -> None:
    """Look again at everything that may have changed since it was proposed."""
    force = charters.in_force()
    if force is None or force.pk != found.ranking.charter_id:
        facts = {"number": found.number, "made_by": str(found.ranking.charter), "charter": str(force or "–")}
        raise refusals.DecisionOutdated(**facts)
    if found.admits:
        people = {"manager": found.manager, "sponsor": found.sponsor}
        facts_now = queries.admission_of(found.customer, found.ranking, on=on, deciding=found, **people)
        _refuse(against_admission(facts_now))
    else:
        leaving = queries.leaving_of(found.customer, on=on, telling=found.telling, deciding=found)
        _refuse(against_leaving(leaving, gettext))


def _open(decision: Decision, version: int | None = None) -> Decision:
    """The proposal as the database has it now; raises DecisionClosed, and DecisionStale where another version was seen."""
    related = ("customer", "ranking__charter", "manager", "sponsor", "proposed_by")
    found: Decision = Decision.objects.select_related(*related).get(pk=decision.pk)
    if found.state != DecisionState.OPEN:
        raise refusals.DecisionClosed(number=found.number, state=gettext(OUTCOME_NAMES[DecisionState(found.state)]))
    if version is not None and found.version != version:
        raise refusals.DecisionStale(number=found.number)
    return found


def _close(by: User, found: Decision, to: DecisionState, **values: Any) -> None:
    """Move an open proposal on, once and for all."""
    if to not in DECISION_MOVES[DecisionState(found.state)]:
        raise refusals.DecisionClosed(number=found.number, state=gettext(OUTCOME_NAMES[DecisionState(found.state)]))
    values |= {"state": to, "decided_by": by, "decided_at": timezone.now(), "version": found.version + 1}
    if not Decision.objects.filter(pk=found.pk, version=found.version, state=DecisionState.OPEN).update(**values):
        raise refusals.DecisionStale(number=found.number)
    for name, value in values.items():
        setattr(found, name, value)
    after = {"state": to, "minutes": found.minutes, "effective_on": found.effective_on}
    _record(by, str(to), found, after=after)


def _refuse(found: Iterable[Refusal]) -> None:
    for refusal in found:
        raise refusal


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise refusals.ProposalNeedsReason


def _record(by: User, event: str, decision: Decision, **told: Any) -> None:
    journal.record(by=by, event=f"portfolio.decision.{event}", subject=decision, holds=FieldClass.F2, **told)
