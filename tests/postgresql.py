"""A PostgreSQL of our own for the tests: Debian's packages, a temporary folder, an unprivileged user, a free port."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg

SECONDS_TO_START = 30
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries() -> Path:
    """Where Debian keeps the newest PostgreSQL; its absence is a failure, never a skip."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql-15")
    return found[-1].parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def in_database(server_url: str, name: str, template: str = "template1") -> str:
    """Make a database on the server, as a copy of another one, and tell its address."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server_url.rpartition("/")[0] + "/" + name


class Server:
    """A running server, reached through a socket in its own folder."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        self.settings = FAST if settings is None else settings
        self.folder = Path(tempfile.mkdtemp(prefix="clave-postgresql-"))
        self.port = free_port()
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = next(user for user in ("postgres", "nobody") if _exists(user))
            self._as = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}
            os.chown(self.folder, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)

    @property
    def url(self) -> str:
        return f"postgresql://clave@{str(self.folder).replace('/', '%2F')}:{self.port}/postgres"

    def new_database(self, name: str) -> str:
        """Make an empty database and tell its address."""
        return in_database(self.url, name)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def create(self) -> None:
        """Make the cluster, then start it."""
        self._run("initdb", "--username=clave", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()

    def start(self) -> None:
        options = {"listen_addresses": "", "unix_socket_directories": str(self.folder), "port": str(self.port)}
        words = " ".join(f"-c {name}='{value}'" for name, value in {**options, **self.settings}.items())
        self._run("pg_ctl", "start", "--wait", f"--timeout={SECONDS_TO_START}", f"--log={self.folder}/log", "-o", words)

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "stop", "--wait", f"--timeout={SECONDS_TO_START}", f"--mode={mode}")

    def remove(self) -> None:
        """Stop the server and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder)

    def _run(self, command: str, *arguments: str) -> None:
        done = subprocess.run(
            [binaries() / command, f"--pgdata={self.data}", *arguments],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=2 * SECONDS_TO_START,
            text=True,
            check=False,
            **self._as,
        )
        if done.returncode:
            log = self.folder / "log"
            told = log.read_text(encoding="utf-8") if log.is_file() else ""
            raise RuntimeError(f"{command} failed: {done.stderr}{told}")


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
