"""A process that imports and undoes on request, each request in a child of its own that may be killed at any moment.

Reads one JSON request a line; writes the child's number, what the child says, and how it ended. Run as
`python -m tests.ledger.importing` with the environment of a command.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from clave.kit.starting import set_up

Answer = dict[str, Any]


def say(**told: Any) -> None:
    """One line, written at once."""
    os.write(1, (json.dumps(told, default=str) + "\n").encode())


def bring(path: str) -> Answer:
    """Import a file from the beginning, as `clave import` does."""
    from clave.ledger import operations
    from clave.ledger.models import ImportJob

    job = operations.receive_path(by=None, kind="orders", path=path)
    operations.start_reading(by=None, job=job)
    job = operations.finish_reading(job=ImportJob.objects.get(pk=job.pk))
    codes = [problem["code"] for problem in job.problems]
    say(writing=True)
    if codes:
        return {"refused": codes}
    batch = operations.import_batch(by=None, job=job)
    return {"batch": batch and batch.number}


def resume(path: str) -> Answer:
    """Find the import of this file that died, declare it stopped and say yes again, as a person in the browser does."""
    from django.utils import timezone

    from clave.ledger import operations
    from clave.ledger.models import ImportJob
    from clave.ledger.rules import State

    job = ImportJob.objects.filter(source=path).first()
    if job is None or job.state == State.IMPORTED or not job.content_sha256:
        return bring(path)
    if job.is_at_work:
        ImportJob.objects.filter(pk=job.pk).update(worked_at=timezone.now() - timedelta(hours=1))
        job = operations.declare_stopped(by=None, job=ImportJob.objects.get(pk=job.pk))
    batch = operations.import_batch(by=None, job=job)
    return {"batch": batch and batch.number}


def undo() -> Answer:
    """Take the latest import back."""
    from clave.ledger import operations, queries

    batch = queries.active_batches().last()
    say(writing=True)
    return {"version": operations.undo_batch(by=None, batch=batch).number}


def standing() -> Answer:
    """What the ledger holds now, and everything in which registry, files and history disagree."""
    import duckdb

    from clave.ledger import queries
    from clave.ledger.comparing import current_rows_sql
    from clave.ledger.models import Customer

    held = queries.held_files("orders")
    sql = f"SELECT COLUMNS(*)::VARCHAR FROM ({current_rows_sql('orders', held)}) ORDER BY order_id, line_no"
    rows = [row[:-1] for row in duckdb.execute(sql).fetchall()] if held else []
    customers = list(Customer.objects.order_by("code").values_list("code", "name", "origin"))
    digest = hashlib.sha256(json.dumps([rows, customers]).encode()).hexdigest()
    return {"rows": len(rows), "customers": len(customers), "digest": digest, "faults": list(faults())}


def faults() -> list[str]:
    """Every way in which something is half."""
    from clave.access import chain
    from clave.access.models import Entry
    from clave.ledger import queries, store
    from clave.ledger.models import Batch, DataVersion, ImportJob
    from clave.ledger.rules import State

    found = []
    versions = list(DataVersion.objects.order_by("number"))
    batches = list(Batch.objects.all())
    if [version.number for version in versions] != list(range(1, len(versions) + 1)):
        found.append("versions have gaps")
    if versions and versions[-1].digest != queries.digest_of(queries.active_batches()):
        found.append("the latest version is not what its files say")
    if len(versions) != len(batches) + sum(not batch.is_active for batch in batches):
        found.append("versions and imports do not match")
    for batch in batches:
        path = store.path_of(batch.ledger_file)
        if not path.is_file() or store.sha256_of(path) != batch.ledger_sha256:
            found.append(f"the file of import {batch.number} is not what was registered")
    if ImportJob.objects.filter(state=State.IMPORTED).exclude(batch=None).count() != len(batches):
        found.append("imports and files on their way do not match")
    for event, count in (("done", len(batches)), ("undone", sum(not batch.is_active for batch in batches))):
        if Entry.objects.filter(event=f"ledger.import.{event}").count() != count:
            found.append(f"the history does not tell what was {event}")
    if chain.first_break(chain.head()):
        found.append("the history is broken")
    return found


def sweep() -> Answer:
    """Take leftovers away; says what is there besides what is registered."""
    from clave.ledger import queries, store

    gone = store.sweep(registered=queries.registered_files(), waiting=queries.waiting_keys())
    there = {str(path.relative_to(store.ledger_dir())) for path in store.ledger_dir().glob("*/*.parquet")}
    return {"gone": len(gone), "left": sorted(there ^ queries.registered_files())}


REQUESTS: dict[str, Callable[..., Answer]] = {
    "bring": bring,
    "resume": resume,
    "undo": undo,
    "standing": standing,
    "sweep": sweep,
}


def work(request: Answer) -> None:
    """Answer one request; never returns."""
    try:
        say(answer=REQUESTS[request.pop("do")](**request))
    except BaseException as fault:
        say(fault=getattr(fault, "code", None) or "".join(traceback.format_exception(fault)))
    os._exit(0)


def main() -> None:
    """One child a request."""
    set_up()
    import clave.ledger.operations  # noqa: F401 - loaded once, for all children

    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            work(json.loads(line))
        say(pid=pid)
        say(ended=os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
