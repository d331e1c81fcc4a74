"""Commands in processes that come out of one in which Django is loaded already: hundreds of starts cost seconds of processor each.

Each is a process of its own, with its own environment, folder, streams and end. It reads the settings anew and loads what its
command needs; only what every command loads first, the apps and their models, is there. `tests/web/test_serving.py` starts
Clave from nothing.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LENGTH = 8


class Done(subprocess.CompletedProcess[str]):
    """What came of a command, and what it computed and held at most, with what was loaded before it."""

    cpu_seconds: float
    peak_mb: float


class Process:
    """A process that came out of the loaded one, used as one that `subprocess` started."""

    def __init__(self, told: socket.socket, args: Sequence[str]) -> None:
        self.args = args
        self.returncode: int | None = None
        self.cost = 0.0, 0.0
        self._told, self._heard = told, b""
        self.pid = int(self._line(None) or 0)

    def poll(self) -> int | None:
        """How it ended, or nothing while it works."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """How it ended: its exit status, or the signal that ended it as a negative number."""
        if self.returncode is None:
            status, cpu_seconds, peak_mb = (self._line(timeout) or f"{-signal.SIGKILL} 0 0").split()
            self.returncode, self.cost = int(status), (float(cpu_seconds), float(peak_mb))
            self._told.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _line(self, timeout: float | None) -> str:
        self._told.settimeout(timeout)
        try:
            while b"\n" not in self._heard and (more := self._told.recv(64)):
                self._heard += more
        except (BlockingIOError, TimeoutError):
            raise subprocess.TimeoutExpired(list(self.args), timeout or 0) from None
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()


class Warm:
    """The loaded process, out of which others come."""

    def __init__(self, *modules: str) -> None:
        self._asking, there = socket.socketpair()
        self._one_at_a_time = threading.Lock()
        left = ("CLAVE_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", str(there.fileno()), *modules],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if not name.startswith(left)},
            pass_fds=[there.fileno()],
            start_new_session=True,
        )
        there.close()

    def start(
        self, words: Sequence[str], *, env: dict[str, str], streams: Sequence[int], cwd: str | Path | None = None
    ) -> Process:
        """`clave` with these words, or `-m` and a module, reading and writing these three streams."""
        told, there = socket.socketpair()
        asked = json.dumps({"words": [*map(str, words)], "env": env, "cwd": str(cwd or Path.cwd())}).encode()
        with self._one_at_a_time:
            socket.send_fds(self._asking, [len(asked).to_bytes(LENGTH)], [*streams, there.fileno()])
            self._asking.sendall(asked)
        there.close()
        return Process(told, words)

    def run(
        self,
        words: Sequence[str],
        *,
        env: dict[str, str],
        given: str = "",
        seconds: float = 300,
        cwd: str | Path | None = None,
    ) -> Done:
        """One command to its end."""
        pipes = [os.pipe() for _ in range(3)]
        (ours_in, give), (hear, theirs_out), (hear_faults, theirs_faults) = pipes
        theirs = (ours_in, theirs_out, theirs_faults)
        try:
            process = self.start(words, env=env, streams=theirs, cwd=cwd)
        finally:
            for stream in theirs:
                os.close(stream)
        with open(give, "w") as stdin, open(hear) as stdout, open(hear_faults) as stderr:
            return _to_its_end(process, given, seconds, stdin, stdout, stderr)


def _to_its_end(process: Process, given: str, seconds: float, stdin: Any, stdout: Any, stderr: Any) -> Done:
    """What a process wrote until it ended; it is killed when that takes too long."""
    told: dict[Any, str] = {}
    readers = [threading.Thread(target=lambda each=each: told.update({each: each.read()})) for each in (stdout, stderr)]
    for reader in readers:
        reader.start()
    try:
        with suppress(BrokenPipeError):
            stdin.write(given)
            stdin.close()
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    for reader in readers:
        reader.join(seconds)
    done = Done(list(process.args), process.wait(), told[stdout], told[stderr])
    done.cpu_seconds, done.peak_mb = process.cost
    return done


@cache
def commands() -> Warm:
    """For commands: as far loaded as `clave` itself loads before it turns to one of them."""
    return Warm()


@cache
def servers() -> Warm:
    """For servers: the pages are loaded too, which a server loads when it is asked for the first."""
    return Warm("clave.web.urls")


def forget_settings() -> None:
    """What was read from the settings of the loaded process is read anew."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    import clave.web

    settings._wrapped = empty
    del sys.modules["clave.web.settings"], clave.web.settings
    vars(connections).pop("settings", None)
    connections._settings = None
    if hasattr(connections._connections, "default"):
        del connections["default"]


def become(asked: dict[str, Any], streams: Sequence[int]) -> None:
    """Be the process that was asked for, from here to its end."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connections

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w", 1, errors="backslashreplace")
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    forget_settings()
    status = _done(asked["words"])
    threading._shutdown()
    atexit._run_exitfuncs()
    with suppress(ImproperlyConfigured):  # whoever could not read the settings opened nothing
        connections.close_all()
    sys.stdout.flush()
    os._exit(status)  # what is loaded is not taken apart once more by each


def _done(words: list[str]) -> int:
    """The exit status that these words come to; a fault that nobody caught ends as it always does."""
    from clave.cli import main

    try:
        if words[0] == "-m":
            sys.argv = words[1:]
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = ["clave", *words]
            main(prog_name="clave")
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


def told_of(asked: dict[str, Any], streams: Sequence[int], told: socket.socket) -> bool:
    """Start it and say its number, then how it ended; true in the process itself."""
    if (pid := os.fork()) == 0:
        told.close()
        return True
    for stream in streams:
        os.close(stream)
    told.sendall(f"{pid}\n".encode())
    _, status, used = os.wait4(pid, 0)
    cost = f"{used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}"
    with suppress(BrokenPipeError):
        told.sendall(f"{os.waitstatus_to_exitcode(status)} {cost}\n".encode())
    os._exit(0)


def main(number: int, modules: Sequence[str]) -> None:
    """Load once, then come out once for each request, until whoever asks is gone."""
    from clave.kit.starting import set_up

    set_up()
    for module in modules:
        __import__(module)
    gc.collect()
    gc.freeze()
    asking = socket.socket(fileno=number)
    while True:
        head, streams, _, _ = socket.recv_fds(asking, LENGTH, 4)
        if not head:
            return
        asked = json.loads(_whole(asking, int.from_bytes(head)))
        if os.fork() == 0:
            asking.close()
            if told_of(asked, streams[:3], socket.socket(fileno=streams[3])):
                become(asked, streams[:3])
        for stream in streams:
            os.close(stream)
        _bury()


def _bury() -> None:
    """Let go of the children that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _whole(asking: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        found += asking.recv(size - len(found))
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
