"""The whitespace of a key account: its units against our offerings, sold from the ledger, potential and rival by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

from clave.accounts.models import WhitespaceCell
from clave.accounts.rules.plans import Measure
from clave.accounts.rules.whitespace import Lens, gap
from clave.analytics.refusals import CannotCompute
from clave.analytics.whitespace import Sold, SoldByOffering, sold_by_offering
from clave.kit.money import Money
from clave.kit.refusals import Refusal
from clave.ledger import queries as ledger
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.value.queries.runs import usual_parameters

MOST_UNITS = 30
"""So many units a grid shows, those that bought most first."""
NOTHING = Sold(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Cell:
    """One unit and one offering: what was sold in 12 months, and what was typed."""

    unit: Customer
    offering: str
    place: int
    sold: Sold
    typed: WhitespaceCell | None
    currency: str

    @property
    def potential(self) -> Decimal | None:
        """What it could buy in a year; None while nobody said, or it is in another currency."""
        money = self.typed.money if self.typed else None
        return money.amount if money and money.currency == self.currency else None

    @property
    def gap(self) -> Decimal | None:
        """What could still be sold in a year."""
        return gap(self.potential, self.sold.revenue)

    @property
    def potential_money(self) -> Money | None:
        """The potential as money of this cell."""
        return self.money(self.potential)

    @property
    def version(self) -> int:
        """The version of what was typed; 0 where nothing was."""
        return self.typed.version if self.typed else 0

    def amount(self, lens: Lens) -> Decimal | None:
        """What the cell shows under a lens."""
        shown = {
            Lens.REVENUE: self.sold.revenue,
            Lens.CONTRIBUTION: self.sold.contribution,
            Lens.POTENTIAL: self.potential,
            Lens.GAP: self.gap,
        }
        return shown[lens]

    def money(self, amount: Decimal | None) -> Money | None:
        """An amount of this cell as money."""
        return None if amount is None else Money(amount, self.currency)


@dataclass(frozen=True)
class Grid:
    """The whitespace of one key account as of a day; `wrong` says why nothing sold is known, where it is not."""

    key_account: KeyAccount
    currency: str
    as_of: date | None
    offerings: Sequence[str]
    rows: Sequence[tuple[Customer, Sequence[Cell]]]
    hidden_units: int
    ungrouped: Money | None
    wrong: str = ""

    @property
    def cells(self) -> list[Cell]:
        """Every cell, unit by unit."""
        return [cell for _, row in self.rows for cell in row]

    @property
    def largest(self) -> list[Cell]:
        """The cells with a gap, the largest first."""
        return sorted((cell for cell in self.cells if cell.gap), key=lambda cell: -(cell.gap or 0))

    def total(self, cells: Iterable[Cell], lens: Lens) -> Money:
        """What cells come to under a lens, what is not known left out."""
        known = (cell.amount(lens) for cell in cells)
        return Money(sum((each for each in known if each is not None), Decimal(0)), self.currency)


def grid(held: KeyAccount, on: date | None = None) -> Grid:
    """The whitespace of a key account."""
    codes = _codes(held.customer, on or timezone.localdate())
    found, wrong = _sold(codes)
    typed = list(WhitespaceCell.objects.filter(key_account=held).select_related("by"))
    units = _units(codes, found)
    shown = units[:MOST_UNITS]
    currency = found.currency if found else usual_parameters()["currency"] or "EUR"
    offerings = sorted({*(found.offerings if found else ()), *(cell.offering for cell in typed)})
    known = {(cell.unit_id, cell.offering): cell for cell in typed}
    rows = [(unit, [
        Cell(unit, offering, place, found.sold.get((unit.code, offering), NOTHING) if found else NOTHING,
             known.get((unit.pk, offering)), currency)
        for place, offering in enumerate(offerings)
    ]) for unit in shown]  # fmt: skip
    ungrouped = Money(found.ungrouped, currency) if found and found.ungrouped else None
    return Grid(
        held, currency, found.as_of if found else None, offerings, rows, len(units) - len(shown), ungrouped, wrong
    )


def largest_gaps(customer: Customer, most: int = 3) -> list[Cell]:
    """The cells in which this key account could buy most beyond what it does; ask only for customers in scope."""
    held = KeyAccount.objects.current().filter(customer=customer).select_related("customer").first()
    return grid(held).largest[:most] if held else []


def objective_address(cell: Cell, customer: Customer, words: str) -> str:
    """Where a gap becomes an objective of the plan: its words, and where the whole customer is one unit what is to be reached.

    The books measure a product group over the whole key account; the potential of one unit among several is no target for that.
    """
    told = {"words": words, "measure": Measure.GROUP_REVENUE.value, "product_group": cell.offering}
    if cell.unit.pk == customer.pk and cell.potential is not None:
        told["target"] = f"{cell.potential:.2f}"
    return f"{reverse('add-plan-objective', args=[customer.code])}?{urlencode(told)}"


def _codes(customer: Customer, on: date) -> tuple[str, ...]:
    tops = ledger.groups_on(on)
    return (customer.code, *sorted(below for below, top in tops.items() if top == customer.code))


def _units(codes: Sequence[str], found: SoldByOffering | None) -> list[Customer]:
    """The customer and its members, who bought most first; a group that bought nothing itself is no unit."""
    bought: dict[str, Decimal] = {}
    for (code, _), sold in (found.sold if found else {}).items():
        bought[code] = bought.get(code, Decimal(0)) + sold.revenue
    units = Customer.objects.filter(code__in=codes)
    kept = [unit for unit in units if len(codes) == 1 or unit.code != codes[0] or bought.get(unit.code)]
    return sorted(kept, key=lambda unit: (-bought.get(unit.code, Decimal(0)), unit.name))


def _sold(codes: tuple[str, ...]) -> tuple[SoldByOffering | None, str]:
    batches = list(ledger.active_batches().exclude(ledger_file=""))
    try:
        return _sold_of(ledger.digest_of(batches), usual_parameters()["currency"] or None, codes), ""
    except (CannotCompute, Refusal) as why:
        return None, why.sentence(gettext)


@lru_cache(maxsize=64)
def _sold_of(digest: str, currency: str | None, codes: tuple[str, ...]) -> SoldByOffering:
    """The same files hold the same: a ledger is named by the digest of all of them."""
    return sold_by_offering(ledger.current_ledger(None, currency), codes)
