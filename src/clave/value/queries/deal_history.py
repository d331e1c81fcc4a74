"""What a customer took in the years before, from the ledger, as the form of a deal begins with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from clave.analytics.refusals import CannotCompute
from clave.analytics.takings import Asked, Taken, takings
from clave.kit.dates import year_on
from clave.kit.money import minor_digits
from clave.ledger.models import Customer
from clave.ledger.queries import current_ledger, groups_on
from clave.value.models import BookRow
from clave.value.queries.deal_book import Book

YEARS_BACK = 3


@dataclass(frozen=True)
class History:
    """The last years of a customer and its members, the latest first, and what a unit cost to serve; in the book's currency."""

    as_of: date
    years: tuple[Taken, ...]
    served: Decimal | None

    @property
    def last(self) -> Taken:
        """The twelve months up to the day."""
        return self.years[0]

    @property
    def sold(self) -> list[Taken]:
        """The years in which something was sold."""
        return [year for year in self.years if year.units > 0]


def history(customer: Customer, held: Book) -> History | None:
    """What the customer took; None where the ledger holds nothing of it in the last year, or cannot be read."""
    codes = codes_of(customer, held.as_of)
    try:
        found = takings(current_ledger(reporting_currency=held.currency), [Asked(codes, _years_before(held.as_of))])
    except CannotCompute:
        return None
    years = found.taken[0]
    return History(held.as_of, years, served_a_unit(customer, held)) if years[0].units > 0 else None


def codes_of(customer: Customer, on: date) -> tuple[str, ...]:
    """The customer's own code and those of all that roll up into it on a day."""
    return codes_under(customer.code, groups_on(on))


def codes_under(code: str, tops: Mapping[str, str]) -> tuple[str, ...]:
    """A code and those of all whose group has it at its top."""
    return (code, *sorted(below for below, top in tops.items() if top == code))


def _years_before(day: date) -> list[tuple[date, date]]:
    ends = [year_on(day, -back) for back in range(YEARS_BACK + 1)]
    return [(before + timedelta(days=1), end) for end, before in pairwise(ends)]


def served_a_unit(customer: Customer, held: Book) -> Decimal | None:
    """Cost to serve a unit over all orders of the run, of the whole group where there is one."""
    return served_units([customer.pk], held).get(customer.pk)


def served_units(customers: Collection[int], held: Book) -> dict[int, Decimal]:
    """Customer -> its cost to serve a unit, where the run knows it; one query."""
    rows = BookRow.objects.filter(run=held.run, customer__in=customers, units_thousandths__isnull=False)
    told = ("customer", "cost_to_serve", "units_thousandths")
    found: dict[int, Decimal] = {}
    for pk, cost, units in rows.exclude(cost_to_serve=None).order_by("customer", "is_group").values_list(*told):
        found.pop(pk, None)
        if units > 0:
            found[pk] = max(Decimal(0), Decimal(cost).scaleb(-minor_digits(held.currency)) * 1000 / Decimal(units))
    return found
