"""What a book rests on: totals, digest, and the record from which it can be computed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from clave.analytics.book import MEASURED_AMOUNTS, to_cents
from clave.analytics.code_version import code_version
from clave.analytics.cost_to_serve.telling import cost_warnings, costs_as_json
from clave.analytics.decimals import exact_sum, in_one_piece, known, to_floats
from clave.analytics.lifetime.choice import FITTED, REASONS
from clave.analytics.lifetime.outlook import INTERVAL, draws_for
from clave.analytics.problems import gettext_noop

if TYPE_CHECKING:
    import pyarrow as pa

    from clave.analytics.book import Book

CORRECTION_SAID = 0.1
"""From this correction of the level on, the reader is told."""
MILLION = 1e6
COUNTS = ("orders", "due_orders", "on_time_orders")

WARNINGS = {
    "PRODUCT_COST_UNKNOWN": gettext_noop("The ledger holds no product cost; contribution does not contain it."),
    "FREIGHT_UNKNOWN": gettext_noop("The ledger holds no freight; contribution does not contain it."),
    "CONTRIBUTION_UNKNOWN": gettext_noop(
        "Contribution is unknown for %(customers)d customers: a cost is missing in some of their orders."
    ),
    "FORECAST_CORRECTED": gettext_noop(
        "A forecast made %(days)d days ago would have missed what came, so what is expected is multiplied by "
        "%(factor)s."
    ),
    "VALUE_IS_REVENUE": gettext_noop(
        "The ledger holds no cost, so lifetime value is made of revenue, not of contribution."
    ),
}


def totals_of(exact: pa.Table, currency: str) -> dict[str, Any]:
    """Sums over all customers of exact amounts (Decimal, 2 places) and counts; None when no customer has the figure."""
    amounts = {name: to_cents(exact_sum(exact[name])) for name in (*MEASURED_AMOUNTS, "lifetime_value")}
    counts = {name: exact_sum(exact[name]) for name in COUNTS}
    due = counts["due_orders"]
    share = round(counts["on_time_orders"] / due, 6) if due else None
    return {"customers": exact.num_rows, "currency": currency, **counts, "on_time_share": share, **amounts}


def digest_of(table: pa.Table) -> str:
    """SHA-256 of the table, column by column: name and kind, which rows are known, and the known values as they stand.

    Decimals are whole numbers of 128 bits. Fractions count as whole millionths, so that the digest does not hang on the
    last bit of a float.
    """
    digest = hashlib.sha256(f"{table.num_rows}".encode())
    for field, column in zip(table.schema, table.columns, strict=True):
        digest.update(f"\n{field.name} {field.type}\n".encode())
        if column.null_count:
            digest.update(np.packbits(known(column)).tobytes())
        for part in canonical(column):
            digest.update(part)
    return digest.hexdigest()


def canonical(column: pa.ChunkedArray) -> Iterator[Any]:
    """The known values of a column as bytes that do not depend on how it was cut or padded."""
    import pyarrow as pa

    if column.null_count == len(column):
        return
    if pa.types.is_floating(column.type):
        yield np.round(to_floats(column)[known(column)] * MILLION).astype(np.int64)
    elif pa.types.is_string(column.type):
        yield from canonical_texts(in_one_piece(column.drop_null() if column.null_count else column))
    else:
        width = column.type.bit_width // 8
        whole = in_one_piece(column)
        rows = np.frombuffer(whole.buffers()[1], dtype=f"V{width}")[whole.offset : whole.offset + len(whole)]
        yield rows if column.null_count == 0 else rows[known(column)]


def canonical_texts(values: pa.Array) -> Iterator[Any]:
    """Texts as the length of each and all their bytes."""
    offsets = np.frombuffer(values.buffers()[1], dtype=np.int32)[values.offset : values.offset + len(values) + 1]
    yield np.diff(offsets)
    yield memoryview(values.buffers()[2] or b"")[offsets[0] : offsets[-1]]


def manifest_of(book: Book) -> dict[str, Any]:
    """The record of a book: inputs, parameters, code version, model, counts, warnings, totals and result digest."""
    holdings, assumptions, choice = book.holdings, book.assumptions, book.valuation.choice
    return {
        "ledger_digest": book.ledger.digest,
        "code_version": code_version(),
        "engine": book.engine,
        "parameters": {
            "as_of": holdings.as_of.isoformat(),
            "as_of_is_last_order": holdings.as_of_is_last_order,
            "horizon_months": assumptions.horizon_months,
            "discount_rate": assumptions.discount_rate,
            "seed": assumptions.seed,
            "interval": INTERVAL,
            "draws": draws_for(int(book.valuation.bought.sum())),
        },
        "currency": holdings.currency,
        "converted": holdings.converted,
        "value_basis": holdings.value_basis,
        "contribution_lacks": holdings.contribution_lacks,
        "costs": costs_as_json(holdings.drivers, book.reconciliation),
        "model": {
            "method": choice.method,
            "reason": choice.reason,
            "regularity": book.valuation.base_regularity,
            **choice.estimates,
        },
        "lesson": book.valuation.lesson.as_facts,
        "rows": {**holdings.rows, "orders": book.totals["orders"], "customers": book.exact.num_rows},
        "first_ordered_on": holdings.first_ordered_on.isoformat(),
        "last_ordered_on": holdings.last_ordered_on.isoformat(),
        "warnings": warnings_of(book),
        "totals": {name: str(value) if isinstance(value, Decimal) else value for name, value in book.totals.items()},
        "result_digest": book.digest,
    }


def warnings_of(book: Book) -> list[dict[str, Any]]:
    """What a reader of the book must know: code, sentence template and facts, to be translated where it is shown."""
    holdings = book.holdings
    unknown = book.exact["contribution"].null_count if holdings.value_basis == "contribution" else 0
    held = {
        "PRODUCT_COST_UNKNOWN": "product_cost" in holdings.contribution_lacks,
        "FREIGHT_UNKNOWN": "freight" in holdings.contribution_lacks,
        "VALUE_IS_REVENUE": holdings.value_basis == "revenue",
        "CONTRIBUTION_UNKNOWN": unknown > 0,
    }
    found = [
        {"code": code, "template": WARNINGS[code], "facts": {"customers": unknown}}
        for code, holds in held.items()
        if holds
    ]
    found.extend(cost_warnings(holdings, book.reconciliation))
    lesson, reason = book.valuation.lesson, book.valuation.choice.reason
    if abs(lesson.factor - 1) >= CORRECTION_SAID:
        facts = {"days": lesson.window, "factor": f"{lesson.factor:.2f}"}
        found.append({"code": "FORECAST_CORRECTED", "template": WARNINGS["FORECAST_CORRECTED"], "facts": facts})
    if reason not in FITTED:
        found.append({"code": reason.upper(), "template": REASONS[reason], "facts": {}})
    return found
