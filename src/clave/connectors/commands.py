"""Connectors on the command line: listed, tried, and sent to bring in what is clean."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from django.utils.translation import gettext

from clave.connectors import queries
from clave.connectors.models import Connector, ConnectorRun
from clave.connectors.operations.going import finish_run, start_run
from clave.connectors.refusals import ConnectorUnknown
from clave.connectors.rules import RunState
from clave.kit.starting import SERVICE_AWAY, on_the_database
from clave.ledger import operations as ledger
from clave.ledger.rules import State

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def connector() -> None:
    """Fetch data from other programs by saved connectors."""


@connector.command("list")
@AS_JSON
@on_the_database
def list_connectors(as_json: bool) -> None:
    """Print every connector, how it goes, and how far it has read; no secret is among it."""
    rows = [_row(each) for each in Connector.objects.select_related("owner")]
    if as_json:
        click.echo(json.dumps({"connectors": rows}, ensure_ascii=False, default=str))
        return
    for row in rows:
        click.echo(
            "\t".join(str(row[name]) for name in ("name", "program", "brings", "rhythm", "goes_at", "read_up_to"))
        )


@connector.command("try")
@click.argument("name")
@AS_JSON
@on_the_database
def try_connector(name: str, as_json: bool) -> None:
    """Fetch what is new for the connector NAME, say what it would change, and change nothing."""
    run = finish_run(start_run(by=None, connector=_named(name)))
    told = _told(run)
    if run.job is not None and run.job.state in (*queries.WAITING, *queries.MENDED):
        ledger.discard_job(by=None, job=run.job)
    _say(told, as_json)


@connector.command("run")
@click.argument("name")
@click.option(
    "--yes", is_flag=True, help="Bring it in, even where nobody allowed the connector to; checks must be clean."
)
@AS_JSON
@on_the_database
def run_connector(name: str, yes: bool, as_json: bool) -> None:
    """Have the connector NAME go as its schedule does: what is allowed and clean comes in, the rest waits."""
    run = finish_run(start_run(by=None, connector=_named(name)))
    if yes and run.job is not None and run.job.state == State.READY:
        ledger.import_batch(by=None, job=run.job)
    _say(_told(run), as_json)


def _named(name: str) -> Connector:
    row: Connector | None = Connector.objects.select_related("owner", "allowed_by", "mapping").filter(name=name).first()
    if row is None:
        raise ConnectorUnknown(name=name)
    return row


def _row(row: Connector) -> dict[str, Any]:
    names = ("name", "program", "brings", "kind", "rhythm", "hour", "is_paused", "goes_at", "failures")
    facts = {name: getattr(row, name) for name in names}
    return {**facts, "owner": row.owner.email, "read_up_to": queries.mark_of(row)}


def _told(run: ConnectorRun) -> dict[str, Any]:
    """How a run ended, as `--json` prints it."""
    preview = (run.job and run.job.preview) or {}
    counts = {name: preview.get(name) for name in ("added", "changed", "unchanged")}
    state = run.job.state if run.job is not None and run.state == RunState.FETCHED else run.state
    code = run.problem and run.problem["code"]
    return {
        "connector": run.connector.name,
        "state": state,
        "rows": run.rows,
        **counts,
        "code": code,
        "reason": run.told,
    }


def _say(told: dict[str, Any], as_json: bool) -> None:
    """Print it; a run that failed ends with the status of a service that is away."""
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    elif told["code"] is None:
        words = gettext(
            "%(connector)s: %(rows)s rows, %(added)s added, %(changed)s corrected, %(unchanged)s as before; %(state)s."
        )
        click.echo(words % told)
    if told["code"] is not None:
        click.echo(f"{told['code']}: {told['reason']}", err=True)
        sys.exit(SERVICE_AWAY)
