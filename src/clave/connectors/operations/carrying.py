"""Rows on their way into a file of ours: written as they come, counted, the latest change among them kept in mind."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from contextlib import closing

from django.utils import timezone

from clave.connectors.models import ConnectorRun
from clave.connectors.programs import Row
from clave.connectors.rules import Furthest

ROWS_AT_ONCE = 1_000
SECONDS_BETWEEN_NOTES = 5.0
ONE_LINE = str.maketrans({"\r": " ", "\n": " ", "\t": " ", "\0": " "})
"""A value stands in one line, so that messages name the right one."""


class NothingCame(Exception):
    """The source has no row that changed."""


def carried(run: ConnectorRun, rows: Iterator[Row]) -> Iterator[bytes]:
    """The file, piece by piece; at the end `run` knows rows and mark. Raises NothingCame and what reading raises."""
    text, noted = io.StringIO(), time.monotonic()
    writer, furthest = csv.writer(text, lineterminator="\n"), Furthest(timezone.now())
    with closing(rows):  # type: ignore[type-var]
        for number, row in enumerate(rows):
            writer.writerow(("" if value is None else str(value)).translate(ONE_LINE) for value in row.values)
            furthest.see(row.mark)
            run.rows = number
            if number % ROWS_AT_ONCE == 0:
                yield _emptied(text)
            if time.monotonic() - noted > SECONDS_BETWEEN_NOTES:
                noted = time.monotonic()
                ConnectorRun.objects.filter(pk=run.pk).update(worked_at=timezone.now(), rows=number)
    run.upto = furthest.mark
    if not run.rows:
        raise NothingCame
    yield _emptied(text)


def _emptied(text: io.StringIO) -> bytes:
    """What was written since last time."""
    told = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return told
