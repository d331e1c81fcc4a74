"""Pricing a deal, changing it in versions, putting it forward, and saying how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.analytics.code_version import code_version
from clave.kit.money import minor_digits
from clave.ledger.gates import holding
from clave.ledger.models import Customer
from clave.value import deal_refusals as refusals
from clave.value.deal_draw import drawn, share_at_risk
from clave.value.deal_models import Deal, DealAsking, DealVersion
from clave.value.deal_rules import (
    DEAL_MOVES,
    DEAL_STATE_NAMES,
    WHAT_NEXT,
    DealState,
    Seat,
    breaches,
    seats_for,
)
from clave.value.deal_terms import DRAWS, SEED, Terms, digest_of
from clave.value.operations.moves import refuse_unless
from clave.value.queries.deal_book import Book, Rate, book, rate_into
from clave.value.queries.deal_limits import limits_in_force

if TYPE_CHECKING:
    from clave.access.models import User

ENDS = frozenset({DealState.WON, DealState.LOST, DealState.WITHDRAWN})


@transaction.atomic
def price_deal(*, by: User | None, customer: Customer, name: str, terms: Terms, seed: int = SEED) -> Deal:
    """Put a deal with a customer on the table; its first version holds the terms and what the draw finds.

    Raises DealNeedsWords, NoRate, and what `deal_terms.refuse_unfit` raises.
    """
    refuse_unless(by, Action.PRICE_DEALS)
    if not name.strip():
        raise refusals.DealNeedsWords
    priced = findings(terms, seed=seed)
    journal.lock()
    number = (Deal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    deal = Deal.objects.create(number=number, customer=customer, name=name.strip(), made_by=by)
    _keep(deal, 1, priced, by, "")
    deal_record(by, "priced", deal, after={"customer": customer.code, "name": deal.name, **_told(deal, 1)})
    return deal


@transaction.atomic
def change_deal(*, by: User | None, deal: Deal, based_on: int, terms: Terms, reason: str) -> Deal:
    """Save other terms as the next version; whatever was approved before counts for the old one alone.

    Raises DealMoveNotAllowed, DealStale, DealNeedsWords, DealUnchanged, and what pricing raises.
    """
    refuse_unless(by, Action.PRICE_DEALS)
    if not reason.strip():
        raise refusals.DealNeedsWords
    priced = findings(terms)
    journal.lock()
    found = _may_move(deal, DealState.DRAFT)
    latest = latest_version(found)
    if latest.number != based_on:
        raise refusals.DealStale(latest=latest.number, based_on=based_on)
    if latest.terms == terms.kept():
        raise refusals.DealUnchanged(number=latest.number)
    before = _told(found, latest.number)
    _keep(found, latest.number + 1, priced, by, reason.strip())
    found.state, found.version = DealState.DRAFT, latest.number + 1
    found.save(update_fields=["state", "version"])
    deal_record(by, "changed", found, before=before, after={**_told(found, found.version), "reason": reason.strip()})
    return found


@transaction.atomic
def ask_approval(*, by: User, deal: Deal, based_on: int) -> DealAsking:
    """Put the latest version forward to those whom the limits name; raises DealMoveNotAllowed, DealStale, NobodyToAsk."""
    refuse_unless(by, Action.PRICE_DEALS)
    journal.lock()
    found = _may_move(deal, DealState.ASKED)
    version = latest_version(found)
    if version.number != based_on:
        raise refusals.DealStale(latest=version.number, based_on=based_on)
    limits, kept = limits_in_force()
    broken = breaches(measured(version), limits)
    seats = seats_for(broken)
    if Seat.SPONSOR in seats and not _has_sponsor(found.customer):
        raise refusals.NobodyToAsk(customer=found.customer)
    asking = DealAsking.objects.create(
        deal=found,
        version=version,
        limits=kept,
        breaches=[{"measure": b.measure, "figure": b.figure, "limit": b.limit, "depth": b.depth} for b in broken],
        seats=[str(seat) for seat in seats],
        by=by,
    )
    found.state, found.asked_at = DealState.ASKED, found.asked_at or asking.at
    found.finance_asked = found.finance_asked or Seat.FINANCE in seats
    found.save(update_fields=["state", "asked_at", "finance_asked"])
    deal_record(
        by, "asked", found, after={**_told(found, version.number), "seats": asking.seats, "beyond": asking.breaches}
    )
    return asking


@transaction.atomic
def end_deal(
    *,
    by: User | None,
    deal: Deal,
    outcome: DealState,
    reason: str,
    starts_on: date | None = None,
    today: date | None = None,
) -> Deal:
    """Say that a deal was won (from which day it runs), lost or withdrawn, and why; raises DealMoveNotAllowed, DealNeedsWords."""
    refuse_unless(by, Action.PRICE_DEALS)
    if outcome not in ENDS or not reason.strip():
        raise refusals.DealNeedsWords
    journal.lock()
    found, day = _may_move(deal, outcome), today or timezone.localdate()
    before = _told(found, found.version)
    found.state, found.closed_on, found.closed_reason = outcome, day, reason.strip()
    found.starts_on = (starts_on or day) if outcome is DealState.WON else None
    found.save(update_fields=["state", "closed_on", "closed_reason", "starts_on"])
    deal_record(
        by, _ending(outcome), found, before=before, after={**_told(found, found.version), "reason": reason.strip()}
    )
    return found


@dataclass(frozen=True)
class Priced:
    """Terms with what the draw found, held against the book of today."""

    terms: Terms
    held: Book
    rate: Rate
    result: dict[str, Any]


def findings(terms: Terms, *, draws: int = DRAWS, seed: int = SEED) -> Priced:
    """What the draw finds about terms, in the deal's currency, and its weight against the book; nothing is written but the year."""
    held = book()
    rate = rate_into(held, terms.currency)
    result = drawn(terms, draws=draws, seed=seed)
    share = share_at_risk(result, rate.rate, held.year, minor_digits(held.currency))
    return Priced(terms, held, rate, {**result, "share_at_risk": share, "year": held.year})


