"""Imports on the command line: the same rules, messages and codes as in the browser."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext

from clave.analytics.problems import Problem
from clave.analytics.sources import Profile, ProfileRefused
from clave.kit.refusals import Refusal
from clave.kit.starting import give_up, on_the_database
from clave.ledger import operations, queries
from clave.ledger.models import Batch, ImportJob
from clave.ledger.reading import Heard
from clave.ledger.refusals import BatchUnknown
from clave.ledger.rules import BRINGS, State

BAD_INPUT = 2
STOPPED = 70


@click.command("import")
@click.argument("kind", type=click.Choice(list(BRINGS)))
@click.argument("file")
@click.option("--map", "profile", type=click.Path(path_type=Path), help="Mapping profile (TOML).")
@click.option("--sheet", help="The sheet of a workbook to read.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--good-rows-only", is_flag=True, help="Leave refused rows out instead of refusing the file.")
@click.option("--yes", is_flag=True, help="Confirm the warnings that need it.")
@click.option(
    "--known-on", type=click.DateTime(["%Y-%m-%d"]), help="Bring rows of the locked period in, known from this day."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@on_the_database
def import_file(kind: str, file: str, profile: Path | None, sheet: str | None, as_json: bool, **asked: Any) -> None:
    """Import FILE (a file, folder or glob) of one KIND, all or nothing."""
    job = operations.receive_path(by=None, kind=kind, path=file, profile=_mapping(profile))
    with _progress() as heard:
        operations.start_reading(by=None, job=job)
        operations.finish_reading(job=job, sheet=sheet, heard=heard)
    told = _found(job)
    try:
        _refuse_unreadable(job)
        batch = None if asked["dry_run"] else _imported(job, as_json=as_json, **asked)
        told |= {"imported": job.state == State.IMPORTED, "batch": batch and batch.number}
        told |= {"version": queries.current_version()}
    except Refusal as refusal:
        _tell_refused(job, told, as_json)
        give_up(f"{refusal.code}: {refusal.sentence(gettext)}", refusal.exit_status)
    finally:
        _discard(job)
    _tell(job, told, as_json)
    if asked["dry_run"] and job.refused_count:
        sys.exit(BAD_INPUT)


@click.command()
@click.argument("batch", type=int)
@on_the_database
def undo(batch: int) -> None:
    """Take the import with the number BATCH back as a whole."""
    found = Batch.objects.filter(number=batch).first()
    if found is None:
        raise BatchUnknown(number=batch)
    version = operations.undo_batch(by=None, batch=found)
    told = {"number": batch, "version": version.number}
    click.echo(gettext("Import %(number)s was undone; the ledger is at version %(version)s.") % told)


def _mapping(path: Path | None) -> str:
    """The profile as text; one that cannot be read ends the command."""
    try:
        return Profile.from_file(path).to_toml() if path else ""
    except ProfileRefused as refused:
        give_up(f"{refused.problem.code}: {refused.problem.sentence(gettext)}", BAD_INPUT)


@contextmanager
def _progress() -> Iterator[Heard | None]:
    """A bar on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        work = bar.add_task(gettext("Checking every row"), total=None)
        yield lambda done, total: bar.update(work, completed=done, total=total or None)


def _refuse_unreadable(job: ImportJob) -> None:
    """A reading that stopped is a fault of ours, not of the file."""
    if job.state == State.FAILED:
        give_up(gettext("The work on this file stopped"), STOPPED)


def _imported(
    job: ImportJob, *, as_json: bool, dry_run: bool, good_rows_only: bool, yes: bool, known_on: datetime | None
) -> Batch | None:
    """Say yes, after asking on a terminal where a warning needs it, and write."""
    asks = job.needs_confirmation and not yes and not as_json and sys.stdin.isatty()
    if asks:
        _tell_problems(job)
        codes = ", ".join(job.needs_confirmation)
        yes = click.confirm(gettext("I have checked that this is right: %(codes)s") % {"codes": codes}, err=True)
    day = known_on.date() if known_on else None
    return operations.import_batch(by=None, job=job, good_rows_only=good_rows_only, confirmed=yes, known_on=day)


def _discard(job: ImportJob) -> None:
    """What was not imported is forgotten, so that the command can simply be given again."""
    if job.state in (State.READY, State.REFUSED, State.MAPPING, State.FAILED):
        operations.discard_job(by=None, job=job)


def _found(job: ImportJob) -> dict[str, Any]:
    """What the file holds and what it would change, as `--json` prints it."""
    counts = ("added", "changed", "unchanged", "value_added", "value_changed", "new_customers", "in_locked_period")
    facts = {name: getattr(job, name) for name in ("kind", "rows", "accepted", "refused_count", "totals")}
    problems = {
        name: [Problem.from_json(told).as_json(gettext) for told in rows]
        for name, rows in (("refused", job.problems), ("warnings", job.warnings))
    }
    preview = {name: (job.preview or {}).get(name) for name in counts}
    return {"file": job.file_name, **facts, **problems, "needs_confirmation": job.needs_confirmation, **preview}


def _tell_refused(job: ImportJob, told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({**told, "imported": False}, ensure_ascii=False, indent=1))
    _tell_problems(job)


def _tell_problems(job: ImportJob) -> None:
    """Everything that is wrong, one line each, on standard error."""
    for told in (*job.problems, *job.warnings):
        problem = Problem.from_json(told)
        row = f"{problem.facts['row']}: " if "row" in problem.facts else ""
        click.echo(f"{problem.code}  {row}{problem.sentence(gettext)}", err=True)
    more = job.refused_count - len(job.problems)
    if more > 0:
        click.echo(gettext("… and %(more)s more refused rows.") % {"more": more}, err=True)


def _tell(job: ImportJob, told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    _tell_problems(job)
    if told["added"] is not None:
        click.echo(gettext("%(file)s: %(added)s added, %(changed)s corrected, %(unchanged)s as before.") % told)
    if told["imported"] and told["batch"]:
        click.echo(gettext("Imported as %(batch)s; the ledger is at version %(version)s.") % told)
    elif told["imported"]:
        click.echo(gettext("The ledger held every row already; nothing was changed"))
    else:
        click.echo(gettext("Nothing was changed."))
