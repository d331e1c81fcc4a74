"""`clave demo` as a person runs it: one command, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from clave.demo.folder import BEGUN, DONE
from tests.demo.built import CLAVE, Built, run


def count(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "clave.sqlite3") as database:
        return int(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def test_one_command_builds_the_company(built: Built) -> None:
    folder = built.folder
    assert (count(folder, "ledger_customer"), count(folder, "company_person")) == (400, 53)
    assert count(folder, "value_bookrow") >= 390
    assert count(folder, "programme_packtemplate") == 1


def test_it_prints_one_user_per_role_and_nothing_else(built: Built) -> None:
    head, *users = built.answer.stdout.splitlines()
    assert head.split() == ["role", "name", "e-mail", "password"]
    assert len(users) == 9
    passwords = {line.split()[-1] for line in users}
    assert len(passwords) == 1
    assert all(re.search(r"\S+@taldor-iberica\.example", line) for line in users)


def test_the_users_own_customers(built: Built) -> None:
    with sqlite3.connect(built.folder / "clave.sqlite3") as database:
        rows = database.execute("SELECT capacity, COUNT(*) FROM ledger_customerassignment GROUP BY capacity")
        own = dict(rows.fetchall())
    assert set(own) == {"manager", "deputy", "sponsor", "function", "reader"}
    assert own["function"] == 12


def test_what_is_said_of_the_benefit_lies_where_the_hidden_truth_does(built: Built) -> None:
    """Within 2.8 standard errors, which fails once in two hundred days of building; within 80 % it lies four times in five."""
    folder = built.folder
    with sqlite3.connect(folder / "clave.sqlite3") as database:
        (told,) = database.execute("SELECT result FROM review_benefitstatement WHERE state = 'done'").fetchone()
    result = json.loads(told)
    programme = json.loads((folder / "demo-truth.json").read_text(encoding="utf-8"))["programme"]
    months = [month for each in programme["accounts"] for month in each["months"]]
    truth = sum(month["effect_eur"] for month in months if month["month"] <= result["last_month"]) * 100
    assert [each["why_not"] for each in result["accounts"]] == [""] * 12
    assert abs(result["methods"][0]["estimate"] - truth) < result["minimum_detectable"]
    assert result["cost"]["total"] > 0


def test_a_second_time_it_leaves_the_demo_as_it_is(built: Built) -> None:
    folder, first = built.folder, built.answer
    before = (folder / DONE).read_bytes(), count(folder, "access_entry")
    again = run(folder, "--seed", "99")
    assert again.returncode == 0
    assert again.stdout == first.stdout
    assert "already holds the demo with seed 3" in again.stderr
    assert ((folder / DONE).read_bytes(), count(folder, "access_entry")) == before


def test_a_folder_in_use_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "clave.sqlite3").write_text("somebody's")
    answer = run(tmp_path)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("DEMO_FOLDER_IN_USE: ")
    assert "--data-dir" in answer.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["clave.sqlite3"]


def test_a_database_in_use_is_refused_and_left_alone(built: Built, tmp_path: Path) -> None:
    folder = built.folder
    before = count(folder, "access_entry")
    answer = run(tmp_path / "other", CLAVE_DATABASE_URL=f"sqlite:///{folder / 'clave.sqlite3'}")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("DEMO_DATABASE_IN_USE: ")
    assert f"{count(folder, 'access_user')} users and 400 customers" in answer.stderr
    assert count(folder, "access_entry") == before
    assert list((tmp_path / "other").iterdir()) == []


@pytest.mark.drill
def test_a_killed_build_is_built_again(tmp_path: Path) -> None:
    """Killed while files come in, in Spanish; the next run starts over and ends well."""
    folder = tmp_path / "demo"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CLAVE_", "DJANGO_"))}
    building = subprocess.Popen(
        [*CLAVE, "--data-dir", str(folder), "--language", "es"], stderr=subprocess.DEVNULL, env=environment
    )
    while not (folder / "ledger").is_dir() and building.poll() is None:
        time.sleep(0.05)
    time.sleep(3)
    building.send_signal(signal.SIGKILL)
    building.wait(10)
    assert (folder / BEGUN).exists()
    answer = run(folder, "--language", "es")
    assert answer.returncode == 0, answer.stderr
    assert not (folder / BEGUN).exists()
    assert json.loads((folder / DONE).read_text())["language"] == "es"
    assert count(folder, "ledger_customer") == 400
