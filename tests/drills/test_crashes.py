"""Whoever locks a charter, migrates or saves may be killed at any moment: what is left is the old state or the new one."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.drills.conftest import Company, Demos
from tests.ledger.kills import Importer
from tests.web.test_upgrading import OLDER, Digests, digests, go_back

KILLS = 60
pytestmark = [pytest.mark.drill, pytest.mark.timeout(3_600)]
NONE = {"partial": 0, "double": 0}


@contextmanager
def victim(env: Company) -> Iterator[Importer]:
    """A process whose children are killed."""
    process = Importer(env, "tests.drills.victims")
    try:
        yield process
    finally:
        process.close()


def moments(seconds: float, seed: int) -> Iterator[float]:
    """When to kill, once for each kill: anywhere in what takes so long, and a little after it."""
    chance = random.Random(seed)
    for _ in range(KILLS):
        yield chance.uniform(0.001, 1.2 * seconds)


def as_it_was(kept: Path, folder: Path) -> None:
    """The database as it was kept."""
    for path in folder.glob("clave.sqlite3*"):
        path.unlink()
    shutil.copyfile(kept, folder / "clave.sqlite3")


@pytest.mark.proof("crash", kills=KILLS, locks=KILLS, **NONE)
def test_a_charter_is_locked_or_as_it_was(new_demo: Demos, tmp_path: Path) -> None:
    env, kept, counted = new_demo("sqlite"), tmp_path / "kept.sqlite3", {"old": 0, "new": 0}
    folder = Path(env["CLAVE_DATA_DIR"])
    with victim(env) as process:
        process.ask("propose")
        _checkpointed(folder, kept)
        old = process.ask("charters")
        assert process.ask("lock") == {}
        seconds, new = process.seconds[0], process.ask("charters")
        assert (old["broken"], new["broken"], len(new["seals"])) == (False, False, 2)
        for moment in moments(seconds, seed=1):
            as_it_was(kept, folder)
            assert process.ask("lock", dies_after=moment) is None
            left = process.ask("charters")
            assert left in (old, new), moment
            again = process.ask("lock")
            assert ("refused" in again) is (left == new), again
            assert process.ask("charters") == new, moment
            counted["new" if left == new else "old"] += 1
    assert all(counted.values()), counted
    print(f"{KILLS} locks killed: {counted['old']} left the old state, {counted['new']} the new one")


@pytest.mark.proof("crash", kills=KILLS, migrations=KILLS, **NONE)
def test_a_killed_migration_is_finished_by_the_next(new_demo: Demos, tmp_path: Path) -> None:
    env, kept, unfinished = new_demo("sqlite"), tmp_path / "kept.sqlite3", 0
    folder = Path(env["CLAVE_DATA_DIR"])
    for app, name in OLDER.items():
        go_back(env, app, name)
    _checkpointed(folder, kept)
    with victim(env) as process:
        assert process.ask("migrate") == {}
        seconds, whole = process.seconds[0], _migrated(folder / "clave.sqlite3")
        for moment in moments(seconds, seed=2):
            as_it_was(kept, folder)
            assert process.ask("migrate", dies_after=moment) is None
            unfinished += _migrations(folder) != _migrations(kept)
            assert process.ask("migrate") == {}, moment
            assert _migrated(folder / "clave.sqlite3") == whole, moment
    assert unfinished
    print(f"{KILLS} migrations killed, {unfinished} of them after the first step was done")


@pytest.mark.proof("crash", kills=KILLS, backups=KILLS, **NONE)
def test_a_backup_is_there_whole_or_not_at_all(new_demo: Demos, tmp_path: Path) -> None:
    env, counted = new_demo("sqlite"), {"absent": 0, "whole": 0}
    with victim(env) as process:
        tables = process.ask("save", path=str(tmp_path / "first.tar"))["tables"]
        seconds = process.seconds[0]
        for number, moment in enumerate(moments(seconds, seed=3)):
            file = tmp_path / f"{number}.tar"
            assert process.ask("save", path=str(file), dies_after=moment) is None
            there = file.exists()
            if there:
                assert process.ask("whole", path=str(file)) == {"tables": tables}, moment
            else:
                assert process.ask("save", path=str(file)) == {"tables": tables}, moment
            file.unlink()
            counted["whole" if there else "absent"] += 1
    assert all(counted.values()), counted
    print(f"{KILLS} backups killed: {counted['absent']} left no file, {counted['whole']} a whole one")


def _checkpointed(folder: Path, kept: Path) -> None:
    """Keep a database with all that is still in its log."""
    with sqlite3.connect(folder / "clave.sqlite3") as database, sqlite3.connect(kept) as copy:
        database.backup(copy)


def _migrated(database: Path) -> Digests:
    """The digests of a migrated database; of the moment that the upgrade itself put in everywhere, that it is one."""
    with sqlite3.connect(database) as connection:
        ((moments_put_in,),) = connection.execute("SELECT count(DISTINCT known_since) FROM ledger_contact")
    assert moments_put_in == 1
    return {name: digest for name, digest in digests(database).items() if name != "ledger_contact.known_since"}


def _migrations(place: Path) -> list[Any]:
    with sqlite3.connect(place / "clave.sqlite3" if place.is_dir() else place) as database:
        return database.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
