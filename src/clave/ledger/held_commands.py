"""What is held, as files, on the command line."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import timezone

from clave.kit.starting import on_the_database
from clave.kit.tables import KINDS
from clave.ledger import queries
from clave.ledger.held import HELD, held
from clave.ledger.operations.taking import record_taken


@click.command()
@click.argument("kind", type=click.Choice(HELD))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@on_the_database
def export(kind: str, file: Path) -> None:
    """Write every row that counts now of one KIND to FILE, as CSV or XLSX by its ending; an import takes it back."""
    ending = file.suffix.removeprefix(".").lower()
    if ending not in KINDS:
        raise click.BadParameter("a file that ends in .csv or .xlsx is written", param_hint="FILE")
    write, _ = KINDS[ending]
    with file.open("wb") as out:
        write(held(kind, user=None, as_of=timezone.localdate()), out)
    record_taken(by=None, kind=kind, file_kind=ending, version=queries.current_version())
