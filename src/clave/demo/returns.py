"""What comes back: credit notes some weeks after delivery, for part of a line, with the goods restocked or scrapped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.catalogue import Catalogue
from clave.demo.chance import Floats, Ints, rounded_by_chance, stream
from clave.demo.delivery import NOT_YET, Deliveries
from clave.demo.habits import Habits
from clave.demo.history import History
from clave.demo.ordering import Lines
from clave.demo.pricing import Amounts, Terms

SHARE_RETURNED = (0.15, 1.0)
RESTOCKED = 0.7
"""Chance that returned goods go back on the shelf at their cost; otherwise they are scrapped."""
DAYS_UNTIL_CREDIT = (5, 40)


@dataclass(frozen=True)
class Returns:
    """One row per credit note."""

    line: Ints
    day: Ints
    share: Floats
    restocked: Ints
    ids: list[str]


def return_chance(habits: Habits, catalogue: Catalogue) -> Floats:
    """Customers × products: the chance that a delivered line comes back in part."""
    return np.minimum(habits.return_habit[:, None] * catalogue.return_share[None, :], 0.5)


def expected_return(habits: Habits, catalogue: Catalogue) -> Floats:
    """Customers × products: the share of what is sold that is expected back."""
    return return_chance(habits, catalogue) * float(np.mean(SHARE_RETURNED))


def send_back(
    *,
    seed: int,
    history: History,
    habits: Habits,
    catalogue: Catalogue,
    lines: Lines,
    terms: Terms,
    deliveries: Deliveries,
) -> Returns:
    """The credit notes of the history, in the sequence of their day."""
    rng = stream(seed, "returns")
    size = lines.order.size
    comes_back = rng.random(size) < return_chance(habits, catalogue)[terms.customer, lines.product]
    share, after = rng.uniform(*SHARE_RETURNED, size), rng.integers(*DAYS_UNTIL_CREDIT, size)
    restocked = rng.random(size) < RESTOCKED
    day = history.on_weekdays(deliveries.delivered + after)
    line = np.flatnonzero(comes_back & (deliveries.delivered != NOT_YET) & (day < history.days))
    line = line[np.argsort(day[line], kind="stable")]
    years = [history.date(d).year % 100 for d in day[line].tolist()]
    ids = [f"CN{year:02d}-{30001 + n}" for n, year in enumerate(years)]
    return Returns(line=line, day=day[line], share=share[line], restocked=restocked[line].astype(np.int64), ids=ids)


def credit_lines(*, seed: int, returns: Returns, amounts: Amounts, day_rate: Floats) -> Amounts:
    """The amounts of every credit note, all negative or zero; a quantity of zero means that nothing came back."""
    sold = amounts.quantity[returns.line]
    quantity = rounded_by_chance(stream(seed, "returned packs"), returns.share * sold)
    part = quantity / sold

    def back(of_line: Ints) -> Ints:
        return -np.rint(of_line[returns.line] * part).astype(np.int64)

    return Amounts(
        quantity=-quantity,
        list_cents=back(amounts.list_cents),
        net_cents=back(amounts.net_cents),
        cost_cents=back(amounts.cost_cents) * returns.restocked,
        freight_cents=np.zeros_like(quantity),
        rate=day_rate,
    )
