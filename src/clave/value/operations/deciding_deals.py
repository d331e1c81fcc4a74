"""Deciding on a deal, one seat each and never on one's own; and setting the limits that say whose seats there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.value import deal_refusals as refusals
from clave.value.deal_models import Deal, DealAsking, DealDecision, DealLimits
from clave.value.deal_rules import (
    DEAL_STATE_NAMES,
    LIMIT_NAMES,
    SEAT_NAMES,
    WHAT_NEXT,
    DealState,
    Seat,
    crossed,
    seat_of,
)
from clave.value.deal_terms import digest_of
from clave.value.operations.dealing import deal_record
from clave.value.operations.moves import refuse_unless
from clave.value.queries.deal_limits import Limits, limits_in_force

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def decide_deal(*, by: User, deal: Deal, version: int, approves: bool | None, reason: str) -> DealDecision:
    """Approve or refuse the version put forward, in the first open seat one may take; one refusal refuses the deal.

    Raises VerdictMissing, DealMoveNotAllowed, DealStale, OwnDeal, DecidedAlready and NoDealsSeat.
    """
    refuse_unless(by, Action.DECIDE_DEALS)
    if approves is None or not reason.strip():
        raise refusals.VerdictMissing
    journal.lock()
    found = Deal.objects.select_related("customer").get(pk=deal.pk)
    state = DealState(found.state)
    if state is not DealState.ASKED:
        raise refusals.DealMoveNotAllowed(state=DEAL_STATE_NAMES[state], next=WHAT_NEXT[state])
    if found.version != version:
        raise refusals.DealStale(latest=found.version, based_on=version)
    asking = open_asking(found)
    seat = _seat(by, found, asking)
    made = _decided(by, found, asking, seat, approves, reason.strip())
    left = [each for each in open_seats(asking) if each != seat]
    if not approves or not left:
        found.state = DealState.APPROVED if approves else DealState.REFUSED
        found.save(update_fields=["state"])
    deal_record(
        by,
        "decided",
        found,
        after={"seat": str(seat), "approves": approves, "reason": made.reason, "digest": made.digest},
    )
    return made


@transaction.atomic
def set_deal_limits(*, by: User, limits: Limits, reason: str, based_on: int) -> DealLimits:
    """Make these the limits for whatever is put forward from now on; raises DealNeedsWords, LimitsCross, LimitsStale."""
    refuse_unless(by, Action.CHANGE_DEAL_LIMITS)
    if not reason.strip():
        raise refusals.DealNeedsWords
    if name := crossed(limits):
        raise refusals.LimitsCross(name=LIMIT_NAMES[name], first=f"{limits[name][0]:g}", second=f"{limits[name][1]:g}")
    journal.lock()
    before, kept = limits_in_force()
    latest = kept.number if kept else 0
    if latest != based_on:
        raise refusals.LimitsStale(latest=latest)
    told = {key: list(pair) for key, pair in limits.items()}
    made = DealLimits.objects.create(number=latest + 1, limits=told, reason=reason.strip(), by=by)
    journal.record(
        by=by,
        event="value.deal_limits.set",
        subject=made,
        before={key: list(pair) for key, pair in before.items()},
        after={**told, "reason": made.reason},
        holds=FieldClass.F2,
    )
    return made


def open_asking(deal: Deal) -> DealAsking:
    """What was put forward of the version that counts."""
    found: DealAsking = deal.askings.select_related("version", "by").get(version__number=deal.version)
    return found


def open_seats(asking: DealAsking) -> list[Seat]:
    """The seats in which nobody has decided yet."""
    taken = {decision.seat for decision in asking.decisions.all()}
    return [Seat(seat) for seat in asking.seats if seat not in taken]


def waits_for(asking: DealAsking) -> tuple[str, ...]:
    """Who is still to decide, as words."""
    return tuple(SEAT_NAMES[seat] for seat in open_seats(asking))


def authors(deal: Deal) -> set[int]:
    """Everybody who wrote a version of the deal or put one forward: none of them decides."""
    wrote = deal.versions.exclude(by=None).values_list("by_id", flat=True)
    return {*wrote, *deal.askings.values_list("by_id", flat=True)}


def _seat(by: User, deal: Deal, asking: DealAsking) -> Seat:
    waits = waits_for(asking)
    if by.pk in authors(deal):
        raise refusals.OwnDeal(waits=waits)
    if asking.decisions.filter(by=by).exists():
        raise refusals.DecidedAlready(waits=waits)
    seat = seat_of(by.roles, open_seats(asking))
    if seat is None:
        raise refusals.NoDealsSeat(waits=waits)
    return seat


def _decided(by: User, deal: Deal, asking: DealAsking, seat: Seat, approves: bool, reason: str) -> DealDecision:
    at = timezone.now()
    digest = digest_of(asking.version.digest, asking.seats, str(seat), approves, reason, by.pk, at.isoformat())
    return DealDecision.objects.create(
        deal=deal,
        asking=asking,
        seat=seat,
        approves=approves,
        reason=reason,
        asked_by=asking.by,
        by=by,
        at=at,
        digest=digest,
    )
