"""`clave score` and `clave backtest`: a ledger in, a table out; no database needed."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from clave.analytics.refusals import CannotCompute

if TYPE_CHECKING:
    from clave.analytics.backtests import Backtest
    from clave.analytics.book import Book
    from clave.analytics.ledger import Ledger

EXIT_REFUSED, EXIT_DISK = 2, 74
DISK_FAULTS = {
    errno.ENOSPC: "DISK_FULL",
    errno.EDQUOT: "DISK_FULL",
    errno.EIO: "DISK_FAULT",
    errno.EROFS: "DISK_READ_ONLY",
}
SHOWN_CUSTOMERS = 10
SUMMED = ("revenue", "contribution", "lifetime_value")
Command = TypeVar("Command", bound=Callable[..., None])
DAY = click.DateTime(["%Y-%m-%d"])


def answering(command: Command) -> Command:
    """Turn every refusal into a sentence on stderr and its exit status; nothing has been written then."""

    @wraps(command)
    def answered(*args: Any, **kwargs: Any) -> None:
        from clave.analytics.sources import IntakeRefused

        try:
            command(*args, **kwargs)
        except IntakeRefused as refused:
            for problem in refused.intake.refused:
                click.echo(problem.sentence(), err=True)
            sys.exit(EXIT_REFUSED)
        except CannotCompute as refused:
            click.echo(refused.sentence(), err=True)
            sys.exit(refused.exit_status)
        except OSError as fault:
            code = DISK_FAULTS.get(fault.errno or 0)
            click.echo(f"{code}: The disk does not take it: {fault}. Nothing was written." if code else fault, err=True)
            sys.exit(EXIT_DISK if code else EXIT_REFUSED)

    return answered  # type: ignore[return-value]


def day_of(moment: datetime | None) -> date | None:
    """The day a date option names."""
    return None if moment is None else moment.date()


@contextmanager
def told(message: str) -> Iterator[None]:
    """Say on stderr what is going on, only where a person watches."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(message):
        yield


def opened(
    ledger: str,
    *,
    profile: Path | None = None,
    activities: Path | None = None,
    rates: Path | None = None,
    currency: str | None = None,
    costs: Path | None = None,
) -> Ledger:
    """The checked ledger behind a path or address, with its cost drivers."""
    from clave.analytics.sources import open_ledger

    drivers = None
    if costs:
        from clave.analytics.cost_to_serve.files import drivers_from_file

        drivers = drivers_from_file(costs)
    with told(f"Checking {ledger} …"):
        checked = open_ledger(ledger, profile=profile, activities=activities, rates=rates, reporting_currency=currency)
    return replace(checked, drivers=drivers)


A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SOURCES = (
    click.option("--map", "profile", type=A_FILE, help="Mapping profile (TOML)."),
    click.option("--costs", type=A_FILE, help="Cost drivers (TOML); without them cost to serve is freight."),
    click.option("--activities", type=A_FILE, help="Activities (calls, visits, claims …) that cost drivers count."),
    click.option("--rates", type=A_FILE, help="Dated exchange rates, where amounts are in several currencies."),
    click.option("--currency", help="Currency of the results; the one of the orders when absent."),
)


def with_sources(command: Command) -> Command:
    """Give a command the options that say what belongs to LEDGER; it receives them as `sources`."""
    return reduce(lambda done, option: option(done), reversed(SOURCES), command)


@click.command()
@click.argument("ledger")
@with_sources
@click.option("--as-of", type=DAY, help="The day of the computation; the last day ordered on when absent.")
@click.option("--horizon-months", type=float, default=36, show_default=True, help="How far ahead to look.")
@click.option("--discount-rate", type=float, default=0.10, show_default=True, help="Per year; 0.10 is 10 %.")
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="Where it runs."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the simulated intervals.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="BOOK.parquet, .csv or .xlsx.")
@answering
def score(
    ledger: str,
    as_of: datetime | None,
    horizon_months: float,
    discount_rate: float,
    engine: str,
    seed: int,
    out: Path,
    **sources: Any,
) -> None:
    """What every customer of LEDGER contributed and is worth, written to the file named by --out.

    LEDGER is a file (CSV, XLSX, Parquet), a folder or pattern of one kind, or a database address.
    """
    from clave.analytics.book import score as compute
    from clave.analytics.book_files import check_output, write_book
    from clave.analytics.engines import check_engine

    check_output(out)
    check_engine(engine)
    checked = opened(ledger, **sources)
    with told("Computing …"):
        book = compute(
            checked,
            as_of=day_of(as_of),
            horizon_months=horizon_months,
            discount_rate=discount_rate,
            seed=seed,
            engine=engine,
        )
        write_book(book, out)
    click.echo(summary(book, out))


