"""What an import would change, worked out beside the ledger without touching it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from clave.analytics.schema import KINDS
from clave.analytics.sources import Profile
from clave.ledger import queries, store
from clave.ledger.comparing import Ledgered, compared
from clave.ledger.models import ImportJob
from clave.ledger.operations.tables import TABLES, Against, changes_of
from clave.ledger.rules import FILE_KINDS, provided

SHOWN_NEW = 20


class NotTaken(Exception):
    """The table does not take these rows."""

    def __init__(self, against: list[Against]) -> None:
        self.against = against
        super().__init__(f"{len(against)} rows")


def previewed(job: ImportJob, today: date) -> dict[str, Any]:
    """The preview as the import keeps it: counts, value, first rows, customers that would be created."""
    told = {"version": queries.current_version(), "locked_until": _iso(queries.locked_until())}
    if job.kind not in FILE_KINDS:
        return {**told, **_of_table(job, today)}
    with beside_the_ledger(job) as rows:
        new = rows.new_customers(queries.known_customers("customers") or ())
        found = asdict(rows.comparison(queries.locked_until()))
    return {**told, **found, "new_customers": len(new), "new_codes": new[:SHOWN_NEW]}


@contextmanager
def beside_the_ledger(job: ImportJob) -> Iterator[Ledgered]:
    """The landed rows of an import set beside the current ledger files of their kind."""
    with compared(job.kind, landed_path(job), queries.held_files(job.kind), stated(job)) as rows:
        yield rows


def landed_path(job: ImportJob) -> Path:
    """Where the child landed the good rows."""
    return store.work_dir(job.key) / "landed" / job.landed


def stated(job: ImportJob) -> frozenset[str]:
    """The columns of the contract that the file states; the others keep what is held."""
    columns = [column.name for column in KINDS[job.kind].columns]
    return provided(Profile.from_toml(job.profile).columns, columns)


def _of_table(job: ImportJob, today: date) -> dict[str, Any]:
    """The preview of a kind that is applied to a table."""
    changes = changes_of(job.kind, landed_path(job), stated(job), today)
    if against := list(TABLES[job.kind].against(changes)):
        raise NotTaken(against)
    added = sum(change.before is None for change in changes)
    unchanged = sum(change.before == change.after for change in changes)
    first = [
        {"verdict": "added" if change.before is None else "changed", **change.row}
        for change in changes
        if change.before != change.after
    ]
    return {
        "added": added,
        "changed": len(changes) - added - unchanged,
        "unchanged": unchanged,
        "value_added": {},
        "value_changed": {},
        "overlaps": {},
        "in_locked_period": 0,
        "first_rows": first[:10],
        "new_customers": added if job.kind == "customers" else 0,
        "new_codes": [],
        "left_out": job.accepted - len(changes) if TABLES[job.kind].whose else 0,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
