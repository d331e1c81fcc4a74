"""Answering the scorecard, and noting when a contract is renewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.accounts.models import FactorAnswer, Renewal
from clave.accounts.rules import worth_refusals as refusals
from clave.accounts.rules.scorecard import FACTORS, SCORES
from clave.portfolio.models import KeyAccount
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from django.db import models

    from clave.access.models import User


@dataclass(frozen=True)
class Said:
    """What somebody answers to one factor, and why."""

    score: int
    reason: str


@transaction.atomic
def answer_scorecard(
    *, by: User | None, key_account: KeyAccount, version: int, answers: Mapping[str, Said], on: date | None = None
) -> int:
    """Answer factors of the scorecard that differ from what stands there; how many were.

    `version` is the number of answers that was read. Raises ScorecardStale, NothingAnswered, FactorUnknown,
    ScoreOutOfRange, AnsweredInFuture and ReasonNeeded.
    """
    refuse_unless(by, Action.CHANGE_RISKS)
    journal.lock()
    rows = FactorAnswer.objects.filter(key_account=key_account).order_by("pk")
    if rows.count() != version:
        raise refusals.ScorecardStale
    stands = {row.factor: row for row in rows}
    fresh = {name: said for name, said in answers.items() if _differs(stands.get(name), said)}
    day, today = on or timezone.localdate(), timezone.localdate()
    if not fresh:
        raise refusals.NothingAnswered
    if day > today:
        raise refusals.AnsweredInFuture(day=day)
    for name, said in fresh.items():
        _answer(by, key_account, name, said, day, stands.get(name))
    return len(fresh)


def _differs(stands: FactorAnswer | None, said: Said) -> bool:
    return stands is None or stands.score != said.score or bool(said.reason.strip() not in ("", stands.reason))


def _answer(
    by: User | None, key_account: KeyAccount, name: str, said: Said, day: date, before: FactorAnswer | None
) -> None:
    if name not in FACTORS:
        raise refusals.FactorUnknown(factor=name, known=", ".join(FACTORS))
    if said.score not in SCORES:
        raise refusals.ScoreOutOfRange(given=said.score)
    if not said.reason.strip():
        raise refusals.ReasonNeeded
    told = {"factor": name, "score": said.score, "reason": said.reason.strip(), "answered_on": day}
    made = FactorAnswer.objects.create(key_account=key_account, by=by, **told)
    image = {"factor": name, "score": before.score, "reason": before.reason} if before else None
    _record(by, "accounts.scorecard.answered", key_account, before=image, after={**told, "answer": made.pk})


@dataclass(frozen=True)
class RenewalTerms:
    """What is said of a contract that has to be renewed."""

    what: str
    renews_on: date
    notice_on: date | None = None
    chance: int | None = None
    is_settled: bool = False


@transaction.atomic
def put_renewal(*, by: User | None, key_account: KeyAccount, terms: RenewalTerms) -> Renewal:
    """Note a contract and the day it has to be renewed; raises RenewalNeedsWords and ChanceOutOfRange."""
    refuse_unless(by, Action.CHANGE_RISKS)
    _refuse_renewal(terms)
    made = Renewal.objects.create(key_account=key_account, by=by, **vars(terms))
    _record(by, "accounts.renewal.put", made, after=vars(terms))
    return made


@transaction.atomic
def change_renewal(*, by: User | None, renewal: Renewal, version: int, terms: RenewalTerms) -> Renewal:
    """Move a renewal, or say that it is settled; raises RenewalStale, RenewalNeedsWords and ChanceOutOfRange."""
    refuse_unless(by, Action.CHANGE_RISKS)
    journal.lock()
    found: Renewal = Renewal.objects.get(pk=renewal.pk)
    if found.version != version:
        raise refusals.RenewalStale
    _refuse_renewal(terms)
    before = {name: getattr(found, name) for name in vars(terms)}
    for name, value in {**vars(terms), "version": found.version + 1}.items():
        setattr(found, name, value)
    found.save()
    _record(by, "accounts.renewal.changed", found, before=before, after=vars(terms))
    return found


def _refuse_renewal(terms: RenewalTerms) -> None:
    if not terms.what.strip():
        raise refusals.RenewalNeedsWords
    if terms.chance is not None and not 1 <= terms.chance <= 100:
        raise refusals.ChanceOutOfRange(given=terms.chance)


def _record(by: User | None, event: str, subject: models.Model, **images: Any) -> None:
    journal.record(by=by, event=event, subject=subject, holds=FieldClass.F2, **images)
