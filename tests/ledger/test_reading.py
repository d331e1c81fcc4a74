"""Files from outside are read by a child process that has little: what it does wrong is a refused file."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clave.ledger import reading

from .imports import row, write

SETTINGS: dict[str, Any] = {"today": "2025-11-23", "time_zone": "Europe/Berlin", "already_imported": {}}


def ask(path: Path, land_in: Path, seconds: float = 60, heard: Callable[..., None] | None = None) -> dict[str, Any]:
    settings = {**SETTINGS, "known_customers": None, "known_people": None}
    request = {"ask": "take_in", "path": str(path), "kind": "orders", "profile": "", "sheet": None}
    return reading.ask({**request, "settings": settings}, land_in, heard or (lambda *_: None), seconds)


def children() -> list[int]:
    """The running child processes of this one."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(words[1]) == os.getpid() and words[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def many(path: Path, count: int = 400_000) -> Path:
    """A file that takes a while."""
    return write(path, *(row(f"A{number}", "x") for number in range(count)))


def refused(answer: dict[str, Any]) -> tuple[list[str], bool, Any]:
    return [problem["code"] for problem in answer["refused"]], answer["refused_file"], answer["landed"]


LIMITED = (["READING_LIMIT"], True, None)


def test_a_good_file_lands_and_says_how_far_it_is(files: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    answer = ask(write(files / "a.csv", row("A")), tmp_path / "landed", heard=lambda *steps: told.append(steps))
    assert (answer["accepted"], answer["refused"]) == (1, [])
    assert (tmp_path / "landed" / answer["landed"]).is_file()
    assert told[-1] == (6, 6)


def test_a_file_that_takes_too_much_memory_is_refused(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reading.LIMITS, "memory_mb", 150)
    assert refused(ask(write(files / "a.csv", row("A")), tmp_path / "landed")) == LIMITED


def test_a_file_that_takes_too_long_is_refused_and_its_reader_ended(files: Path, tmp_path: Path) -> None:
    before, start = children(), time.monotonic()
    assert refused(ask(many(files / "a.csv"), tmp_path / "landed", seconds=1)) == LIMITED
    assert time.monotonic() - start < 20
    assert children() == before


def test_a_reader_that_computes_for_ever_is_ended_by_its_own_limit(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reading.LIMITS, "cpu_seconds", 1)
    assert refused(ask(many(files / "a.csv"), tmp_path / "landed")) == LIMITED


def test_a_file_that_lands_too_much_is_refused(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reading.LIMITS, "file_mb", 1)
    rows = (row(f"A{number}", f"{number * 7919 % 100_003}.{number % 100:02d}") for number in range(300_000))
    answer = ask(write(files / "a.csv", *rows), tmp_path / "landed")
    assert (answer["refused_file"], answer["landed"]) == (True, None)


def test_a_killed_reader_is_a_refused_file(files: Path, tmp_path: Path) -> None:
    before, path = set(children()), many(files / "a.csv")

    def kill() -> None:
        while not (started := set(children()) - before):
            time.sleep(0.01)
        time.sleep(0.5)
        for pid in started:
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    assert refused(ask(path, tmp_path / "landed")) == LIMITED
    killer.join()


def test_an_answer_of_before_is_never_taken_for_this_one(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, land = write(files / "a.csv", row("A")), tmp_path / "landed"
    assert ask(path, land)["accepted"] == 1
    monkeypatch.setitem(reading.LIMITS, "memory_mb", 150)
    assert refused(ask(path, land)) == LIMITED


def test_the_reader_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAVE_SECRET_KEY", "a secret")
    child = reading._start(tmp_path)
    try:
        told = Path(f"/proc/{child.pid}/environ").read_bytes().split(b"\0")
        names = {entry.split(b"=")[0] for entry in told if entry}
        assert names <= {b"PATH", b"LANG", b"TMPDIR", b"HOME"}
    finally:
        child.kill()
        child.communicate()
