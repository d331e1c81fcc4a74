"""The real server in a process of its own, for the tests that knock from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from tests import warm
from tests.postgresql import free_port

CLAVE = str(Path(sys.executable).with_name("clave"))
SECRET = "a secret of the tests alone, long enough to be taken for one"
SECONDS_TO_ANSWER = 120


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a command needs of the settings, over plain HTTP, with its data in this folder; it keeps its bytecode."""
    left = ("CLAVE_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left)}
    return {**kept, "CLAVE_DATA_DIR": str(folder), "CLAVE_HTTPS": "0", "CLAVE_SECRET_KEY": SECRET, **more}


def run(
    *words: str, env: dict[str, str], given: str = "", seconds: float = 300, cold: bool = False
) -> subprocess.CompletedProcess[str]:
    """One command to its end; a `cold` one starts from nothing, as in a shell."""
    if not cold:
        return warm.commands().run(words, env=env, given=given, seconds=seconds)
    return subprocess.run(
        [CLAVE, *words], env=env, input=given, capture_output=True, text=True, timeout=seconds, check=False
    )


def run_module(name: str, *words: str, env: dict[str, str], seconds: float = 240) -> None:
    """What a module does when it is run, such as filling a company."""
    done = warm.commands().run(["-m", name, *words], env=env, seconds=seconds, cwd=warm.ROOT)
    assert done.returncode == 0, done.stderr


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[bytes] | warm.Process
    url: str

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of one request."""
        asked = urllib.request.Request(self.url + path, headers=headers or {})
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return answer.status, _lower(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, _lower(error.headers), error.read().decode()

    def wait_for(self, path: str, status: int) -> None:
        """Ask until this is the answer."""
        end = time.monotonic() + SECONDS_TO_ANSWER
        while True:
            try:
                if self.get(path)[0] == status:
                    return
            except OSError:
                pass
            if time.monotonic() > end or self.process.poll() is not None:
                raise TimeoutError(f"{path} does not answer {status}")
            time.sleep(0.1)

    def children(self) -> list[int]:
        """The processes that the server started."""
        told = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(word) for word in told.stdout.split()]


@contextmanager
def served(env: dict[str, str], *options: str, log: Path = Path(os.devnull), cold: bool = False) -> Iterator[Served]:
    """The server, ended with SIGTERM at the latest; what it tells goes into `log`; a `cold` one starts from nothing."""
    port = free_port()
    words = ["serve", "--port", str(port), *options]
    with log.open("ab") as told:
        process: subprocess.Popen[bytes] | warm.Process
        if cold:
            process = subprocess.Popen([CLAVE, *words], env=env, stderr=told)
        else:
            process = warm.servers().start(words, env=env, streams=(0, 1, told.fileno()))
    try:
        server = Served(process, f"http://127.0.0.1:{port}")
        server.wait_for("/healthz", 200)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
