"""What a customer took in the years before, from the ledger, as the form of a deal begins with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from clave.analytics.refusals import CannotCompute
from clave.analytics.takings import Asked, Taken, takings
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
    return (customer.code, *sorted(below for below, top in groups_on(on).items() if top == customer.code))


def year_on(day: date, years: int) -> date:
    """The same day so many years later (or before); the 28th for a leap day."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _years_before(day: date) -> list[tuple[date, date]]:
    ends = [year_on(day, -back) for back in range(YEARS_BACK + 1)]
    return [(before + timedelta(days=1), end) for end, before in pairwise(ends)]


def served_a_unit(customer: Customer, held: Book) -> Decimal | None:
    """Cost to serve a unit over all orders of the run, of the whole group where there is one."""
    rows = BookRow.objects.filter(run=held.run, customer=customer).order_by("-is_group")
    row = rows.exclude(cost_to_serve=None).exclude(units_thousandths=None).first()
    if row is None or not row.units_thousandths or row.units_thousandths < 0:
        return None
    amount = Decimal(row.cost_to_serve or 0).scaleb(-minor_digits(held.currency))
    return max(Decimal(0), amount * 1000 / Decimal(row.units_thousandths))
