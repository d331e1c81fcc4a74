"""The rows that pages read: every customer, every group with its members, and the months behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import transaction

from clave.kit.money import minor_digits
from clave.ledger.models import Customer
from clave.value import rules
from clave.value.models import BookRow, BookSeries, Run
from clave.value.operations.costs import drivers_together
from clave.value.operations.moves import note_progress
from clave.value.rules import Spread, known_sum, share_basis_points

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 2_000
THOUSANDTHS = 3
SPREAD = ("lifetime_value", "lifetime_value_low", "lifetime_value_high")
MONEY = (
    "revenue",
    "list_revenue",
    "discount",
    "returns_amount",
    "product_cost",
    "freight",
    "cost_to_serve",
    "contribution",
    "expected_contribution",
    *SPREAD,
)
AS_THEY_ARE = ("customer_code", "rank", "orders", "first_ordered_on", "last_ordered_on", "method")
COUNTS = ("due_orders", "on_time_orders")
PARTS = {
    "regularity": ("regularity_thousandths", 1_000),
    "p_active": ("p_active_basis_points", 10_000),
    "expected_orders": ("expected_orders_thousandths", 1_000),
}
"""Column of the book -> the field that keeps it as a whole number, and of how many parts."""
MONTHLY_MONEY = ("revenue", "product_cost", "freight", "contribution", "list_revenue", "discount", "returns_amount")
MONTHLY = {
    "month": "month",
    **{name: name for name in MONTHLY_MONEY[:-1]},
    "returns": "returns_amount",
    "orders": "orders",
    "due": "due_orders",
    "on_time": "on_time_orders",
}
"""Field of a series -> its column in the months."""
ADDED_UP = (
    *(name for name in MONEY if name not in ("revenue", *SPREAD)),
    *COUNTS,
    "expected_orders_thousandths",
    "units_thousandths",
)
Figures = dict[str, Any]
Series = dict[str, Any]


def write_rows(
    run: Run,
    book: pa.Table,
    months: pa.Table,
    parents: Mapping[str, str],
    costs: Mapping[str, Series] = MappingProxyType({}),
) -> int:
    """Write every row of a run, and say how many there are.

    Each chunk has a transaction of its own, so that others may write in between; nobody sees the rows before the run is
    done, and those of a run that fails go with `drop_rows`.
    """
    keys = dict(Customer.objects.values_list("code", "pk"))
    return sum(_insert(run, keys, rows) for rows in rows_of(book, months, parents, costs))


def rows_of(
    book: pa.Table, months: pa.Table, parents: Mapping[str, str], costs: Mapping[str, Series] = MappingProxyType({})
) -> Iterator[list[tuple[Figures, Series]]]:
    """Every customer and then every group with the months behind it, a chunk at a time."""
    heads = rules.heads(parents)
    grouped = {code for head, below in heads.items() for code in (head, *below)}
    kept: dict[str, tuple[Figures, Series]] = {}
    currency = str(book["currency"][0])
    for figures, series in zip(customers(book, currency), months_of(months, currency), strict=True):
        rows = []
        for one, its_months in zip(figures, series, strict=True):
            code = one["customer_code"]
            its_months |= costs.get(code, {})
            if code in grouped:
                kept[code] = one, its_months
            rows.append((single_row(one, parents, heads), its_months))
        yield rows
    groups = group_rows(kept, parents, heads)
    yield from (groups[at : at + CHUNK] for at in range(0, len(groups), CHUNK))


def drop_rows(run: Run) -> None:
    """Take the rows of a failed run away, in chunks too; the database refuses it for any other."""
    while keys := list(BookRow.objects.filter(run=run).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            BookSeries.objects.filter(row_id__in=keys).delete()
            BookRow.objects.filter(pk__in=keys).delete()


def single_row(figures: Figures, parents: Mapping[str, str], heads: Mapping[str, set[str]]) -> Figures:
    """One customer by itself; the head of a group belongs to its own group."""
    code = figures["customer_code"]
    parent = code if code in heads else parents.get(code)
    return {**figures, "parent": parent, "is_widest": parent is None, "members": 0}


def group_rows(
    kept: Mapping[str, tuple[Figures, Series]], parents: Mapping[str, str], heads: Mapping[str, set[str]]
) -> list[tuple[Figures, Series]]:
    """Every group with at least one customer that ordered: its members and its head together."""
    found = []
    for head, below in sorted(heads.items()):
        members = [kept[code] for code in sorted({head, *below}) if code in kept]
        if members:
            parent = parents.get(head)
            row = {**together([one for one, _ in members]), "customer_code": head, "is_group": True, "parent": parent}
            found.append((row | {"is_widest": parent is None}, added_months([series for _, series in members])))
    return found


def together(members: Sequence[Figures]) -> Figures:
    """The figures of several customers as one; what is unknown for one of them is unknown for all."""
    figures: Figures = {name: known_sum(one[name] for one in members) for name in ADDED_UP}
    figures |= spread([one for one in members if one["method"] != "no_orders"])
    methods = {one["method"] for one in members if one["method"] != "no_orders"} or {"no_orders"}
    first, last = (
        [one[name] for one in members if one[name] is not None] for name in ("first_ordered_on", "last_ordered_on")
    )
    revenue = sum(one["revenue"] for one in members)
    return figures | {
        "members": len(members),
        "orders": sum(one["orders"] for one in members),
        "revenue": revenue,
        "first_ordered_on": min(first, default=None),
        "last_ordered_on": max(last, default=None),
        "contribution_share_basis_points": share_basis_points(figures["contribution"], revenue),
        "on_time_share_basis_points": share_basis_points(figures["on_time_orders"], figures["due_orders"]),
        "p_active_basis_points": rules.at_least_one(
            one["p_active_basis_points"] for one in members if one["method"] != "no_orders"
        ),
        "method": methods.pop() if len(methods) == 1 else "several",
    }


def spread(members: Sequence[Figures]) -> Figures:
    """The lifetime value of several customers with its interval; unknown as soon as one is."""
    if any(one["lifetime_value"] is None for one in members):
        return dict.fromkeys(SPREAD)
    found = rules.together(Spread(*(one[name] for name in SPREAD)) for one in members)
    values = (found.value, found.low, found.high) if found else (None, None, None)
    return dict(zip(SPREAD, values, strict=True))


def added_months(members: Sequence[Series]) -> Series:
    """The months of several customers as one: per month what each of them had in it, unknown where one is unknown."""
    by_month: dict[str, list[tuple[Series, int]]] = defaultdict(list)
    for series in members:
        for place, month in enumerate(series["month"]):
            by_month[month].append((series, place))
    names = sorted(by_month)
    return {
        "month": names,
        "drivers": drivers_together([series.get("drivers") for series in members]),
        **{
            field: [known_sum(series[field][place] for series, place in by_month[month]) for month in names]
            for field in MONTHLY
            if field != "month"
        },
    }


def customers(book: pa.Table, currency: str) -> Iterator[list[Figures]]:
    """Every customer of the book, a chunk at a time, in the whole numbers of the database."""
    digits = minor_digits(currency)
    for start in range(0, book.num_rows, CHUNK):
        part = book.slice(start, CHUNK)
        columns = {name: part[name].to_pylist() for name in (*AS_THEY_ARE, *COUNTS)}
        columns |= {name: in_minor_units(part[name], digits).to_pylist() for name in MONEY}
        columns |= {field: in_parts(part[name], parts).to_pylist() for name, (field, parts) in PARTS.items()}
        columns["units_thousandths"] = in_minor_units(part["units"], THOUSANDTHS).to_pylist()
        yield [with_shares(dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def with_shares(figures: Figures) -> Figures:
    """The figures with the shares that follow from them."""
    return figures | {
        "contribution_share_basis_points": share_basis_points(figures["contribution"], figures["revenue"]),
        "on_time_share_basis_points": share_basis_points(figures["on_time_orders"], figures["due_orders"]),
    }


def months_of(months: pa.Table, currency: str) -> Iterator[list[Series]]:
    """The months of every customer, a chunk of customers at a time, in the order of the book."""
    import pyarrow.compute as pc

    counts = pc.value_counts(months["customer_code"].combine_chunks()).field("counts").to_pylist()
    start = 0
    for place in range(0, len(counts), CHUNK):
        lengths = counts[place : place + CHUNK]
        yield _cut(months.slice(start, sum(lengths)), lengths, minor_digits(currency))
        start += sum(lengths)


def _cut(part: pa.Table, lengths: Sequence[int], digits: int) -> list[Series]:
    """A run of months, cut into one series per customer."""
    import pyarrow.compute as pc

    money = {name: in_minor_units(part[name], digits).to_pylist() for name in MONTHLY_MONEY}
    days = {"month": pc.strftime(part["month"], format="%Y-%m-%d").to_pylist()}
    columns = {field: money.get(name) or days.get(name) or part[name].to_pylist() for field, name in MONTHLY.items()}
    return [
        {field: values[end - length : end] for field, values in columns.items()}
        for end, length in zip(accumulate(lengths), lengths, strict=True)
    ]


def in_minor_units(column: pa.ChunkedArray, digits: int) -> pa.ChunkedArray:
    """Exact amounts as whole minor units, rounded half away from zero."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from clave.analytics.decimals import rounded

    exact = rounded(column, digits).cast(pa.decimal128(33, digits))
    unit = pa.scalar(Decimal(10**digits), pa.decimal128(4, 0))
    return pc.multiply(exact, unit).cast(pa.int64())


def in_parts(column: pa.ChunkedArray, parts: int) -> pa.ChunkedArray:
    """A fraction as a whole number of parts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.round(pc.multiply(column, float(parts))).cast(pa.int64())


def _insert(run: Run, keys: Mapping[str, int], rows: Sequence[tuple[Figures, Series]]) -> int:
    """Write rows and the months behind them, and note how far the run has come."""
    coming = [_book_row(run, keys, figures) for figures, _ in rows]
    with transaction.atomic():
        book_rows = BookRow.objects.bulk_create(coming)
        BookSeries.objects.bulk_create(
            BookSeries(row_id=row.pk, **series) for row, (_, series) in zip(book_rows, rows, strict=True)
        )
        note_progress(run, sum(not row.is_group for row in coming))
    return len(rows)


def _book_row(run: Run, keys: Mapping[str, int], figures: Figures) -> BookRow:
    values = {name: value for name, value in figures.items() if name not in ("customer_code", "parent")}
    parent = figures["parent"]
    return BookRow(
        run=run, customer_id=keys[figures["customer_code"]], parent_id=keys[parent] if parent else None, **values
    )
