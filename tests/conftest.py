"""What every test stands on: a database of the chosen kind, a data folder of its own, the cast."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from clave.access.models import User
from tests import databases
from tests.cast import Cast, sign_in
from tests.demo.built import Built, build
from tests.drills.promises import Figures, table
from tests.postgresql import Server, in_database
from tests.sharing_out import ByFile, is_for_the_end

SERVER = pytest.StashKey[Server]()
SERVER_URL = pytest.StashKey[str]()
BUDGETS = tomllib.loads(Path(__file__).with_name("house").joinpath("query_budgets.toml").read_text(encoding="utf-8"))
FOLDER = pytest.StashKey[Path]()
PAGES = re.compile(r"_pages?$")
"""Files about what pages show: the access matrix opens every address on PostgreSQL too; the rest of them there is a drill."""
THE_DATABASE = {"db", "transactional_db", "new_company", "new_database"}
"""The fixtures that give a database of the chosen kind."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="run on which database")
    parser.addoption(
        "--demo", help="a folder with the demo company for the drills, which is copied; without it one is built"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="clave-tests-"))
    _settle(config.stash[FOLDER])
    if config.getoption("database") == "postgresql":
        _use_postgresql(config)
    del connections.settings, connections["default"]  # made before this hook; made anew from the lines above
    BaseDatabaseOperations.execute_sql_flush = _flush_with_seals_open(BaseDatabaseOperations.execute_sql_flush)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Leave out what the chosen database is not asked, and order what parallel workers share out."""
    database = config.getoption("database")
    left_out = [item for item in items if not _is_asked(item, database)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _is_asked(item, database)]
    for item in items:
        if database in _named(item, "drill_on") or (database == "postgresql" and PAGES.search(item.path.stem)):
            item.add_marker(pytest.mark.drill)
    yield
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: is_for_the_end(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


def _is_asked(item: pytest.Item, database: str) -> bool:
    """Whether a test is for this database; PostgreSQL is asked only what meets it."""
    if item.get_closest_marker("on") and database not in _named(item, "on"):
        return False
    return database == "sqlite" or not isinstance(item, pytest.Function) or _meets_the_database(item)


def _named(item: pytest.Item, marker: str) -> set[str]:
    """The databases that markers of this name give."""
    return {name for found in item.iter_markers(marker) for name in found.args}


def _meets_the_database(item: pytest.Function) -> bool:
    """Whether a test stands on the database of the chosen kind; commands in a folder of their own are on SQLite always."""
    return not THE_DATABASE.isdisjoint(item.fixturenames) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Each parallel worker uses the one server, in a database of its own."""
    if server := node.config.stash.get(SERVER, None):
        node.workerinput["database_url"] = server.url


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(SERVER, None):
        server.remove()
    if folder := config.stash.get(FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test that stands for a promise says for which, and what it counts as once it has passed."""
    outcome: Any = yield
    if proof := item.get_closest_marker("proof"):
        outcome.get_result().user_properties += [("promise", proof.args[0]), *proof.kwargs.items()]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell what was measured of each promise, where a test that stands for one ran."""
    measured: dict[str, list[Figures]] = defaultdict(list)
    failed: dict[str, list[str]] = defaultdict(list)
    for kind, reports in terminalreporter.stats.items():
        for report in (each for each in reports if kind in ("passed", "failed", "error", "skipped")):
            told = dict(report.user_properties)
            name = told.pop("promise", None)
            if name and kind != "passed":
                failed[name].append(f"{report.nodeid.rpartition('::')[2]} {kind}")
            elif name and report.when == "call":
                measured[name].append(told)
    if measured or failed:
        terminalreporter.section("promises")
        for line in table(measured, failed):
            terminalreporter.write_line(line)


def _settle(folder: Path) -> None:
    """Production settings, but over plain HTTP, with plain static files and a folder that is thrown away."""
    settings.DATA_DIR, settings.LEDGER_DIR, settings.STATIC_ROOT = folder, folder / "ledger", folder / "static"
    settings.LEDGER_DIR.mkdir()
    settings.STATIC_ROOT.mkdir()
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.LANGUAGE_COOKIE_SECURE = False
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True  # files are looked up when asked for
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64  # what it costs is Django's to prove
    database = settings.DATABASES["default"]
    database.update(ENGINE="django.db.backends.sqlite3", NAME=str(folder / "clave.sqlite3"), CONN_MAX_AGE=0)
    database["OPTIONS"] = {
        **settings.SQLITE_OPTIONS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;",
    }


def _use_postgresql(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", {}).get("database_url")
    if given is None:
        server = config.stash[SERVER] = Server()
        server.create()
        databases.prepare(server)
        given = server.url
    config.stash[SERVER_URL] = given
    settings.DATABASES["default"] = dj_database_url.parse(given)


def _flush_with_seals_open(flush: Any) -> Any:
    """Emptying the tables between two tests is the one moment when what is sealed may be emptied too."""

    def flushed(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        if operations.connection.vendor == "postgresql":
            flush(operations, ["SET LOCAL session_replication_role = replica", *statements])
            return
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            seals = dict(cursor.fetchall())
        flush(operations, [*(f"DROP TRIGGER {name}" for name in seals), *statements, *seals.values()])

    return flushed


@pytest.fixture(scope="session")
def django_db_setup(pytestconfig: pytest.Config, django_db_blocker: Any) -> None:
    """The database of this process, copied from one that is migrated."""
    server_url = pytestconfig.stash.get(SERVER_URL, None)
    if server_url is None:
        shutil.copyfile(databases.sqlite_file(), settings.DATABASES["default"]["NAME"])
        return
    name = f"tests_{os.getpid()}"
    in_database(server_url, name, databases.TEMPLATE)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page answered in Spanish leaves its thread in Spanish; every test starts in the language of the settings."""
    translation.deactivate()


@pytest.fixture
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """A data folder for this test alone."""
    settings.DATA_DIR, settings.LEDGER_DIR = tmp_path, tmp_path / "ledger"
    settings.LEDGER_DIR.mkdir()
    return tmp_path


@pytest.fixture
def cast(db: None) -> Cast:
    """One company: a person in every role, customers of theirs and of others."""
    return Cast()


@pytest.fixture
def open_page(client: Client) -> Callable[..., Any]:
    """Opens a page as a person, and fails when it asks more queries than tests/house/query_budgets.toml allows."""

    def opened(user: User, name: str, query: dict[str, Any] | None = None, **words: Any) -> Any:
        sign_in(client, user)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse(name, kwargs=words), query)
        told = "\n".join(f"{number}. {one['sql'][:200]}" for number, one in enumerate(asked, start=1))
        assert len(asked) <= BUDGETS[name], f"{name} asks {len(asked)} queries, its budget is {BUDGETS[name]}:\n{told}"
        return answer

    return opened


@pytest.fixture(scope="session")
def new_company(pytestconfig: pytest.Config) -> databases.NewCompany:
    """New and empty companies in databases of the chosen kind."""
    server_url = pytestconfig.stash.get(SERVER_URL, None)
    return lambda folder: databases.new_database(server_url, folder)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo company, built once for all files that TOGETHER of tests/sharing_out.py names."""
    return build(tmp_path_factory.mktemp("demos") / "demo")


@pytest.fixture
def migrated(tmp_path: Path) -> dict[str, str]:
    """The environment of commands whose data folder, `tmp_path`, holds a new and empty SQLite database."""
    return databases.new_database(None, tmp_path)
