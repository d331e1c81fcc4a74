"""A run whose process is killed at any moment: nothing of it or all of it, and the same figures when started again."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from clave.value.store import WORKING
from tests import databases, warm
from tests.serving import environment, run, served

CUSTOMERS = 2_600
"""More than are written in one go."""
EARLIEST, LATEST = 0.2, 1.1
"""Share of the time a whole run takes, from its start, between which it is killed."""


@dataclass(frozen=True)
class Whole:
    """A data folder before any run, how long a run takes there, and its digest."""

    folder: Path
    seconds: float
    digest: str


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder, tried = tmp_path_factory.mktemp("filled"), tmp_path_factory.mktemp("whole")
    file = folder / "orders.csv"
    lines = [
        f"C{customer:04d},O{customer}-{order},{date(2025, 1, 1) + timedelta(days=customer % 90 + order * 31)},"
        f"{100 + customer % 37 + order}.25,{50 + order}.10,EUR"
        for customer in range(CUSTOMERS)
        for order in range(1 + customer % 6)
    ]
    head = "customer_code,order_id,ordered_on,net_amount,cost_amount,currency"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    done = run("import", "orders", str(file), env=databases.new_database(None, folder))
    assert done.returncode == 0, done.stderr
    shutil.copytree(folder, tried, dirs_exist_ok=True)
    start = time.monotonic()
    done = run("run", "--json", env=environment(tried))
    assert done.returncode == 0, done.stderr
    return Whole(folder, time.monotonic() - start, json.loads(done.stdout)["digest"])


@dataclass(frozen=True)
class Left:
    """What stands in a data folder: runs with their state, rows and months per run, names in the folder of runs."""

    runs: dict[str, str]
    rows: dict[str, int]
    months: dict[str, int]
    files: set[str]

    @classmethod
    def of(cls, folder: Path) -> Left:
        with closing(sqlite3.connect(folder / "clave.sqlite3")) as database:
            runs = dict(database.execute("SELECT short_code, state FROM value_run"))
            named = "JOIN value_run u ON u.id = r.run_id"
            rows = dict(
                database.execute(f"SELECT short_code, COUNT(*) FROM value_bookrow r {named} GROUP BY short_code")
            )
            months = dict(
                database.execute(
                    "SELECT short_code, COUNT(*) FROM value_bookseries s JOIN value_bookrow r ON r.id = s.row_id "
                    f"{named} GROUP BY short_code"
                )
            )
        here = folder / "runs"
        return cls(runs, rows, months, {path.name for path in here.iterdir()} if here.is_dir() else set())

    def is_only(self, done: str) -> bool:
        """Whether there is all of this run and nothing of any other; the claim of its process, which is empty, may be left."""
        whole, files = {done: CUSTOMERS}, self.files - {f"{WORKING}{done}"}
        return (self.rows, self.months, files, self.runs[done]) == (whole, whole, {done}, "done")


def killed_after(seconds: float, folder: Path) -> None:
    """A run that is killed so many seconds after it was started."""
    with Path(os.devnull).open("r+b") as nothing:
        process = warm.commands().start(["run"], env=environment(folder), streams=[nothing.fileno()] * 3)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def survives(whole: Whole, folder: Path, seconds: float) -> str:
    """Kill one run, look at what is left, start it again; says in which step it died."""
    shutil.copytree(whole.folder, folder)
    killed_after(seconds, folder)
    left = Left.of(folder)
    for code, state in left.runs.items():
        assert state != "done" or left.is_only(code), (seconds, left)
    again = run("run", "--json", env=environment(folder))
    assert again.returncode == 0, (seconds, again.stderr)
    found = json.loads(again.stdout)
    assert found["digest"] == whole.digest
    after = Left.of(folder)
    assert after.is_only(found["run"]), (seconds, after)
    assert set(after.runs.values()) <= {"done", "failed"}
    shutil.rmtree(folder)
    if not left.runs:
        return "not begun"
    return "done" if "done" in left.runs.values() else "rows" if left.rows else "files" if left.files else "waiting"


def kill_often(whole: Whole, folder: Path, count: int, seed: int) -> dict[str, int]:
    chance = random.Random(seed)
    died: dict[str, int] = {}
    for number in range(count):
        place = EARLIEST + (number + chance.random()) / count * (LATEST - EARLIEST)
        step = survives(whole, folder / str(number), place * whole.seconds)
        died[step] = died.get(step, 0) + 1
    return died


@pytest.mark.timeout(900)
def test_three_kills_leave_all_or_nothing(whole: Whole, tmp_path: Path) -> None:
    assert sum(kill_often(whole, tmp_path, 3, seed=5).values()) == 3


@pytest.mark.drill
@pytest.mark.proof("crash", kills=60, runs=60, partial=0, double=0)
@pytest.mark.timeout(3_000)
def test_sixty_kills_leave_all_or_nothing(whole: Whole, tmp_path: Path) -> None:
    died = kill_often(whole, tmp_path, 60, seed=60)
    print(f"60 kills, by how far the run had come: {died}")
    assert died.keys() & {"rows", "files"}, died


def test_a_dead_run_is_cleared_away_when_clave_is_served(whole: Whole, tmp_path: Path) -> None:
    folder = tmp_path / "served"
    shutil.copytree(whole.folder, folder)
    for place in (0.95, 0.9, 0.85, 0.8, 0.7, 0.6):
        killed_after(place * whole.seconds, folder)
        if "done" not in Left.of(folder).runs.values():
            break
        shutil.rmtree(folder)
        shutil.copytree(whole.folder, folder)
    (folder / "runs").mkdir(exist_ok=True)
    (folder / "runs" / ".coming-R9-dead").mkdir()
    with served(environment(folder)):
        left = Left.of(folder)
    assert (left.rows, left.months, left.files) == ({}, {}, set())
    assert set(left.runs.values()) <= {"failed", "queued"}
