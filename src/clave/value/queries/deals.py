"""The deals one person sees, each with its latest version and what is still to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.money import Money, minor_digits, rounded
from clave.ledger.gates import own_customers
from clave.ledger.models import Customer
from clave.value.deal_gates import PRICES
from clave.value.deal_models import Deal, DealAsking, DealDecision, DealVersion
from clave.value.deal_rules import DealState, Seat, seat_of
from clave.value.deal_terms import Terms
from clave.value.gates import HEAVY_OF_RUN


@dataclass(frozen=True)
class DealLine:
    """A deal as the list shows it."""

    deal: Deal
    version: DealVersion
    asking: DealAsking | None
    waits: tuple[Seat, ...]

    @property
    def terms(self) -> Terms:
        """The terms of the version that counts."""
        return self.version.told

    def amount(self, name: str) -> Money | None:
        """A finding of the draw as money of the deal."""
        return money(self.version.result[name], self.terms.currency)

    @property
    def expected(self) -> Money | None:
        """What the deal is expected to be worth."""
        return self.amount("mean")

    @property
    def expected_in_book(self) -> Money | None:
        """The same in the book's currency, at the rate kept with the version."""
        return in_book(self.expected, self.version)

    @property
    def chance_of_loss(self) -> float:
        """The share of futures that lose money."""
        return float(self.version.result["chance_of_loss"])


def money(value: float | Decimal | None, currency: str) -> Money | None:
    """A figure of the draw as money, rounded to its currency's minor unit."""
    return None if value is None else Money(rounded(Decimal(str(value)), minor_digits(currency)), currency)


def in_book(amount: Money | None, version: DealVersion) -> Money | None:
    """An amount of a deal in the book's currency."""
    if amount is None or amount.currency == version.book_currency:
        return amount
    return money(amount.amount * Decimal(version.rate), version.book_currency)


def deal_lines(user: User, on: date, deals: QuerySet[Deal] | None = None) -> list[DealLine]:
    """Every deal in this person's scope, the newest first."""
    found = Deal.objects.visible_to(user, on) if deals is None else deals
    with_all = found.select_related("customer").prefetch_related(
        Prefetch("versions", DealVersion.objects.select_related("run", "by").defer(*HEAVY_OF_RUN).order_by("-number")),
        Prefetch("askings", DealAsking.objects.select_related("by", "limits").order_by("-at")),
        Prefetch("askings__decisions", DealDecision.objects.select_related("by").order_by("at")),
    )
    return [_line(deal) for deal in with_all]


def deals_at_a_glance(deals: QuerySet[Deal], most: int | None = None) -> list[DealLine]:
    """So many of these deals, all where no number is given, the newest first, each with the version that counts and no more; one query."""
    rows = DealVersion.objects.filter(deal__in=deals, number=F("deal__version")).select_related("deal__customer")
    return [DealLine(each.deal, each, None, ()) for each in rows.order_by("-deal__number")[:most]]


def _line(deal: Deal) -> DealLine:
    version = deal.versions.all()[0]
    asking = next((each for each in deal.askings.all() if each.version_id == version.pk), None)
    taken = {each.seat for each in asking.decisions.all()} if asking else set()
    is_open = asking is not None and deal.state == DealState.ASKED
    return DealLine(
        deal, version, asking, tuple(Seat(s) for s in asking.seats if s not in taken) if asking and is_open else ()
    )


def seat_open_to(user: User, line: DealLine) -> Seat | None:
    """The seat in which this person can decide on the deal now; None where they wrote it, decided, or are not asked."""
    if not line.waits or not user.may(Action.DECIDE_DEALS) or line.asking is None:
        return None
    wrote = {each.by_id for each in (*line.deal.versions.all(), *line.deal.askings.all())}
    decided = {each.by_id for each in line.asking.decisions.all()}
    return None if user.pk in wrote | decided else seat_of(user.roles, line.waits)


def waiting_for(user: User, lines: Iterable[DealLine]) -> list[DealLine]:
    """The deals on which this person is to decide."""
    return [line for line in lines if seat_open_to(user, line)]


def decisions_awaited(user: User, on: date) -> list[DealAsking]:
    """What was put forward and waits for this person's decision, the oldest first; one query."""
    if not user.may(Action.DECIDE_DEALS):
        return []
    taken = {f"taken_{seat}": Exists(DealDecision.objects.filter(asking=OuterRef("pk"), seat=seat)) for seat in Seat}
    wrote = Exists(DealVersion.objects.filter(deal=OuterRef("deal"), by=user))
    asked = Exists(DealAsking.objects.filter(deal=OuterRef("deal"), by=user))
    decided = Exists(DealDecision.objects.filter(asking=OuterRef("pk"), by=user))
    rows = DealAsking.objects.visible_to(user, on).filter(
        ~wrote, ~asked, ~decided, deal__state=DealState.ASKED, version__number=F("deal__version")
    )
    found = rows.select_related("deal__customer", "version", "by").annotate(**taken).order_by("at")
    return [row for row in found if seat_of(user.roles, _open_seats(row))]


def _open_seats(row: DealAsking) -> list[Seat]:
    return [Seat(seat) for seat in row.seats if not getattr(row, f"taken_{seat}")]


def customers_to_price(user: User, on: date) -> QuerySet[Customer]:
    """The customers with whom this person may price a deal: those they manage."""
    customers: QuerySet[Customer] = Customer.objects.filter(priced(user, on)).order_by("name")
    return customers


def priced(user: User, on: date, path: str = "pk") -> Q:
    """The condition on customers (at `path`) with whom this person may price a deal."""
    return Q(**{f"{path}__in": own_customers(user, PRICES, on)})


def differences(older: DealVersion, newer: DealVersion) -> Sequence[str]:
    """The parts of the terms in which two versions differ."""
    names = dict.fromkeys((*newer.terms, *older.terms))
    return [name for name in names if newer.terms.get(name) != older.terms.get(name)]
