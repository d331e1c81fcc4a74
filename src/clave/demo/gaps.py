"""The demo's whitespace: what units of its key accounts could buy, and from whom they buy it today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from clave.access.models import User
from clave.access.policy import Role
from clave.accounts.operations.whitespace import Typed, save_cells
from clave.accounts.queries.whitespace import Cell, grid
from clave.accounts.rules.whitespace import Standing
from clave.demo.chance import stream
from clave.kit.money import Money
from clave.portfolio.models import KeyAccount

TYPED = 0.6
"""The share of cells whose potential somebody knows."""
RIVALS = ("Hydrovance", "Norfluid AG", "Tecnisur", "")
LEAST, MOST = 1.0, 2.6
"""Potential as a multiple of what is sold."""
FIRST = (4_000, 30_000)
"""What a unit that buys nothing of an offering could buy, in euros a year."""


def see_gaps(*, users: Mapping[Role, User], seed: int, until: date) -> None:
    """Type potential and rival into most cells of every second key account."""
    champion = users[Role.CHAMPION]
    accounts = KeyAccount.objects.current(until).select_related("customer").order_by("customer__code")
    for place, held in enumerate(list(accounts)[::2]):
        found, rng = grid(held, until), stream(seed + place, "whitespace")
        cells = [
            _typed(cell, rng.random(), rng.uniform(LEAST, MOST), rng.uniform(*FIRST))
            for cell in found.cells
            if rng.random() < TYPED
        ]
        units = {unit.code: unit for unit, _ in found.rows}
        save_cells(
            by=champion, key_account=held, cells=cells, currency=found.currency, units=units, offerings=found.offerings
        )


def _typed(cell: Cell, luck: float, times: float, first: float) -> Typed:
    sold = float(cell.sold.revenue)
    potential = sold * times if sold > 0 else first
    rounded = Decimal(max(round(potential, -3), 1_000))
    standing = Standing.CONFIRMED if luck < 0.3 else Standing.ASSUMED
    rival = RIVALS[int(luck * len(RIVALS))]
    return Typed(cell.unit, cell.offering, 0, Money(rounded, cell.currency).to_minor(), rival, standing)
