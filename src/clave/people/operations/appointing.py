"""Appointing managers and deputies: the assignment that makes the customer theirs, the reason, and what is handed over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.company.models import Person
from clave.ledger.models import CustomerAssignment
from clave.ledger.operations.hierarchy import write_assignment, write_end
from clave.people.models import Appointment, HandOverItem
from clave.people.queries import appointments as queries
from clave.people.rules import refusals
from clave.people.rules.training import due_days
from clave.portfolio.models import KeyAccount
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User

MANAGER, DEPUTY = CustomerAssignment.Capacity.MANAGER.value, CustomerAssignment.Capacity.DEPUTY.value


@transaction.atomic
def appoint(*, by: User | None, key_account: KeyAccount, person: Person, starts_on: date, reason: str) -> Appointment:
    """Make a person the manager of a key account from a day on; who was it before hands over.

    Raises AppointmentNeedsReason, NotInProgramme, NoLongerOneOfUs, NoLoginToAppoint, AlreadyManages, ManagerIsFull and
    OverlapsPresent.
    """
    refuse_unless(by, Action.APPOINT)
    journal.lock()
    held = KeyAccount.objects.select_related("customer").get(pk=key_account.pk)
    found = Person.objects.select_related("user").get(pk=person.pk)
    before = list(queries.present(held.customer, MANAGER, starts_on))
    _refuse(held, found, starts_on, reason, before)
    count, most = queries.room_of(found, starts_on, without=held.customer)
    if count >= most:
        raise refusals.ManagerIsFull(person=found, held=count, most=most)
    for row in before:
        write_end(by=by, assignment=row, valid_to=queries.day_before(starts_on))
    made = _written(by, held, found, MANAGER, starts_on, reason)
    if before:
        _hand_over(made, starts_on)
    return made


@transaction.atomic
def appoint_deputy(
    *, by: User | None, key_account: KeyAccount, person: Person, starts_on: date, reason: str
) -> Appointment:
    """Say who stands in for the manager of a key account; raises what appointing a manager does, but for room."""
    refuse_unless(by, Action.APPOINT)
    journal.lock()
    held = KeyAccount.objects.select_related("customer").get(pk=key_account.pk)
    found = Person.objects.select_related("user").get(pk=person.pk)
    there = [*queries.present(held.customer, DEPUTY, starts_on), *queries.present(held.customer, MANAGER, starts_on)]
    _refuse(held, found, starts_on, reason, [row for row in there if row.user_id == found.user_id])
    return _written(by, held, found, DEPUTY, starts_on, reason)


@transaction.atomic
def end_appointment(*, by: User | None, appointment: Appointment, ends_on: date) -> Appointment:
    """Say on which day somebody last manages or stands in. Raises AppointmentOver and OverlapsPresent."""
    refuse_unless(by, Action.APPOINT)
    journal.lock()
    found: Appointment = Appointment.objects.select_related("assignment", "key_account__customer", "person").get(
        pk=appointment.pk
    )
    row = found.assignment
    if row.valid_to is not None:
        raise refusals.AppointmentOver(day=row.valid_to)
    if ends_on < row.valid_from:
        raise refusals.OverlapsPresent(person=found.person, customer=found.key_account.customer, day=row.valid_from)
    write_end(by=by, assignment=row, valid_to=ends_on)
    told = {"customer": found.key_account.customer.code, "person": found.person.person_code}
    _record(by, "ended", found, {**told, "capacity": row.capacity, "to": ends_on})
    return found


@transaction.atomic
def finish_item(*, by: User, item: HandOverItem, today: date | None = None) -> HandOverItem:
    """Say that something was handed over. Raises ItemDone."""
    refuse_unless(by, Action.HAND_OVER)
    journal.lock()
    found: HandOverItem = HandOverItem.objects.select_related("appointment__key_account__customer").get(pk=item.pk)
    if found.done_on is not None:
        raise refusals.ItemDone(day=found.done_on)
    found.done_on, found.done_by = today or timezone.localdate(), by
    found.save(update_fields=["done_on", "done_by"])
    code = found.appointment.key_account.customer.code
    _record(by, "handed_over", found, {"customer": code, "item": found.item, "on": found.done_on})
    return found


def _refuse(held: KeyAccount, person: Person, on: date, reason: str, before: list[CustomerAssignment]) -> None:
    """What keeps a person from answering for a key account from a day on."""
    customer = held.customer
    if not reason.strip():
        raise refusals.AppointmentNeedsReason
    if (held.released_on is not None and held.released_on <= on) or on < held.admitted_on:
        raise refusals.NotInProgramme(customer=customer, day=on)
    if not person.is_active:
        raise refusals.NoLongerOneOfUs(person=person)
    if person.user is None or not person.user.is_active:
        raise refusals.NoLoginToAppoint(person=person, customer=customer)
    if any(row.user_id == person.user_id for row in before):
        raise refusals.AlreadyManages(person=person, customer=customer)
    for row in before:
        if row.valid_from >= on:
            raise refusals.OverlapsPresent(person=row.user, customer=customer, day=row.valid_from)


def _written(by: User | None, held: KeyAccount, person: Person, capacity: str, on: date, reason: str) -> Appointment:
    assert person.user is not None  # nosec B101  # refused before
    row = write_assignment(by=by, customer=held.customer, user=person.user, capacity=capacity, valid_from=on)
    made: Appointment = Appointment.objects.create(
        key_account=held, person=person, assignment=row, reason=reason.strip(), by=by
    )
    told = {"customer": held.customer.code, "person": person.person_code, "capacity": capacity, "from": on}
    _record(by, "appointed", made, {**told, "reason": made.reason})
    return made


def _hand_over(appointment: Appointment, starts_on: date) -> None:
    HandOverItem.objects.bulk_create(
        HandOverItem(appointment=appointment, position=at, item=key, due_on=due)
        for at, (key, due) in enumerate(due_days(starts_on).items())
    )


def _record(by: User | None, event: str, subject: Any, after: dict[str, Any]) -> None:
    journal.record(by=by, event=f"people.manager.{event}", subject=subject, after=after, holds=FieldClass.F0)
