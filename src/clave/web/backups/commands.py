"""Backup and restore on the command line."""

from __future__ import annotations

from pathlib import Path

import click

from clave.kit.starting import failures_in_one_line, on_the_database
from clave.web.backups import operations
from clave.web.backups.archive import Manifest


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@on_the_database
def backup(file: Path) -> None:
    """Save the database and all files beside it in FILE (.tar, or .tar.gz), while people go on working."""
    _told(operations.save(file), f"saved in {file}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where there is a company already: it is replaced.")
def restore(file: Path, replace: bool) -> None:
    """Bring back what FILE holds, checked row by row, and bring it to this version. Stop the server first."""
    with failures_in_one_line():
        _told(operations.bring_back(file, replace=replace), f"brought back from {file}")


def _told(manifest: Manifest, what: str) -> None:
    tables, files = len(manifest.tables), len(manifest.files) - 1
    click.echo(
        f"{manifest.rows:,} rows in {tables} tables and {files} files {what}; state of {manifest.made_at}.", err=True
    )
