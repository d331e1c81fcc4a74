"""An importing process may be killed at any moment: what is left is the old state or the new one, never half."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import Server
from tests.serving import environment, run

from .kills import Drill, Importer

IN_THE_SUITE, IN_THE_DRILL = 5, 200


def drilled(env: dict[str, str], folder: Path, kills: int) -> str:
    """The figures of so many kills, once nothing about them was half."""
    importer = Importer(env)
    try:
        drill = Drill(importer, folder, seed=kills)
        drill.kill_imports(kills)
    finally:
        importer.close()
    figures = drill.figures
    assert figures.old + figures.new == kills
    return str(figures)


def migrated_folder(folder: Path, **more: str) -> dict[str, str]:
    """The environment of commands with a new database."""
    env = environment(folder, **more)
    told = run("migrate", env=env)
    assert told.returncode == 0, told.stderr
    return env


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A server of its own that keeps what it acknowledged, as in production."""
    server = Server(settings={})
    server.create()
    yield server.url
    server.remove()


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """A database of the kind that this run of the tests is about."""
    if request.config.getoption("database") == "postgresql":
        return migrated_folder(tmp_path, CLAVE_DATABASE_URL=request.getfixturevalue("postgresql"))
    return migrated_folder(tmp_path)


def test_five_killed_imports_leave_the_old_or_the_new_state(new_database: dict[str, str], files: Path) -> None:
    drilled(new_database, files, IN_THE_SUITE)


@pytest.mark.drill
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_hundred_killed_imports_leave_the_old_or_the_new_state(
    database: str, tmp_path: Path, files: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    more = {"CLAVE_DATABASE_URL": request.getfixturevalue("postgresql")} if database == "postgresql" else {}
    figures = drilled(migrated_folder(tmp_path, **more), files, IN_THE_DRILL)
    with capsys.disabled():
        print(f"\n{database}: {figures}")
