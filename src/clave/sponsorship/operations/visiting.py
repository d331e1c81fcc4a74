"""Planning visits, moving them, calling them off."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.portfolio.models import KeyAccount
from clave.sponsorship.models import Visit
from clave.sponsorship.rules import refusals
from clave.sponsorship.rules.cadence import FARTHEST_DAYS
from clave.sponsorship.rules.moments import moment_of
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def plan_visit(
    *, by: User | None, key_account: KeyAccount, visit_on: date, hour: time | None = None, today: date | None = None
) -> Visit:
    """Put a visit on a day, at an hour of the company's time zone where it is known; one in the past asks for its report.

    Raises OutsideProgramme, VisitFarAway, VisitPlannedThen, HourLeftOut and HourTwice.
    """
    refuse_unless(by, Action.PLAN_VISITS)
    journal.lock()
    held = KeyAccount.objects.select_related("customer").get(pk=key_account.pk)
    if held.released_on is not None and held.released_on <= visit_on:
        raise refusals.OutsideProgramme(customer=held.customer, day=visit_on)
    _refuse_day(held, visit_on, today)
    made: Visit = Visit.objects.create(
        key_account=held, visit_on=visit_on, starts_at=moment_of(visit_on, hour, settings.TIME_ZONE), planned_by=by
    )
    _record(by, "planned", made, None)
    return made


@transaction.atomic
def move_visit(
    *,
    by: User | None,
    visit: Visit,
    visit_on: date,
    hour: time | None = None,
    based_on: int,
    today: date | None = None,
) -> Visit:
    """Put a visit on another day; `based_on` is the version that was read. Raises VisitStale and what planning raises."""
    refuse_unless(by, Action.PLAN_VISITS)
    journal.lock()
    found = _open(visit)
    if found.version != based_on:
        raise refusals.VisitStale(now=_written(found.visit_on, found.starts_at), yours=visit_on)
    if visit_on != found.visit_on:
        _refuse_day(found.key_account, visit_on, today)
    before = _told(found)
    found.visit_on, found.starts_at = visit_on, moment_of(visit_on, hour, settings.TIME_ZONE)
    _save(found, "visit_on", "starts_at")
    _record(by, "moved", found, before)
    return found


@transaction.atomic
def call_off_visit(*, by: User | None, visit: Visit, reason: str) -> Visit:
    """Say that a visit does not take place, and why. Raises VisitNeedsReason and VisitSettled."""
    refuse_unless(by, Action.PLAN_VISITS)
    journal.lock()
    found = _open(visit)
    if not reason.strip():
        raise refusals.VisitNeedsReason
    before = _told(found)
    found.state, found.called_off_reason = Visit.State.CALLED_OFF, reason.strip()
    _save(found, "state", "called_off_reason")
    _record(by, "called_off", found, before)
    return found


def _open(visit: Visit) -> Visit:
    found: Visit = Visit.objects.select_related("key_account__customer").get(pk=visit.pk)
    if not found.is_planned:
        raise refusals.VisitSettled
    return found


def _refuse_day(held: KeyAccount, visit_on: date, today: date | None) -> None:
    if abs((visit_on - (today or timezone.localdate())).days) > FARTHEST_DAYS:
        raise refusals.VisitFarAway(day=visit_on)
    if Visit.objects.filter(key_account=held, visit_on=visit_on, state=Visit.State.PLANNED).exists():
        raise refusals.VisitPlannedThen(customer=held.customer, day=visit_on)


def _save(visit: Visit, *fields: str) -> None:
    visit.version, visit.changed_at = visit.version + 1, timezone.now()
    visit.save(update_fields=[*fields, "version", "changed_at"])


def _written(day: date, starts_at: Any) -> str:
    return timezone.localtime(starts_at).strftime("%Y-%m-%d %H:%M") if starts_at else day.isoformat()


def _told(visit: Visit) -> dict[str, Any]:
    return {
        "customer": visit.key_account.customer.code,
        "on": visit.visit_on,
        "at": visit.starts_at.isoformat() if visit.starts_at else None,
        "state": str(visit.state),
    }


def _record(by: User | None, event: str, visit: Visit, before: dict[str, Any] | None) -> None:
    journal.record(
        by=by,
        event=f"sponsorship.visit.{event}",
        subject=visit,
        before=before,
        after=_told(visit),
        holds=FieldClass.F0,
    )
