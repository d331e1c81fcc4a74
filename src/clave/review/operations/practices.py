"""Sharing a practice, copying it to a key account, and judging afterwards what became of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.kit.templatetags import figures
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
    _refuse_card(source, told)
    last = Practice.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    made: Practice = Practice.objects.create(number=number, title=title, measure=measure, source=source, by=by, **told)
    _record(by, "practice.shared", made, after={"number": number, "title": title, "measure": measure})
    return made


@transaction.atomic
def change_practice(*, by: User, practice: Practice, based_on: int, source: str, **told: Any) -> Practice:
    """Word a card anew; `based_on` is the version that was read.

    Raises PracticeStale, SourceMissing, EvidenceElsewhere and, once it was copied, MeasureInUse.
    """
    refuse_unless(by, Action.SHARE_PRACTICES)
    journal.lock()
    found: Practice = Practice.objects.written_by(by).get(pk=practice.pk)
    if found.version != based_on:
        raise rules.PracticeStale
    _refuse_card(source, told)
    if told["measure"] != found.measure and found.adoptions.exists():
        raise rules.MeasureInUse
    said = {**told, "source": source}
    before = {name: _plain(getattr(found, name)) for name in said}
    for name, value in said.items():
        setattr(found, name, value)
    found.version += 1
    found.save(update_fields=[*said, "version"])
    _record(by, "practice.changed", found, before=before, after={name: _plain(each) for name, each in said.items()})
    return found


def _plain(value: Any) -> Any:
    """A value as the history keeps it: a key account by the code of its customer."""
    return value.customer.code if isinstance(value, KeyAccount) else value


def _refuse_card(source: str, told: dict[str, Any]) -> None:
    """A card from outside says its source, and evidence in Clave is a path in Clave."""
    if source == rules.Source.OUTSIDE:
        told["key_account"] = None
        if not told.get("source_words", "").strip():
            raise rules.SourceMissing
    path = told.get("evidence_path", "")
    if path and (not path.startswith("/") or path.startswith("//") or "\\" in path):
        raise rules.EvidenceElsewhere


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
    based_on: int | None = None,
    follow_up_on: date | None = None,
    today: date | None = None,
) -> Adoption:
    """Say whether it worked, with the measure as it is now; too early moves the follow-up to a later day.

    `based_on` is the version that was read. Raises JudgedAlready, AdoptionStale and FollowUpPast.
    """
    refuse_unless(by, Action.SHARE_PRACTICES)
    journal.lock()
    rows = Adoption.objects.select_related("practice", "key_account__customer")
    found: Adoption = rows.get(pk=adoption.pk)
    on = today or timezone.localdate()
    if found.verdict:
        raise rules.JudgedAlready
    if based_on is not None and found.version != based_on:
        raise rules.AdoptionStale(day=figures.day(found.follow_up_on), note=found.note)
    found.note = note.strip()
    if verdict == rules.Verdict.EARLY:
        if follow_up_on is None or follow_up_on <= on:
            raise rules.FollowUpPast
        found.follow_up_on = follow_up_on
    else:
        found.verdict, found.judged_on = verdict, on
        found.after = value_of(found.key_account, found.practice.measure, on)
    found.version += 1
    found.save(update_fields=["note", "follow_up_on", "verdict", "judged_on", "after", "version"])
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
