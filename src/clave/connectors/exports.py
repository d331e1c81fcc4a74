"""Connectors, and every time they went, as tables that leave Clave."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext

from clave.connectors.models import Connector, ConnectorRun
from clave.kit.tables import Cell, Table, listed


def connectors(rows: Iterable[Connector]) -> Table:
    """One row a connector: what it brings from where, when it goes, how it went last; never how it signs in."""
    columns = [
        ("name", gettext("Connector"), lambda row: row.name),
        ("program", gettext("Program"), lambda row: row.program_name),
        ("brings", gettext("Brings"), lambda row: row.brings_name),
        ("goes", gettext("Goes"), lambda row: gettext("paused") if row.is_paused else row.rhythm_name),
        ("goes_at", gettext("Goes next"), lambda row: row.goes_at),
        ("went_at", gettext("Went last"), lambda row: row.latest and row.latest.started_at),
        ("state", gettext("Where it stands"), lambda row: row.latest and row.latest.state_name),
        ("owner", gettext("Belongs to"), lambda row: str(row.owner)),
    ]
    return listed(gettext("Connectors"), rows, columns, as_of=timezone.localdate())


def times(runs: Iterable[ConnectorRun]) -> Table:
    """One row a time that a connector went: what came of it, row by row."""
    columns = [
        ("started_at", gettext("When"), lambda run: run.started_at),
        ("state", gettext("Where it stands"), lambda run: run.state_name),
        ("told", gettext("What it said"), lambda run: run.told),
        ("rows", gettext("Rows"), lambda run: run.rows),
        ("added", gettext("Added"), lambda run: _previewed(run, "added")),
        ("changed", gettext("Corrected"), lambda run: _previewed(run, "changed")),
        ("unchanged", gettext("As before"), lambda run: _previewed(run, "unchanged")),
        ("since", gettext("Changed since"), lambda run: run.since),
        ("by", gettext("Asked by"), lambda run: run.by and str(run.by)),
    ]
    return listed(gettext("Every time it went"), runs, columns, as_of=timezone.localdate())


def _previewed(run: ConnectorRun, count: str) -> Cell:
    return run.job.preview[count] if run.job and run.job.preview else None
