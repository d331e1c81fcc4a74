"""What a ledger holds that drivers can count: every column with how many rows have it, and the kinds of activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from clave.analytics.cost_to_serve.drivers import LINE_COLUMNS, DriverSet, Each
from clave.analytics.cost_to_serve.lines import Path
from clave.analytics.cost_to_serve.preparing import ALWAYS_HELD, HELD_AS
from clave.analytics.cost_to_serve.refusals import CostsColumnMissing, CostsCurrencyDiffers, CostsNeedActivities
from clave.analytics.engines import Engine
from clave.analytics.ledger import Ledger
from clave.analytics.problems import Problem
from clave.analytics.refusals import CannotCompute
from clave.analytics.roll_up import opened_ledger

ACTIVITY_COLUMNS = ("quantity", "minutes", "amount")
LEDGER_COLUMNS = tuple(
    sorted({HELD_AS.get(name, name) for name in LINE_COLUMNS} - {"is_return", "promised_days", "delivered_days"})
)
EXAMPLES = ("product_group", "ship_mode", "site", "seller_code", "status")
SHOWN_EXAMPLES = 8


@dataclass(frozen=True)
class Kind:
    """One kind of activity: how many there are, with an amount, with minutes."""

    name: str
    count: int
    amounts: int
    minutes: int


@dataclass(frozen=True)
class Held:
    """The rows of a ledger by column: how many order lines and activities have a value there."""

    lines: int
    activities: int
    line_columns: Mapping[str, int]
    activity_columns: Mapping[str, int]
    examples: Mapping[str, tuple[str, ...]]
    """Column of text -> its most frequent values."""
    kinds: tuple[Kind, ...]
    first: date | None
    last: date | None
    currencies: tuple[str, ...]

    def rows_with(self, column: str, each: Each) -> int:
        """How many rows have a value for a column of an equation."""
        if each is Each.ACTIVITY:
            return self.activity_columns.get(column, self.activities)
        return self.lines if column in ALWAYS_HELD else self.line_columns.get(HELD_AS.get(column, column), self.lines)


def held_by(ledger: Ledger) -> Held:
    """What the ledger holds; columns nobody filled in count 0."""
    with opened_ledger(replace(ledger, drivers=DriverSet("", ()))) as engine:
        lines, first, last, *counts = engine.rows(
            f"SELECT COUNT(*), MIN(ordered_on), MAX(ordered_on), "
            f"{', '.join(f'COUNT({column})' for column in LEDGER_COLUMNS)} FROM order_lines"
        )[0]
        held = dict(zip(LEDGER_COLUMNS, counts, strict=True))
        kinds = tuple(_kinds(engine)) if ledger.activities else ()
        of_activities = _activity_counts(engine) if ledger.activities else dict.fromkeys(ACTIVITY_COLUMNS, 0)
        return Held(
            lines=lines,
            activities=sum(kind.count for kind in kinds),
            line_columns=held,
            activity_columns=of_activities,
            examples={column: _examples(engine, column) for column in EXAMPLES if held.get(column)},
            kinds=kinds,
            first=first,
            last=last,
            currencies=tuple(code for code, _ in _frequent(engine, "currency")),
        )


def not_held(found: DriverSet, held: Held, results_in: str) -> Iterator[tuple[Path, CannotCompute]]:
    """What these drivers need and the ledger lacks, each with the path of the driver: no run could count with them.

    A currency is lacking where neither the results nor any order line are in it.
    """
    if results_in and found.currency not in (results_in, *held.currencies):
        yield ("currency",), CostsCurrencyDiffers(drivers=found.currency, results=results_in)
    for place, driver in enumerate(found.drivers):
        if driver.each is Each.ACTIVITY and not held.activities:
            yield ("drivers", place, "each"), CostsNeedActivities(driver=driver.name)
            continue
        for column in sorted(found.columns_read(driver) - found.attributes.keys()):
            if not held.rows_with(column, driver.each):
                yield ("drivers", place), CostsColumnMissing(driver=driver.name, column=HELD_AS.get(column, column))


def unheard_kinds(found: DriverSet, held: Held) -> Iterator[tuple[Path, str, str]]:
    """Kinds that drivers count and no activity of the ledger is of: path, driver and kind."""
    known = {kind.name for kind in held.kinds}
    if known:
        for place, driver in found.of(Each.ACTIVITY):
            yield from ((("drivers", place, "kinds"), driver.name, kind) for kind in driver.kinds if kind not in known)


def as_problem(path: Path, refusal: CannotCompute) -> Problem:
    """A refusal as a problem of the field at `path`."""
    facts = {**refusal.facts, "path": ".".join(map(str, path)), "key": path[-1]}
    return Problem(refusal.code, refusal.template, facts=facts)


def _kinds(engine: Engine) -> Iterator[Kind]:
    for row in engine.rows(
        "SELECT kind, COUNT(*), COUNT(amount), COUNT(minutes) FROM activities GROUP BY kind ORDER BY kind"
    ):
        yield Kind(*row)


def _activity_counts(engine: Engine) -> dict[str, int]:
    counted = ", ".join(f"COUNT({column})" for column in ACTIVITY_COLUMNS)
    return dict(zip(ACTIVITY_COLUMNS, engine.rows(f"SELECT {counted} FROM activities")[0], strict=True))


def _frequent(engine: Engine, column: str) -> list[tuple[str, int]]:
    rows = engine.rows(
        f"SELECT {column}, COUNT(*) AS times FROM order_lines WHERE {column} IS NOT NULL "
        f"GROUP BY {column} ORDER BY times DESC, {column} LIMIT {SHOWN_EXAMPLES}"
    )
    return [(str(value), int(times)) for value, times in rows]


def _examples(engine: Engine, column: str) -> tuple[str, ...]:
    return tuple(value for value, _ in _frequent(engine, column))
