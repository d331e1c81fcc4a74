"""What an approved decision does: a customer becomes a key account, or stops being one; and reviews that are held."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.ledger.models import CustomerAssignment
from clave.ledger.operations.hierarchy import write_assignment
from clave.portfolio.models import AccountOffer, Decision, KeyAccount, Ranking
from clave.portfolio.queries import deciding as queries
from clave.portfolio.queries.ranking import latest_done
from clave.portfolio.rules.deciding import refuse_when_full
from clave.portfolio.rules.ranking_refusals import NoRankingYet
from clave.portfolio.rules.releasing import against_review
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


def admit(*, by: User, decision: Decision, on: date) -> KeyAccount:
    """Write the key account of an approved decision, and give it to the manager and the sponsor whom it names."""
    if refusal := refuse_when_full(queries.count_on(on)):
        raise refusal
    begins = effective_day(decision)
    made = KeyAccount.objects.create(customer=decision.customer, admission=decision, admitted_on=begins)
    for capacity, person in (("manager", decision.manager), ("sponsor", decision.sponsor)):
        if person is not None:
            _give(by, decision, person, capacity)
    after = {"customer": decision.customer.code, "decision": decision.number, "from": made.admitted_on}
    _record(by, "admitted", made, after)
    return made


def release(*, by: User, decision: Decision, on: date) -> KeyAccount:
    """End a key account on the day of an approved decision; what it got as one ends with it."""
    held = queries.current_of(decision.customer, on)
    assert held is not None  # nosec B101  # the rules looked at it under the same lock
    KeyAccount.objects.filter(pk=held.pk).update(release=decision, released_on=decision.effective_on)
    held.release, held.released_on = decision, decision.effective_on
    open_ended = AccountOffer.objects.filter(key_account=held, given_to=None)
    ended = open_ended.filter(given_from__lte=held.released_on).update(given_to=held.released_on)
    open_ended.filter(given_from__gt=held.released_on).delete()
    after = {"customer": decision.customer.code, "decision": decision.number, "on": held.released_on, "offers": ended}
    _record(by, "released", held, after)
    return held


@transaction.atomic
def hold_review(*, by: User, ranking: Ranking, today: date | None = None) -> Ranking:
    """Note that the committee looked at every key account on the latest ranking; a release needs two of these.

    Raises ReviewNotLatest, ReviewHeld and ReviewOfOldFigures.
    """
    refuse_unless(by, Action.PROPOSE_DECISIONS)
    journal.lock()
    on, latest = today or timezone.localdate(), latest_done()
    if latest is None:
        raise NoRankingYet
    found = Ranking.objects.get(pk=ranking.pk)
    code, held = found.short_code, found.is_review
    if refusal := against_review(ranking=code, latest=latest.short_code, as_of=found.as_of, is_held=held, today=on):
        raise refusal
    Ranking.objects.filter(pk=found.pk).update(is_review=True)
    found.is_review = True
    after = {"ranking": found.short_code, "as_of": found.as_of, "key_accounts": queries.count_on(on)}
    journal.record(by=by, event="portfolio.review.held", subject=found, after=after, holds=FieldClass.F0)
    return found


def effective_day(decision: Decision) -> date:
    """The day from which a decision counts; an approved one has it."""
    return decision.effective_on or timezone.localdate()


def _give(by: User, decision: Decision, person: User, capacity: str) -> None:
    """Give the customer to a person who does not answer for it yet."""
    customer, begins = decision.customer, effective_day(decision)
    held = CustomerAssignment.objects.filter(customer=customer, user=person, capacity=capacity, valid_to=None)
    if not held.exists():
        write_assignment(by=by, customer=customer, user=person, capacity=capacity, valid_from=begins)


def _record(by: User, event: str, held: KeyAccount, after: dict[str, object]) -> None:
    journal.record(by=by, event=f"portfolio.key_account.{event}", subject=held, after=after, holds=FieldClass.F0)
