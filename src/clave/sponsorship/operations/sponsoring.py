"""Appointing sponsors: the assignment that makes the customer theirs, and the reason; and how often they visit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.ledger.models import CustomerAssignment
from clave.ledger.operations.hierarchy import write_assignment, write_end
from clave.portfolio.models import KeyAccount
from clave.sponsorship.models import Sponsorship, VisitRhythm
from clave.sponsorship.queries.holders import answering
from clave.sponsorship.rules import refusals
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

SPONSOR = CustomerAssignment.Capacity.SPONSOR.value


@transaction.atomic
def appoint_sponsor(
    *, by: User | None, key_account: KeyAccount, person: Person, starts_on: date, reason: str
) -> Sponsorship:
    """Make somebody of the top team the sponsor of a key account from a day on; who was it before ends the day before.

    Raises SponsorNeedsReason, OutsideProgramme, SponsorHasLeft, SponsorNotAtTop, SponsorWithoutLogin, AlreadySponsors,
    SponsorManagesIt and SponsoredSince. Many accounts are warned of, not refused: the CEO may hold them all.
    """
    refuse_unless(by, Action.CHANGE_SPONSORS)
    journal.lock()
    held = KeyAccount.objects.select_related("customer").get(pk=key_account.pk)
    found = Person.objects.select_related("user").get(pk=person.pk)
    before = list(answering(held.customer, SPONSOR, starts_on))
    _refuse_person(held, found, reason)
    _refuse_day(held, found, starts_on, before)
    for row in before:
        write_end(by=by, assignment=row, valid_to=starts_on - timedelta(days=1))
    assert found.user is not None  # nosec B101  # refused before
    row = write_assignment(by=by, customer=held.customer, user=found.user, capacity=SPONSOR, valid_from=starts_on)
    made: Sponsorship = Sponsorship.objects.create(
        key_account=held, person=found, assignment=row, reason=reason.strip(), by=by
    )
    told = {"customer": held.customer.code, "person": found.person_code, "from": starts_on, "reason": made.reason}
    _record(by, "appointed", made, told)
    return made


@transaction.atomic
def end_sponsorship(*, by: User | None, sponsorship: Sponsorship, ends_on: date) -> Sponsorship:
    """Say on which day somebody last sponsors. Raises SponsorshipOver and SponsoredSince."""
    refuse_unless(by, Action.CHANGE_SPONSORS)
    journal.lock()
    found: Sponsorship = Sponsorship.objects.select_related("assignment", "key_account__customer", "person").get(
        pk=sponsorship.pk
    )
    row, customer = found.assignment, found.key_account.customer
    if row.valid_to is not None:
        raise refusals.SponsorshipOver(day=row.valid_to)
    if ends_on < row.valid_from:
        raise refusals.SponsoredSince(person=found.person, customer=customer, day=row.valid_from)
    write_end(by=by, assignment=row, valid_to=ends_on)
    _record(by, "ended", found, {"customer": customer.code, "person": found.person.person_code, "to": ends_on})
    return found


@transaction.atomic
def set_rhythm(*, by: User | None, key_account: KeyAccount, visits_a_year: int, based_on: int) -> VisitRhythm:
    """Say how many times a year a key account is visited; `based_on` is the version that was read. Raises RhythmStale."""
    refuse_unless(by, Action.CHANGE_SPONSORS)
    journal.lock()
    found = VisitRhythm.objects.filter(key_account=key_account).first() or VisitRhythm(
        key_account=key_account, version=0
    )
    if found.version != based_on:
        raise refusals.RhythmStale(now=found.visits_a_year, yours=visits_a_year)
    before = {"visits_a_year": found.visits_a_year}
    found.visits_a_year, found.version = visits_a_year, found.version + 1
    found.save()
    journal.record(
        by=by,
        event="sponsorship.rhythm.set",
        subject=found,
        before=before,
        after={"visits_a_year": visits_a_year},
        holds=FieldClass.F0,
    )
    return found


def _refuse_person(held: KeyAccount, person: Person, reason: str) -> None:
    customer = held.customer
    if not reason.strip():
        raise refusals.SponsorNeedsReason
    if not person.is_active:
        raise refusals.SponsorHasLeft(person=person)
    if not person.is_top_team:
        raise refusals.SponsorNotAtTop(person=person)
    if person.user is None or not person.user.is_active:
        raise refusals.SponsorWithoutLogin(person=person, customer=customer)


def _refuse_day(held: KeyAccount, person: Person, on: date, before: list[CustomerAssignment]) -> None:
    customer = held.customer
    if (held.released_on is not None and held.released_on <= on) or on < held.admitted_on:
        raise refusals.OutsideProgramme(customer=customer, day=on)
    if any(row.user_id == person.user_id for row in answering(customer, "manager", on)):
        raise refusals.SponsorManagesIt(person=person, customer=customer)
    for row in before:
        if row.user_id == person.user_id:
            raise refusals.AlreadySponsors(person=person, customer=customer)
        if row.valid_from >= on:
            raise refusals.SponsoredSince(person=row.user, customer=customer, day=row.valid_from)


def _record(by: User | None, event: str, subject: Any, after: dict[str, Any]) -> None:
    journal.record(by=by, event=f"sponsorship.sponsor.{event}", subject=subject, after=after, holds=FieldClass.F0)
