"""Backups that are made while people write come back with the digests they were made with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from clave.web.backups import archive
from tests.drills.conftest import Demos, password_of
from tests.drills.inside import inside
from tests.drills.visitors import all_at_once, crowd
from tests.serving import run, served

BACKUPS, PEOPLE, SECONDS = 3, 10, 45.0
TOLD_OF_THE_RESTORE = {"access_entry", "access_chainhead"}
"""Tables in which a restored company says that it was restored."""


def tables(file: Path, folder: Path) -> dict[str, object]:
    """Table -> its rows and digest, as a backup holds them."""
    folder.mkdir()
    return dict(archive.unpacked(file, folder).tables)


@pytest.mark.drill
@pytest.mark.proof("backup")
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_backup_under_load_comes_back_with_equal_digests(
    database: str, new_demo: Demos, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    env, files = new_demo(database), [tmp_path / f"{number}.tar" for number in range(BACKUPS)]
    with served(env) as server:
        visitors = crowd(server.url, inside(env, "people"), password_of(env), PEOPLE)
        for each in visitors:
            each.writing = 0.6
        working = threading.Thread(target=all_at_once, args=(visitors, SECONDS, 0.1))
        working.start()
        told = [run("backup", str(file), env=env) for file in files]
        meanwhile = len(visitors[0].seen.acknowledged)
        working.join()
    assert [each.returncode for each in told] == [0] * BACKUPS, [each.stderr for each in told]
    differing = 0
    for number, file in enumerate(files):
        back = new_demo.empty(database)
        restored = run("restore", str(file), env=back)
        assert restored.returncode == 0, restored.stderr
        again = tmp_path / f"again-{number}.tar"
        assert run("backup", str(again), env=back).returncode == 0
        first, second = tables(file, tmp_path / f"first-{number}"), tables(again, tmp_path / f"second-{number}")
        assert first.keys() == second.keys()
        differing += sum(first[name] != second[name] for name in first.keys() - TOLD_OF_THE_RESTORE)
    for name, figure in {"restored": BACKUPS, "written meanwhile": meanwhile, "differing": differing}.items():
        record_property(name, figure)
    assert (differing, meanwhile > 0) == (0, True)
