"""The demo company for the drills: built once for each database, and copied for each drill."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests import databases
from tests.postgresql import Server, in_database
from tests.serving import environment, run

DEMO = ("demo", "--no-serve", "--data-dir")
BUILT = "built"
SECONDS_TO_BUILD = 1_500
Company = dict[str, str]
"""What commands and a server need of the settings."""


class Demos:
    """New demo companies, each a copy of the one that was built on that database, and empty ones to restore into."""

    def __init__(self, given: str | None, new_folder: Callable[[], Path]) -> None:
        self.given, self.new_folder, self.numbers = given, new_folder, count(1)

    def __call__(self, database: str) -> Company:
        """A company that nobody else uses."""
        folder = self.new_folder() / "demo"
        if database == "sqlite":
            shutil.copytree(self.on_sqlite, folder)
            return environment(folder)
        shutil.copytree(self.on_postgresql, folder)
        address = in_database(self.server.url, f"demo_{next(self.numbers)}", BUILT)
        with psycopg.connect(address, autocommit=True) as connection:
            # without it PostgreSQL 15 gives the ids of a copied sequence once more after a crash
            connection.execute("CHECKPOINT")
        return environment(folder, CLAVE_DATABASE_URL=address)

    def empty(self, database: str) -> Company:
        """A company with nothing in it."""
        return databases.new_database(self.server.url if database == "postgresql" else None, self.new_folder())

    @cached_property
    def server(self) -> Server:
        """A PostgreSQL that keeps what it acknowledged, as in production."""
        server = Server(settings={})
        server.create()
        databases.prepare(server)
        return server

    @cached_property
    def on_sqlite(self) -> Path:
        """The folder given, or a new one."""
        return Path(self.given) if self.given else self._built()

    @cached_property
    def on_postgresql(self) -> Path:
        """The folder whose database is the one that the others are copied from."""
        return self._built(CLAVE_DATABASE_URL=self.server.new_database(BUILT))

    def _built(self, **more: str) -> Path:
        folder = self.new_folder() / "demo"
        told = run(*DEMO, str(folder), env=environment(folder, **more), seconds=SECONDS_TO_BUILD)
        assert told.returncode == 0, told.stderr
        return folder

    def close(self) -> None:
        """Leave no server behind."""
        if "server" in vars(self):
            self.server.remove()


@pytest.fixture(scope="session")
def new_demo(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demos]:
    """New demo companies on the database that is named."""
    demos = Demos(pytestconfig.getoption("demo"), lambda: tmp_path_factory.mktemp("company"))
    yield demos
    demos.close()


def password_of(env: Company) -> str:
    """The one that everybody in a demo company signs in with."""
    told = json.loads((Path(env["CLAVE_DATA_DIR"]) / "demo.json").read_text(encoding="utf-8"))
    return str(told["password"])
