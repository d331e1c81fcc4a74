"""An importing process may be killed at any moment: what is left is the old state or the new one, never half."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.postgresql import Server

from .kills import Drill, Figures, Importer

IN_THE_SUITE, IN_THE_DRILL = 3, 200


def drilled(env: dict[str, str], folder: Path, kills: int) -> Figures:
    """The figures of so many kills, once nothing about them was half."""
    importer = Importer(env)
    try:
        drill = Drill(importer, folder, seed=kills)
        drill.kill_imports(kills)
    finally:
        importer.close()
    figures = drill.figures
    assert figures.old + figures.new == kills
    return figures


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A server of its own that keeps what it acknowledged, as in production."""
    server = Server(settings={})
    server.create()
    databases.prepare(server)
    yield server.url
    server.remove()


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """A database of the kind that this run of the tests is about."""
    on_postgresql = request.config.getoption("database") == "postgresql"
    return databases.new_database(request.getfixturevalue("postgresql") if on_postgresql else None, tmp_path)


def test_three_killed_imports_leave_the_old_or_the_new_state(new_database: dict[str, str], files: Path) -> None:
    drilled(new_database, files, IN_THE_SUITE)


@pytest.mark.drill
@pytest.mark.proof("crash", imports=IN_THE_DRILL, partial=0, double=0)
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_hundred_killed_imports_leave_the_old_or_the_new_state(
    database: str, tmp_path: Path, files: Path, request: pytest.FixtureRequest, record_property: Callable[..., None]
) -> None:
    server_url = request.getfixturevalue("postgresql") if database == "postgresql" else None
    figures = drilled(databases.new_database(server_url, tmp_path), files, IN_THE_DRILL)
    print(f"{database}: {figures}")
    undos = figures.undo_old + figures.undo_new
    for name, figure in {"kills": IN_THE_DRILL + undos, "undos": undos}.items():
        record_property(name, figure)
