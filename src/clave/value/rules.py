"""What a run may do next, how members add up to a group, and what a customer's figures say: decisions without a database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod, sqrt
from typing import Any

from clave.kit.refusals import gettext_noop


class State(StrEnum):
    """Where a run stands, or its recomputation."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.FAILED}),
    State.RUNNING: frozenset({State.DONE, State.FAILED}),
    State.DONE: frozenset(),
    State.FAILED: frozenset(),
}
"""State -> the states it may move to; what is done or failed stays so."""

AT_WORK = frozenset({State.QUEUED, State.RUNNING})
STATE_NAMES: dict[State, str] = {
    State.QUEUED: gettext_noop("waiting"),
    State.RUNNING: gettext_noop("at work"),
    State.DONE: gettext_noop("done"),
    State.FAILED: gettext_noop("failed"),
}

STEPS: dict[str, str] = {
    "reading": gettext_noop("Reading the order lines and computing every customer"),
    "choice": gettext_noop("Trying the choice of customers on earlier days"),
    "freezing": gettext_noop("Keeping the results in files"),
    "rows": gettext_noop("Preparing the pages"),
}
"""What a run does, in order."""

SECONDS_OF_SILENCE = 15 * 60
"""A run that has said nothing for so long has died with its process."""
MONTHS_MOST, BASIS_POINTS = 600, 10_000
QUIET_BELOW_BASIS_POINTS = 5_000
"""A customer has gone quiet when the chance that it is still active is below one half."""


def may_move(before: State, after: State) -> bool:
    """Whether a run may go from one state to the other."""
    return after in MOVES[before]


