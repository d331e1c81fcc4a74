"""What a run found, frozen in files: the book, its months and the record of everything that went in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from clave.analytics.book_files import write_book
from clave.value import rules, store
from clave.value.models import Run
from clave.value.queries import runs

if TYPE_CHECKING:
    import pyarrow as pa

    from clave.analytics import Book

EXACT_PLACES = 4


@dataclass(frozen=True)
class Frozen:
    """The tables of a run whose files are safe on the disk: every customer, its months, exact to four decimals."""

    as_of: date
    currency: str
    book: pa.Table
    months: pa.Table
    manifest: dict[str, Any]


def freeze(run: Run, book: Book, parents: Mapping[str, str]) -> Frozen:
    """Write the files of a run, whole or not at all."""
    import pyarrow.parquet

    months = book.months(EXACT_PLACES)
    with store.appearing_whole(run.short_code) as folder:
        write_book(book, folder / store.BOOK)
        pyarrow.parquet.write_table(months, folder / store.MONTHS)
        manifest = manifest_of(run, book, months, parents, folder)
        (folder / store.MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
    return Frozen(book.holdings.as_of, book.holdings.currency, book.exact, months, manifest)


def manifest_of(run: Run, book: Book, months: pa.Table, parents: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Everything needed to compute the run again, and what to know when reading it; plain JSON types."""
    from clave.analytics.lifetime.choice import REASONS

    held = set(book.exact["customer_code"].to_pylist())
    heads = [head for head, below in rules.heads(parents).items() if held & {head, *below}]
    found = book.manifest
    return {
        **found,
        "method_reason": REASONS[book.valuation.choice.reason],
        "run": run.short_code,
        "inputs_digest": run.inputs_digest,
        "data_version": run.data_version.number,
        "files": runs.ledger_files(run.data_version.number),
        "choice": book.choice_record.as_json(),
        "groups_digest": run.parameters["groups"],
        "time_zone": settings.TIME_ZONE,
        "rows": {**found["rows"], "groups": len(heads), "months": months.num_rows},
        "months_digest": months_digest(months),
        "frozen": {name: store.sha256_of(folder / name) for name in (store.BOOK, store.MONTHS)},
    }


def months_digest(months: pa.Table) -> str:
    """SHA-256 of the months of every customer, as canonical text."""
    from clave.analytics.manifest import digest_of

    return digest_of(months)
