"""Files from outside are read in a child process that has little to lose."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from clave.analytics.problems import Problem
from clave.kit.refusals import gettext_noop

LIMITS = {"memory_mb": 4096, "cpu_seconds": 1800, "open_files": 256, "file_mb": 16384}
SECONDS_AT_MOST = 1800.0
SECONDS_BETWEEN_SIGNS = 1.0
Heard = Callable[[int, int], None]

TOO_DEMANDING = gettext_noop(
    "%(file)s could not be read within the limits of memory and time. It may be damaged; export it again, "
    "split it, or send it as CSV. Nothing was changed."
)


def ask(request: Mapping[str, Any], land_in: Path, heard: Heard, seconds: float = SECONDS_AT_MOST) -> dict[str, Any]:
    """The child's answer to one request; `heard` is called every second with steps done and in all.

    A child that dies or takes too long answers as a refused file (READING_LIMIT).
    """
    land_in.mkdir(mode=0o700, parents=True, exist_ok=True)
    answer = land_in / "answer.json"
    answer.unlink(missing_ok=True)
    child = _start(land_in)
    try:
        _send(child, {**request, "land_in": str(land_in), "limits": LIMITS})
        _listen(child, heard, time.monotonic() + seconds)
    finally:
        child.kill()
        child.wait()
    if child.returncode or not answer.is_file():
        return refused_for_limits(str(request["path"]))
    return dict(json.loads(answer.read_text(encoding="utf-8")))


def refused_for_limits(path: str) -> dict[str, Any]:
    """The answer of a child that could not answer."""
    problem = Problem(code="READING_LIMIT", template=TOO_DEMANDING, file=Path(path).name)
    told = {"refused": [problem.as_json()], "problems": [problem.as_json()], "refused_count": 1, "refused_file": True}
    empty = {"rows": 0, "accepted": 0, "warnings": [], "needs_confirmation": [], "totals": {}, "mapped": []}
    return {**told, **empty, "landed": None, "profile": "", "content_sha256": ""}


def _start(land_in: Path) -> subprocess.Popen[str]:
    """A child with a folder of its own for temporary files and an environment without secrets."""
    words = {"PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": str(land_in), "HOME": str(land_in)}
    return subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-m", "clave.ledger.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=words,
        cwd=land_in,
        text=True,
        start_new_session=True,
    )


def _send(child: subprocess.Popen[str], request: Mapping[str, Any]) -> None:
    assert child.stdin is not None
    try:
        json.dump(request, child.stdin, default=str)
        child.stdin.close()
    except BrokenPipeError:
        return


def _listen(child: subprocess.Popen[str], heard: Heard, deadline: float) -> None:
    """Pass progress on until the child is done or its time is over."""
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_collect, args=(child, lines), daemon=True).start()
    done = total = 0
    while time.monotonic() < deadline:
        try:
            line = lines.get(timeout=SECONDS_BETWEEN_SIGNS)
        except queue.Empty:
            heard(done, total)
            continue
        if not line:
            break
        done, total = map(int, line.split())
        if lines.empty():
            heard(done, total)
    if time.monotonic() < deadline:
        child.wait(max(0.0, deadline - time.monotonic()))


def _collect(child: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        lines.put(line)
    lines.put("")
