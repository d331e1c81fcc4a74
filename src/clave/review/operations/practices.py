"""Sharing a practice, copying it to a key account, and judging afterwards what became of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.portfolio.models import KeyAccount
from clave.review.models import Adoption, Practice
from clave.review.queries.practices import value_of
from clave.review.rules import practices as rules
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def share_practice(*, by: User, title: str, measure: str, source: str, **told: Any) -> Practice:
    """Write a practice card. Raises SourceMissing and EvidenceElsewhere."""
    refuse_unless(by, Action.SHARE_PRACTICES)
    journal.lock()
    if source == rules.Source.OUTSIDE:
        told["key_account"] = None
        if not told.get("source_words", "").strip():
            raise rules.SourceMissing
    path = told.get("evidence_path", "")
    if path and (not path.startswith("/") or path.startswith("//") or "\\" in path):
        raise rules.EvidenceElsewhere
    last = Practice.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    made: Practice = Practice.objects.create(number=number, title=title, measure=measure, source=source, by=by, **told)
    _record(by, "practice.shared", made, after={"number": number, "title": title, "measure": measure})
    return made


@transaction.atomic
def adopt_practice(
    *,
    by: User,
    practice: Practice,
    key_account: KeyAccount,
    owner: Person,
    follow_up_on: date,
    today: date | None = None,
) -> Adoption:
    """Copy a practice to a key account and keep its measure of today. Raises AdoptedAlready and FollowUpPast."""
    refuse_unless(by, Action.SHARE_PRACTICES)
    journal.lock()
    on = today or timezone.localdate()
    if follow_up_on <= on:
        raise rules.FollowUpPast
    if Adoption.objects.filter(practice=practice, key_account=key_account).exists():
        raise rules.AdoptedAlready(customer=str(key_account.customer))
    before = value_of(key_account, practice.measure, on)
    made: Adoption = Adoption.objects.create(
        practice=practice,
        key_account=key_account,
        owner=owner,
        follow_up_on=follow_up_on,
        before=before,
        started_on=on,
        by=by,
    )
    told = {"customer": key_account.customer.code, "owner": owner.person_code, "follow_up": follow_up_on}
    _record(by, "practice.started", practice, after={**told, "before": before})
    return made


@transaction.atomic
def judge_adoption(
    *,
    by: User,
    adoption: Adoption,
    verdict: str,
    note: str,
    follow_up_on: date | None = None,
    today: date | None = None,
) -> Adoption:
    """Say whether it worked, with the measure as it is now; too early moves the follow-up to a later day.

    Raises JudgedAlready and FollowUpPast.
    """
    refuse_unless(by, Action.SHARE_PRACTICES)
    journal.lock()
    rows = Adoption.objects.select_related("practice", "key_account__customer")
    found: Adoption = rows.get(pk=adoption.pk)
    on = today or timezone.localdate()
    if found.verdict:
        raise rules.JudgedAlready
    found.note = note.strip()
    if verdict == rules.Verdict.EARLY:
        if follow_up_on is None or follow_up_on <= on:
            raise rules.FollowUpPast
        found.follow_up_on = follow_up_on
    else:
        found.verdict, found.judged_on = verdict, on
        found.after = value_of(found.key_account, found.practice.measure, on)
    found.save(update_fields=["note", "follow_up_on", "verdict", "judged_on", "after"])
    told = {"customer": found.key_account.customer.code, "verdict": verdict, "after": found.after, "note": found.note}
    _record(by, "practice.judged", found.practice, after=told)
    return found


@transaction.atomic
def record_practices_taken(*, by: User, kind: str, rows: int) -> None:
    """Keep who took the practices away, as what, and how many rows."""
    refuse_unless(by, Action.SEE_PRACTICES)
    _record(by, "practice.exported", by, after={"kind": kind, "rows": rows})


def _record(by: User, event: str, subject: Any, **images: Any) -> None:
    journal.record(by=by, event=f"review.{event}", subject=subject, holds=FieldClass.F2, **images)
