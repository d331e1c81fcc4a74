"""Judgements: what a rater gives a customer on a judged criterion, with evidence; the newest of a rater counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.kit.refusals import Refusal
from clave.ledger.models import Customer
from clave.portfolio.models import Judgement
from clave.portfolio.queries.charter import in_force, open_version, terms_of
from clave.portfolio.queries.judgements import manages
from clave.portfolio.rules.charter import CriterionTerms
from clave.portfolio.rules.judging import CriterionNotJudged, Unjudged, refuse_unfit
from clave.portfolio.rules.states import Kind, Side
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def judge_customer(
    *,
    by: User,
    customer: Customer,
    criterion: str,
    score_thousandths: int,
    evidence: str,
    rival_thousandths: int | None = None,
    rival: str = "",
    confirmed_on: date | None = None,
) -> Judgement:
    """Give a customer a score on one judged criterion; what this rater said before stays, and counts no more.

    The judgement of the customer's own manager is kept and shown, and does not count. Raises CriterionNotJudged and what
    is unfit in the judgement.
    """
    refuse_unless(by, Action.JUDGE_CUSTOMERS)
    journal.lock()
    today = timezone.localdate()
    refuse_unfit(
        score=score_thousandths,
        evidence=evidence,
        rival=rival_thousandths,
        needs_rival=_judged(criterion).side == Side.THEIRS,
        confirmed_on=confirmed_on,
        today=today,
    )
    made = Judgement(
        customer=customer,
        criterion_key=criterion,
        rater=by,
        score_thousandths=score_thousandths,
        rival_thousandths=rival_thousandths,
        rival=rival.strip(),
        evidence=evidence.strip(),
        confirmed_on=confirmed_on,
        counts=not manages(by, customer, today),
    )
    return _kept(by, made)


def _kept(by: User, made: Judgement) -> Judgement:
    """A judgement in the place of the one that its rater gave before."""
    told = ("score_thousandths", "rival_thousandths", "counts")
    mine = Judgement.objects.filter(customer=made.customer, criterion_key=made.criterion_key, rater=by, is_newest=True)
    before = mine.values(*told).first()
    mine.update(is_newest=False)
    made.save()
    after = {"criterion": made.criterion_key, **{name: getattr(made, name) for name in told}}
    event, holds = "portfolio.judgement.given", FieldClass.F2
    journal.record(by=by, event=event, subject=made.customer, before=before, after=after, holds=holds)
    return made


def judge_all(*, by: User, customer: Customer, given: Mapping[str, Mapping[str, Any]]) -> dict[str, Refusal]:
    """Several criteria of one customer at once, all of them or none: what is refused, by criterion."""
    refused: dict[str, Refusal] = {}
    with transaction.atomic():
        for criterion, told in given.items():
            try:
                judge_customer(by=by, customer=customer, criterion=criterion, **told)
            except Unjudged as refusal:
                refused[criterion] = refusal
        transaction.set_rollback(bool(refused))
    return refused


def _judged(key: str) -> CriterionTerms:
    """The judged criterion of the charter in force, or of the version that is being worked on."""
    for charter in (in_force(), open_version()):
        for each in terms_of(charter).criteria if charter else ():
            if each.key == key and each.kind == Kind.JUDGED:
                return each
    raise CriterionNotJudged(criterion=key)
