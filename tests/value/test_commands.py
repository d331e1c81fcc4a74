"""`clave run` and `clave recompute`, in processes of their own: what they print, how they end, and what they refuse."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.serving import environment, run
from tests.value.test_runs import order_lines

ELSEWHERE = "another process"


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose ledger holds sixty customers; every test takes a copy."""
    folder = tmp_path_factory.mktemp("sixty")
    file = folder / "orders.csv"
    file.write_text(order_lines(), encoding="utf-8")
    told = run("import", "orders", str(file), env=databases.new_database(None, folder))
    assert told.returncode == 0, told.stderr
    return folder


@pytest.fixture
def filled(sixty: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of commands whose ledger holds sixty customers."""
    shutil.copytree(sixty, tmp_path, dirs_exist_ok=True)
    return environment(tmp_path)


def told(done: Any) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_run_is_computed_once_and_comes_out_the_same_again(filled: dict[str, str], tmp_path: Path) -> None:
    first = told(run("run", "--json", env=filled))
    assert (first["state"], first["rows"]["customers"], first["currency"]) == ("done", 61, "EUR")
    assert first["digest"] == first["result_digest"]
    in_words = run("run", env=filled)
    assert in_words.stdout == (
        f"Run {first['run']}: 61 customers as of {first['parameters']['as_of']}, digest {first['digest']}\n"
    )
    again = told(run("recompute", first["run"].lower(), "--json", env=filled))
    assert (again["same"], again["recomputed"], again["differences"]) == (True, first["digest"], [])
    by_number = run("recompute", "1", env=filled)
    assert by_number.stdout == f"Run {first['run']} comes out the same: digest {first['digest']}\n"
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == [first["run"]]


def test_what_is_chosen_is_kept(filled: dict[str, str]) -> None:
    words = ("--as-of", "2025-04-01", "--horizon-months", "12", "--discount-rate", "0.085", "--seed", "7")
    kept = told(run("run", *words, "--currency", "eur", "--json", env=filled))["parameters"]
    assert (kept["as_of"], kept["horizon_months"], kept["discount_rate"], kept["seed"]) == ("2025-04-01", 12, 0.085, 7)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--horizon-months", "0"), "PARAMETER_OUT_OF_RANGE"),
        (("--discount-rate", "ten"), "PARAMETER_OUT_OF_RANGE"),
        (("--discount-rate", "0.00001"), "PARAMETER_OUT_OF_RANGE"),
        (("--currency", "USD"), "RATE_MISSING"),
        (("--as-of", "1999-01-01"), "AS_OF_BEFORE_DATA"),
    ],
)
def test_what_cannot_be_computed_ends_with_two_and_why(
    filled: dict[str, str], words: tuple[str, ...], code: str
) -> None:
    refused = run("run", *words, env=filled)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"{code}: ")
    assert "Traceback" not in refused.stderr


def test_nothing_to_compute_and_nothing_to_compare_say_what_to_do(migrated: dict[str, str]) -> None:
    empty, unknown = run("run", env=migrated), run("recompute", "R7-aaaa", env=migrated)
    assert (empty.returncode, empty.stderr.split(":")[0]) == (2, "LEDGER_EMPTY")
    assert "Import a file of order lines first" in empty.stderr
    assert (unknown.returncode, unknown.stderr.split(":")[0]) == (2, "RUN_UNKNOWN")


def test_a_frozen_file_that_changed_is_refused(filled: dict[str, str], tmp_path: Path) -> None:
    code = told(run("run", "--json", env=filled))["run"]
    with (tmp_path / "runs" / code / "book.parquet").open("ab") as file:
        file.write(b"x")
    refused = run("recompute", code, env=filled)
    assert (refused.returncode, refused.stderr.split(":")[0]) == (2, "RUN_FILES_DAMAGED")


def test_figures_that_come_out_differently_end_with_two_and_are_named(filled: dict[str, str], tmp_path: Path) -> None:
    code = told(run("run", "--json", env=filled))["run"]
    with sqlite3.connect(tmp_path / "clave.sqlite3") as database:
        database.execute("DROP TRIGGER value_run_no_update")
        database.execute("UPDATE value_run SET horizon_months = 12")
    differs = run("recompute", code, env=filled)
    assert differs.returncode == 2
    assert "comes out differently" in differs.stdout
    assert "\tlifetime_value\t" in differs.stdout


def test_a_run_at_work_elsewhere_is_left_alone(filled: dict[str, str], tmp_path: Path) -> None:
    told(run("run", "--json", env=filled))
    with sqlite3.connect(tmp_path / "clave.sqlite3") as database:
        database.execute("DROP TRIGGER value_run_no_update")
        database.execute("UPDATE value_run SET state = 'running', worked_at = datetime('now')")
    busy = run("run", env=filled)
    assert (busy.returncode, busy.stdout) == (75, "")
    assert ELSEWHERE in busy.stderr
