"""Putting down a risk to a key account, and changing it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.accounts.models import Risk
from clave.accounts.rules import worth_refusals as refusals
from clave.accounts.rules.risks import State, may_move
from clave.accounts.rules.scorecard import FACTORS
from clave.company.models import Person
from clave.portfolio.models import KeyAccount
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class RiskTerms:
    """What is said of a risk: chances in per cent a year, money in minor units of its currency."""

    what: str
    likelihood: int
    hit: int
    owner: Person | None
    mitigation: str = ""
    mitigation_cost: int | None = None
    likelihood_after: int | None = None
    factor: str = ""
    due_on: date | None = None


@transaction.atomic
def put_risk(*, by: User | None, key_account: KeyAccount, terms: RiskTerms, currency: str) -> Risk:
    """Put down what could happen to a key account.

    Raises RiskNeedsWords, RiskNeedsOwner, WatcherHasLeft, ChanceOutOfRange, MitigationRaisesRisk and FactorUnknown.
    """
    refuse_unless(by, Action.CHANGE_RISKS)
    journal.lock()
    _refuse(terms, None)
    number = (Risk.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Risk.objects.create(number=number, key_account=key_account, currency=currency, by=by, **_kept(terms))
    _record(by, "put", made, after=told(made))
    return made


@transaction.atomic
def change_risk(*, by: User | None, risk: Risk, version: int, terms: RiskTerms, state: State) -> Risk:
    """Say differently what could happen, or how it stands; raises RiskStale, RiskCannotMove and what putting it down does."""
    refuse_unless(by, Action.CHANGE_RISKS)
    journal.lock()
    found: Risk = Risk.objects.select_related("owner", "key_account__customer").get(pk=risk.pk)
    if found.version != version:
        raise refusals.RiskStale
    if not may_move(found.state, state):
        raise refusals.RiskCannotMove
    _refuse(terms, found.owner)
    before = told(found)
    for name, value in {**_kept(terms), "state": state, "version": found.version + 1}.items():
        setattr(found, name, value)
    found.save()
    _record(by, "changed", found, before=before, after=told(found))
    return found


def _kept(terms: RiskTerms) -> dict[str, Any]:
    values = {name: getattr(terms, name) for name in asdict(terms)}
    return {**values, "what": terms.what.strip(), "mitigation": terms.mitigation.strip()}


def _refuse(terms: RiskTerms, owner_before: Person | None) -> None:
    if not terms.what.strip():
        raise refusals.RiskNeedsWords
    if terms.owner is None:
        raise refusals.RiskNeedsOwner
    if terms.owner != owner_before and not terms.owner.is_active:
        raise refusals.WatcherHasLeft(person=terms.owner)
    for chance in (terms.likelihood, terms.likelihood_after):
        if chance is not None and not 0 <= chance <= 100:
            raise refusals.ChanceOutOfRange(given=chance)
    if terms.likelihood_after is not None and terms.likelihood_after > terms.likelihood:
        raise refusals.MitigationRaisesRisk(before=terms.likelihood, after=terms.likelihood_after)
    if terms.factor and terms.factor not in FACTORS:
        raise refusals.FactorUnknown(factor=terms.factor, known=", ".join(FACTORS))


def told(risk: Risk) -> dict[str, Any]:
    """A risk as the history keeps it."""
    names = ("number", "what", "likelihood", "hit", "currency", "mitigation", "mitigation_cost", "likelihood_after")
    said = {name: getattr(risk, name) for name in (*names, "factor", "due_on", "state")}
    return {**said, "customer": risk.key_account.customer.code, "owner": risk.owner.person_code}


def _record(by: User | None, event: str, risk: Risk, **images: Any) -> None:
    journal.record(by=by, event=f"accounts.risk.{event}", subject=risk, holds=FieldClass.F2, **images)
