"""New databases for the tests: migrated once, kept beside the environment, and copied until a migration changes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

from tests.postgresql import Server, binaries, in_database
from tests.serving import environment, run

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".venv" / "migrated"
TEMPLATE = "migrated"
NUMBERS = count(1)

NewCompany = Callable[[Path], dict[str, str]]
"""Gives a folder a new and empty company: what its commands and its server need of the settings."""


@cache
def version() -> str:
    """What a new database follows from: the migrations, what they import of ours, the packages and which of them are in use."""
    files = {*ROOT.glob("src/clave/*/migrations/*.py"), ROOT / "requirements.lock"}
    imported = {name for path in files for name in re.findall(r"^import (clave[.\w]+)", path.read_text(), re.MULTILINE)}
    files |= {ROOT / "src" / f"{name.replace('.', '/')}.py" for name in imported}
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    settings = (ROOT / "src" / "clave" / "web" / "settings.py").read_text(encoding="utf-8")
    installed = re.search(r"^INSTALLED_APPS = \[.*?^\]", settings, re.MULTILINE | re.DOTALL)
    digest.update(installed[0].encode() if installed else b"")
    return digest.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time makes what is kept."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep(made: Path, kept: Path) -> None:
    for old in KEPT.glob(f"*{kept.suffix}"):
        old.unlink()
    shutil.copyfile(made, kept.with_suffix(".part"))
    kept.with_suffix(".part").rename(kept)


def sqlite_file() -> Path:
    """An SQLite database as `clave migrate` makes it."""
    kept = KEPT / f"{version()}.sqlite3"
    with _alone():
        if not kept.is_file():
            with tempfile.TemporaryDirectory() as folder:
                _migrate(environment(Path(folder)))
                _keep(Path(folder) / "clave.sqlite3", kept)
    return kept


def prepare(server: Server) -> None:
    """Give a PostgreSQL server a database as `clave migrate` makes it, from which others are copied."""
    kept, url = KEPT / f"{version()}.sql", server.new_database(TEMPLATE)
    with _alone():
        if kept.is_file():
            _postgresql("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={kept}", url)
            return
        with tempfile.TemporaryDirectory() as folder:
            _migrate(environment(Path(folder), CLAVE_DATABASE_URL=url))
            made = Path(folder) / "made.sql"
            _postgresql("pg_dump", "--no-owner", f"--file={made}", url)
            _keep(made, kept)


def new_database(server_url: str | None, folder: Path) -> dict[str, str]:
    """What commands and a server need of the settings for a new company: on this server, or in the folder."""
    if server_url is None:
        shutil.copyfile(sqlite_file(), folder / "clave.sqlite3")
        return environment(folder)
    name = f"company_{os.getpid()}_{next(NUMBERS)}"
    return environment(folder, CLAVE_DATABASE_URL=in_database(server_url, name, TEMPLATE))


def _migrate(env: dict[str, str]) -> None:
    told = run("migrate", env=env)
    assert told.returncode == 0, told.stderr


def _postgresql(program: str, *words: str) -> None:
    done = subprocess.run([binaries() / program, *words], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
