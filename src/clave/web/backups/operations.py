"""Save all that a company has put in, and bring it back: its database and the files beside it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from clave.access import journal
from clave.access.commands import ANCHORS
from clave.ledger import store
from clave.ledger.models import Batch
from clave.ledger.operations import catch_up_coverage
from clave.personal_data import register
from clave.personal_data.operations import erase_again
from clave.web.backups import archive, databases, refusals
from clave.web.backups.archive import DATABASE, FOLDER, Manifest, Writer

MADE_ANEW = frozenset({"static"})
SECRET = "secret-key"  # noqa: S105


def save(target: Path) -> Manifest:
    """Write a backup while people go on working.

    First the database of one moment, then the files: those that it names were there and never change. Raises BackupExists,
    BackupInside, LedgerDamaged, ToolMissing.
    """
    data = settings.DATA_DIR
    if target.resolve().is_relative_to(data):
        raise refusals.BackupInside(file=target)
    known = dict(Batch.objects.exclude(ledger_file="").values_list("ledger_file", "ledger_sha256"))
    with archive.written(target) as writer, tempfile.TemporaryDirectory(dir=target.parent, prefix=".saving-") as folder:
        taken = databases.take(Path(folder))
        writer.put(DATABASE, taken.file)
        for path in _files(data):
            _put(writer, path, data)
        for name, digest in known.items():
            if writer.files.get(f"{FOLDER}{settings.LEDGER_DIR.name}/{name}") != digest:
                raise refusals.LedgerDamaged(file=store.path_of(name))
        manifest = Manifest(
            version("clave"),
            timezone.now().isoformat(),
            connection.vendor,
            taken.migrations,
            taken.tables,
            writer.files,
        )
        writer.close(manifest)
    return manifest


def _files(data: Path) -> Iterator[Path]:
    """The files beside the database: the ledger, frozen runs, files on their way in, anchors, the secret."""
    database = str(connection.settings_dict["NAME"])
    for path in sorted(data.rglob("*")):
        parts = path.relative_to(data).parts
        passing = parts[0] in MADE_ANEW or any(part.startswith(".") for part in parts)
        if path.is_file() and not passing and not str(path).startswith(database):
            yield path


def _put(writer: Writer, path: Path, data: Path) -> None:
    """Add a file; one that was on its way in and has arrived meanwhile is looked for where it is registered."""
    try:
        writer.put(f"{FOLDER}{path.relative_to(data)}", path)
    except FileNotFoundError:
        return


def bring_back(source: Path, *, replace: bool = False) -> Manifest:
    """Make database and files what a backup holds, and bring an older one to this version.

    Everything is unpacked and checked before anything is changed. Files come first, since more of them do no harm; the
    database changes in one transaction. Raises BackupUnreadable, BackupOfAnotherDatabase, BackupNewer, CompanyThere,
    RestoredDiffers, ToolMissing.
    """
    data = settings.DATA_DIR
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not replace and databases.holds_a_company():
        raise refusals.CompanyThere
    with tempfile.TemporaryDirectory(dir=data, prefix=".restoring-") as folder:
        manifest = archive.unpacked(source, Path(folder))
        refuse_unless_fitting(manifest)
        _move_files(Path(folder) / FOLDER, data)
        databases.put(Path(folder) / DATABASE)
    _refuse_unless_equal(manifest)
    call_command("migrate", interactive=False, verbosity=0)
    catch_up_coverage()
    erase_again()
    with transaction.atomic():
        journal.record(by=None, event="company.restored", subject=("backup", manifest.made_at))
    return manifest


def refuse_unless_fitting(manifest: Manifest) -> None:
    """Raise BackupOfAnotherDatabase, or BackupNewer where this version does not know what the backup has been through."""
    if manifest.database != connection.vendor:
        raise refusals.BackupOfAnotherDatabase(theirs=manifest.database, ours=connection.vendor)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if not known.issuperset(manifest.migrations) or manifest.format > archive.FORMAT:
        raise refusals.BackupNewer(version=manifest.version)


def _refuse_unless_equal(manifest: Manifest) -> None:
    found = databases.tables()
    for name, saved in manifest.tables.items():
        if found.get(name) != saved:
            raise refusals.RestoredDiffers(table=name)


def _move_files(saved: Path, data: Path) -> None:
    """Put the files where they belong; the secret in use and what was erased since stay, and anchors of another history are set aside."""
    for path in sorted(path for path in saved.rglob("*") if path.is_file()):
        place = data / path.relative_to(saved)
        if place.exists() and place.name == SECRET:
            continue
        if place.exists() and place == register.register_file():
            register.take_over(path)
            continue
        if place.exists() and place.name == ANCHORS:
            place.rename(place.with_name(f"{ANCHORS}.before-{timezone.now():%Y%m%dT%H%M%S}"))
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(path, place)
