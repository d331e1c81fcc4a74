"""The demo company for the drills: built once for all of them, and copied for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgresql import Server
from tests.serving import environment, run

DEMO = ("demo", "--no-serve", "--data-dir")
Company = dict[str, str]
"""What commands and a server need of the settings."""


@pytest.fixture(scope="session")
def demo_folder(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo company: the one given with --demo, or a new one."""
    if given := pytestconfig.getoption("demo"):
        return Path(given)
    folder = tmp_path_factory.mktemp("built") / "demo"
    told = run(*DEMO, str(folder), env=environment(folder))
    assert told.returncode == 0, told.stderr
    return folder


@pytest.fixture(scope="session")
def new_demo(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Company]]:
    """New demo companies on the database that is named."""
    servers: list[Server] = []

    def made(database: str) -> Company:
        folder = tmp_path_factory.mktemp("company") / "demo"
        if database == "sqlite":
            shutil.copytree(demo_folder, folder)
            return environment(folder)
        server = Server(settings={})
        server.create()
        servers.append(server)
        env = environment(folder, CLAVE_DATABASE_URL=server.new_database("demo"))
        told = run(*DEMO, str(folder), env=env)
        assert told.returncode == 0, told.stderr
        return env

    yield made
    for server in servers:
        server.remove()
