"""Runs `clave` in a process of its own and says what that cost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SECONDS_AT_MOST = 600
OBSERVED = """
import atexit, os, pathlib, re, sys

def tell_peak(file=sys.argv.pop(1)):
    peak = re.search(r"VmHWM:\\s*([0-9]+)", pathlib.Path("/proc/self/status").read_text())
    pathlib.Path(file).write_text(f"{peak[1]} {sum(os.times()[:4])}")

atexit.register(tell_peak)
from clave.cli import main
main()
"""
"""The peak is that of the new program alone; `ru_maxrss` would begin with what the process that started it held."""


@dataclass(frozen=True)
class Cost:
    """What came of one command, how long it took, what it computed and the most memory it held."""

    status: int
    stdout: str
    stderr: str
    seconds: float
    cpu_seconds: float
    peak_mb: float


def clave(*words: str, env: Mapping[str, str] | None = None, seconds: float = SECONDS_AT_MOST) -> Cost:
    """One command to its end; raises subprocess.TimeoutExpired when it takes longer than `seconds`."""
    with tempfile.TemporaryDirectory() as folder:
        peak = Path(folder) / "peak"
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", OBSERVED, str(peak), *words],
            env={**(os.environ if env is None else env)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
        took = time.perf_counter() - start
        kilobytes, computed = map(float, peak.read_text().split()) if peak.is_file() else (float("nan"),) * 2
    return Cost(done.returncode, done.stdout, done.stderr, took, computed, kilobytes / 1024)