def measured(version: DealVersion) -> dict[str, float | None]:
    """The figures of a version that limits are set for."""
    terms, result = version.told, version.result
    return {
        "chance_of_loss": result["chance_of_loss"],
        "share_at_risk": result["share_at_risk"],
        "years": terms.years,
        "discount": round(terms.discount_share, 6),
    }


def latest_version(deal: Deal) -> DealVersion:
    """The version that counts."""
    found: DealVersion = deal.versions.select_related("run").order_by("-number")[0]
    found.deal = deal
    return found


def deal_record(by: User | None, event: str, deal: Deal, **images: Any) -> None:
    """Write into the history what was done to a deal."""
    journal.record(by=by, event=f"value.deal.{event}", subject=deal, holds=FieldClass.F3, **images)


def _ending(outcome: DealState) -> str:
    """What the history calls this end."""
    event = "withdrawn"
    if outcome is DealState.WON:
        event = "won"
    elif outcome is DealState.LOST:
        event = "lost"
    return event


def _keep(deal: Deal, number: int, priced: Priced, by: User | None, reason: str) -> DealVersion:
    kept, run = priced.terms.kept(), priced.held.run
    sources = {"run": run.short_code if run else "", "rate": str(priced.rate.rate), "book": priced.held.currency}
    return DealVersion.objects.create(
        deal=deal,
        number=number,
        terms=kept,
        result=priced.result,
        run=run,
        book_currency=priced.held.currency,
        rate=str(priced.rate.rate),
        rate_on=priced.rate.on,
        code_version=code_version(),
        digest=digest_of(deal.number, number, kept, priced.result, sources),
        reason=reason,
        by=by,
    )


def _told(deal: Deal, number: int) -> dict[str, Any]:
    version = deal.versions.get(number=number)
    return {"number": deal.number, "state": str(deal.state), "version": number, "digest": version.digest}


def _may_move(deal: Deal, to: DealState) -> Deal:
    """The deal as it stands now, where it may go on to that state."""
    found: Deal = Deal.objects.select_related("customer").get(pk=deal.pk)
    state = DealState(found.state)
    if to not in DEAL_MOVES[state]:
        raise refusals.DealMoveNotAllowed(state=DEAL_STATE_NAMES[state], next=WHAT_NEXT[state])
    return found


def _has_sponsor(customer: Customer) -> bool:
    found: bool = customer.assignments.filter(holding(timezone.localdate()), capacity="sponsor").exists()
    return found