@click.command()
@click.argument("ledger")
@with_sources
@click.option("--cut", type=DAY, required=True, help="Predict from the lines up to and including this day.")
@click.option("--until", type=DAY, help="Judge by the orders up to this day; the last day ordered on when absent.")
@click.option(
    "--by",
    type=click.Choice(["revenue", "contribution"]),
    default="revenue",
    show_default=True,
    help="What the best customers are judged by.",
)
@click.option(
    "--top", type=click.IntRange(min=1), multiple=True, default=(10, 25), show_default=True, help="Top K to compare."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@answering
def backtest(
    ledger: str,
    cut: datetime,
    until: datetime | None,
    by: str,
    top: tuple[int, ...],
    as_json: bool,
    **sources: Any,
) -> None:
    """How well each way of choosing would have picked the customers of LEDGER that brought most after --cut."""
    from clave.analytics.backtests import backtest as compare

    checked = opened(ledger, **sources)
    with told("Looking back …"):
        result = compare(checked, cut=cut.date(), until=day_of(until), by=by, top=top)
    click.echo(json.dumps(result.as_json()) if as_json else comparison(result, top))


def aligned(rows: list[list[str]]) -> str:
    """Rows of text as columns: the first to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def shown(value: Any) -> str:
    """A figure for people: thousands in groups, unknown as a dash."""
    return "–" if value is None else f"{value:,}" if not isinstance(value, str | date) else str(value)


def summary(book: Book, out: Path) -> str:
    """The customers worth most, the totals, what to mind, and where the book went."""
    manifest, totals = book.manifest, book.totals
    columns = (
        "customer_code",
        "revenue",
        "contribution",
        "p_active",
        "lifetime_value",
        "lifetime_value_low",
        "lifetime_value_high",
    )
    table = book.to_arrow().select(columns)
    top = [row for place in top_places(book) for row in table.slice(place, 1).to_pylist()]
    lines = [
        f"{totals['customers']:,} customers, {totals['orders']:,} orders up to {book.holdings.as_of}, "
        f"amounts in {book.holdings.currency}",
        ", ".join(f"{name.replace('_', ' ')} {shown(totals[name])}" for name in SUMMED),
        "",
        aligned([list(columns), *([shown(row[name]) for name in columns] for row in top)]),
        "",
        *(warning["template"] % warning["facts"] for warning in manifest["warnings"]),
        f"Written to {out} (digest {book.digest[:12]}).",
    ]
    return "\n".join(lines)


def top_places(book: Book) -> list[int]:
    """The rows of the customers worth most, in order."""
    from clave.analytics.decimals import to_floats

    places: list[int] = to_floats(book.exact["rank"]).argsort()[:SHOWN_CUSTOMERS].tolist()
    return places


def comparison(result: Backtest, top: tuple[int, ...]) -> str:
    """The methods side by side, and which one earlier cuts would have chosen."""
    header = ["method", *(f"hits@{k}" for k in top), *(f"captured@{k}" for k in top), "spearman", "mean error"]
    rows = [
        [
            method.name + (" *" if method.name == result.chosen else ""),
            *(str(method.hits[k]) for k in top),
            *(shown(method.captured_share[k]) for k in top),
            shown(method.spearman),
            shown(method.mae),
        ]
        for method in result.methods
    ]
    return "\n".join(
        [
            f"{result.customers:,} customers known on {result.cut}, "
            f"judged by {result.by} in {result.currency} up to {result.until}",
            aligned([header, *rows]),
            "* chosen by earlier cuts of the same ledger"
            if result.inner_cuts
            else "* too little history for earlier cuts",
        ]
    )
