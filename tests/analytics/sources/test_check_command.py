"""`clave check`: answers on stdout, faults on stderr, the right status, and never a trace."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests import warm

from .conftest import file_of, line

CLAVE = [sys.executable, "-c", "from clave.cli import main; main()"]
TODAY = ("--today", "2025-11-23")


def check(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return warm.commands().run(["check", *words], env=dict(os.environ), seconds=60)


def as_json(*words: str) -> dict[str, Any]:
    """The JSON object the command prints."""
    answer: dict[str, Any] = json.loads(check(*words, "--json").stdout)
    return answer


@pytest.fixture
def good(tmp_path: Path) -> str:
    """A file of two good lines."""
    path = tmp_path / "good.csv"
    path.write_text(file_of(line(1), line(2)))
    return str(path)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """A file of a good line and a bad one, with letters beyond ASCII."""
    path = tmp_path / "bad.csv"
    path.write_text(file_of(line(1), line(2, currency="€uro")))
    return str(path)


def test_a_good_file_is_summed_up_and_exits_with_zero(good: str) -> None:
    done = check(good, *TODAY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 rows, 2 accepted" in done.stdout
    assert "net_amount: 2000.00" in done.stdout


def test_a_bad_row_is_told_on_stderr_and_exits_with_two(bad: str) -> None:
    done = check(bad, *TODAY)
    assert done.returncode == 2
    assert "CURRENCY_UNKNOWN  bad.csv, line 3, column currency: “€uro”" in done.stderr
    assert "Nothing was changed." in done.stdout


def test_the_json_object_has_what_the_contract_says(bad: str) -> None:
    answer = as_json(bad, *TODAY)
    assert (answer["rows"], answer["accepted"], answer["refused_count"]) == (2, 1, 1)
    refused = answer["refused"][0]
    assert {key: refused[key] for key in ("code", "file", "line", "column", "value")} == {
        "code": "CURRENCY_UNKNOWN",
        "file": "bad.csv",
        "line": 3,
        "column": "currency",
        "value": "€uro",
    }
    assert set(answer["totals"]) >= {
        "net_amount",
        "currency",
        "customers",
        "orders",
        "first_ordered_on",
        "last_ordered_on",
    }
    assert answer["note"] == "Nothing was changed."


def test_the_landed_rows_and_the_answer_are_written_where_asked(bad: str, tmp_path: Path) -> None:
    land = tmp_path / "out"
    check(bad, *TODAY, "--land", str(land))
    answer = json.loads((land / "intake.json").read_text(encoding="utf-8"))
    assert sorted(path.name for path in land.iterdir()) == sorted(["intake.json", answer["landed"]])
    assert pq.read_table(land / answer["landed"]).num_rows == 1


def test_options_say_what_is_known_outside_the_file(good: str, tmp_path: Path) -> None:
    customers = tmp_path / "customers.csv"
    customers.write_text("customer_code;name\n000123;Alpha\n")
    assert as_json(good, *TODAY, "--customers", str(customers))["refused"] == []
    customers.write_text("000124\n")
    cases = {
        ("--customers", str(customers)): "REF_UNKNOWN_ACCOUNT",
        ("--locked-until", "2025-06-30"): "PERIOD_LOCKED",
        ("--currencies", "USD,GBP"): "CURRENCY_UNKNOWN",
        ("--max-rows", "1"): "ROWS_TOO_MANY",
        ("--kind", "contacts"): "COLUMN_MISSING",
    }
    found = {words: as_json(good, *TODAY, *words)["refused"][0]["code"] for words in cases}
    assert found == cases
    assert as_json(good, "--today", "2025-03-13")["refused"][0]["code"] == "DATE_RANGE"


def test_a_profile_that_cannot_be_read_is_told_by_its_key(good: str, tmp_path: Path) -> None:
    profile = tmp_path / "map.toml"
    profile.write_text("[colums]\n")
    done = check(good, "--map", str(profile))
    assert (done.returncode, "colums" in done.stderr) == (2, True)
    assert check(good, "--map", str(tmp_path / "absent.toml")).returncode == 2


@pytest.mark.parametrize(
    "words",
    [("absent.csv",), ("--kind", "nonsense", "x"), (), ("x", "--today", "tomorrow"), ("x", "--time-zone", "Mars/Base")],
)
def test_wrong_usage_exits_with_two_and_without_a_trace(words: tuple[str, ...]) -> None:
    done = check(*words)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_terminal_without_our_letters_gets_no_trace(bad: str) -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [*CLAVE, "check", bad, *TODAY]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "CURRENCY_UNKNOWN" in done.stderr


def test_a_reader_that_goes_away_leaves_no_trace(bad: str) -> None:
    command = " ".join(f"'{word}'" for word in [*CLAVE, "check", bad, "--json"])
    done = subprocess.run(
        ["bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() in ("0", "2", "141")
    assert "Traceback" not in done.stderr


def test_an_unforeseen_fault_is_one_line(good: str) -> None:
    broken = (
        "import clave.analytics.sources.taking_in as t; t.TakingIn.run = lambda *a: 1 / 0; "
        "from clave.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken, "check", good], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 70
    assert len(done.stderr.splitlines()) == 1
    assert "ZeroDivisionError" in done.stderr


def reads(pid: int, path: Path) -> bool:
    """Whether a process has a file open."""
    with contextlib.suppress(OSError):
        return any(each.is_symlink() and each.readlink() == path for each in Path(f"/proc/{pid}/fd").iterdir())
    return False


def test_an_interruption_says_that_nothing_was_imported(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(file_of(*(line(number) for number in range(400_000))))
    process = subprocess.Popen(
        [*CLAVE, "check", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )
    while process.poll() is None and not reads(process.pid, path):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told.strip()) == (130, "INTERRUPTED: nothing was imported; it is safe to repeat.")


def test_the_library_and_the_command_load_quickly() -> None:
    heavy = (
        "import sys, clave.analytics, clave.analytics.sources, clave.analytics.sources.commands; "
        "print([m for m in ('duckdb', 'pyarrow', 'numpy', 'django', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