def inputs_digest(inputs: Mapping[str, Any]) -> str:
    """SHA-256 over everything that decides the figures of a run: the same inputs give the same figures."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def short_code(number: int, digest: str) -> str:
    """The name of a run on screens and in files: R12-7f3a."""
    return f"R{number}-{digest[:4]}"


def is_currency_code(text: str) -> bool:
    """Whether this has the form of an ISO 4217 code: three capital letters."""
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def share_basis_points(part: int | None, whole: int | None) -> int | None:
    """`part` of `whole` in basis points, rounded half away from zero; None without a positive whole."""
    if part is None or whole is None or whole <= 0:
        return None
    twice = (2 * abs(part) * BASIS_POINTS + whole) // (2 * whole)
    return twice if part >= 0 else -twice


def known_sum(values: Iterable[int | None]) -> int | None:
    """The sum; None as soon as one value is unknown, or when there is none."""
    given = list(values)
    return None if not given or None in given else sum(value for value in given if value is not None)


@dataclass(frozen=True)
class Spread:
    """A value and the interval in which it lies with 80 %, in minor units."""

    value: int
    low: int
    high: int


def together(parts: Iterable[Spread]) -> Spread | None:
    """Several customers as one: values add up, distances to the ends add up in squares (independent futures)."""
    given = list(parts)
    if not given:
        return None
    value = sum(part.value for part in given)
    return spread_of(
        value,
        sum(float(part.value - part.low) ** 2 for part in given),
        sum(float(part.high - part.value) ** 2 for part in given),
    )


def spread_of(value: int, squares_below: float, squares_above: float) -> Spread:
    """The spread around `value` whose distances below and above are the roots of these sums."""
    return Spread(value, value - round(sqrt(max(squares_below, 0.0))), value + round(sqrt(max(squares_above, 0.0))))


def at_least_one(chances: Iterable[int | None]) -> int | None:
    """The chance in basis points that at least one of several is still active; None when one is unknown."""
    given = list(chances)
    if not given or None in given:
        return None
    return round(BASIS_POINTS * (1 - prod(1 - (chance or 0) / BASIS_POINTS for chance in given)))


def heads(parents: Mapping[str, str]) -> dict[str, set[str]]:
    """Every group -> all customers below it, however deep; `parents` says to which group each customer belongs."""
    below: dict[str, set[str]] = {}
    for code in parents:
        seen, here = {code}, parents.get(code)
        while here is not None and here not in seen:
            below.setdefault(here, set()).add(code)
            seen.add(here)
            here = parents.get(here)
    return below


@dataclass(frozen=True)
class Step:
    """One line of the way from list price to contribution; `amount` is None when it is not known."""

    name: str
    amount: int | None
    is_total: bool = False
    is_driver: bool = False


def waterfall(
    figures: Mapping[str, int | None], drivers: Sequence[tuple[str, int | None, bool]] | None = None
) -> list[Step]:
    """List price less discounts, invoice, less what follows it, pocket, less product cost and serving, contribution.

    `drivers` are cost to serve by driver: name, amount, whether it stands between invoice and pocket. Without them
    freight alone does, and the rest is one step. Unknown stays unknown.
    """
    after, served = _in_one(figures) if drivers is None else _by_driver(drivers)
    pocket = known_sum([figures.get("revenue"), *(step.amount for step in after)])
    return [
        Step("list_revenue", figures.get("list_revenue"), is_total=True),
        Step("discount", _negative(figures.get("discount"))),
        Step("revenue", figures.get("revenue"), is_total=True),
        *after,
        *([Step("pocket", pocket, is_total=True)] if after else []),
        Step("product_cost", _negative(figures.get("product_cost"))),
        *served,
        Step("contribution", figures.get("contribution"), is_total=True),
    ]


def _by_driver(drivers: Sequence[tuple[str, int | None, bool]]) -> tuple[list[Step], list[Step]]:
    """The steps of every driver: those between invoice and pocket, and the others."""
    steps = [
        (Step(name, _negative(amount), is_driver=name not in STEP_NAMES), after) for name, amount, after in drivers
    ]
    return [step for step, after in steps if after], [step for step, after in steps if not after]


def _in_one(figures: Mapping[str, int | None]) -> tuple[list[Step], list[Step]]:
    """Freight, and what cost drivers traced beyond it, where they traced anything."""
    cost, freight = figures.get("cost_to_serve"), figures.get("freight") or 0
    served = [] if cost is None or cost == freight else [Step("service", freight - cost)]
    return [Step("freight", _negative(figures.get("freight")))], served


def drawable(steps: Iterable[Step]) -> list[Step]:
    """The steps that can be drawn: those whose amount is known, a total only with what leads to it."""
    return [step for step in steps if step.amount is not None]


STEP_FIGURES = (
    "list_revenue",
    "discount",
    "revenue",
    "product_cost",
    "freight",
    "cost_to_serve",
    "contribution",
)
"""What the way from price to contribution is made of."""

STEP_NAMES: dict[str, str] = {
    "list_revenue": gettext_noop("List price"),
    "discount": gettext_noop("Discounts"),
    "revenue": gettext_noop("Invoice"),
    "pocket": gettext_noop("Pocket price"),
    "product_cost": gettext_noop("Product cost"),
    "freight": gettext_noop("Freight"),
    "service": gettext_noop("Serving, by cost drivers"),
    "contribution": gettext_noop("Contribution"),
}

BRIDGE_STEP_NAMES: dict[str, str] = {
    "volume": gettext_noop("How much it buys"),
    "price_mix": gettext_noop("Price and mix"),
    "product_cost": gettext_noop("Product cost"),
    "cost_to_serve": gettext_noop("Cost to serve"),
    "risk": gettext_noop("Chance that it still buys"),
    "time": gettext_noop("Time and discounting"),
}
"""Step from one lifetime value to the next -> how it is called."""

TOTAL_NAMES: dict[str, str] = {
    "lifetime_value": gettext_noop("Lifetime value"),
    "contribution": gettext_noop("Contribution"),
    "cost_to_serve": gettext_noop("Cost to serve"),
    "product_cost": gettext_noop("Product cost"),
    "revenue": gettext_noop("Revenue"),
}
ROW_NAMES: dict[str, str] = {
    "lines": gettext_noop("Order lines in the ledger"),
    "counted": gettext_noop("Order lines that count"),
    "cancelled": gettext_noop("Cancelled order lines, which never count"),
    "after_as_of": gettext_noop("Order lines after the day of the run"),
    "orders": gettext_noop("Orders"),
    "customers": gettext_noop("Customers"),
    "groups": gettext_noop("Groups"),
    "months": gettext_noop("Months with orders, over all customers"),
}
"""What a run counted, as its page says it."""

UNKNOWNS: dict[str, str] = {
    "lifetime_value": gettext_noop("Lifetime value: there is too little history to estimate it."),
    "product_cost": gettext_noop("Product cost: missing in at least one order, so contribution cannot be said."),
    "freight": gettext_noop("Freight borne by us: missing in at least one order, so contribution cannot be said."),
    "list_revenue": gettext_noop("List price: missing in at least one order line, so discounts cannot be shown."),
    "due_orders": gettext_noop("Promised delivery days: none so far, so being on time cannot be judged."),
}
"""Figure -> what is said where it is missing, in order of importance."""

LACKING: dict[str, str] = {
    "product_cost": gettext_noop("Product cost: the order lines hold none, so contribution is before product cost."),
    "freight": gettext_noop("Freight borne by us: the order lines hold none, so contribution is before freight."),
}
"""The same for a cost that no order line of the whole ledger holds."""


def not_known(figures: Mapping[str, int | None], lacks: Collection[str] = ()) -> list[str]:
    """What is missing among these figures, each in one sentence; `lacks` names the costs the ledger has none of."""
    missing = (name for name in UNKNOWNS if name in figures and not _is_known(name, figures[name]))
    return [LACKING[name] if name in lacks else UNKNOWNS[name] for name in missing]


METHOD_NAMES: dict[str, str] = {
    "mbg_nbd": gettext_noop("purchase model (MBG/NBD)"),
    "mbg_cnbd": gettext_noop("purchase model of regular orders (MBG/CNBD-k)"),
    "bg_nbd": gettext_noop("purchase model (BG/NBD)"),
    "interval_rule": gettext_noop("own order intervals"),
    "own_rate": gettext_noop("own order rate"),
    "no_repeats": gettext_noop("not estimated: nobody bought twice"),
    "no_orders": gettext_noop("not estimated: no orders"),
    "several": gettext_noop("sum of its members by several methods"),
}
"""How a lifetime value came about, as pages say it."""


def _is_known(name: str, figure: int | None) -> bool:
    """No due order at all is as good as not knowing; any other figure is known unless it is missing."""
    return bool(figure) if name == "due_orders" else figure is not None


def _negative(amount: int | None) -> int | None:
    return None if amount is None else -amount
