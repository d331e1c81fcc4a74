"""A MariaDB of our own for the tests: Debian's packages, a temporary folder, a free port of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pymysql

from tests.postgresql import free_port

SECONDS_TO_START = 30
PASSWORD = "mar-abierto-7731"


class MariaDb:
    """A running server with one database `shop`, and the user `reader` who may only read it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="clave-mariadb-"))
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"mariadb://127.0.0.1:{self.port}/shop"

    def start(self) -> None:
        """Make the server and wait until it answers; its absence is a failure, never a skip."""
        for program in ("mariadb-install-db", "mariadbd"):
            if not shutil.which(program, path="/usr/bin:/usr/sbin"):
                raise RuntimeError("MariaDB is missing: apt-get install mariadb-server")
        owner = ["--user=root"] if os.geteuid() == 0 else []
        data, own = f"--datadir={self.folder}/data", ["--no-defaults"]
        make = [
            "/usr/bin/mariadb-install-db",
            *own,
            *owner,
            data,
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ]
        subprocess.run(make, check=True, capture_output=True, timeout=60)
        serve = ["/usr/sbin/mariadbd", *own, *owner, data, f"--port={self.port}", "--bind-address=127.0.0.1", "--skip-name-resolve",
                 f"--socket={self.folder}/socket", f"--pid-file={self.folder}/pid", "--innodb-flush-log-at-trx-commit=0"]  # fmt: skip
        log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(serve, stdout=log, stderr=log)
        self._fill()

    def ask(self, *statements: str) -> None:
        """Have the owner of the server do something."""
        with pymysql.connect(unix_socket=f"{self.folder}/socket", user="root", autocommit=True) as connection:
            for statement in statements:
                connection.cursor().execute(statement)

    def _fill(self) -> None:
        end = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                return self.ask(
                    "CREATE DATABASE shop CHARACTER SET utf8mb4",
                    f"CREATE USER reader IDENTIFIED BY '{PASSWORD}'",
                    "GRANT SELECT ON shop.* TO reader",
                )
            except pymysql.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def remove(self) -> None:
        """Stop the server and leave nothing behind."""
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)
