"""`clave user …` and `clave audit …`, as somebody at a terminal runs them."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cast import PASSWORD
from tests.serving import environment, run


def people(migrated: dict[str, str]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = json.loads(run("user", "list", "--json", env=migrated).stdout)
    return told


def nobody_in(migrated: dict[str, str]) -> bool:
    with sqlite3.connect(f"{migrated['CLAVE_DATA_DIR']}/clave.sqlite3") as database:
        return database.execute("SELECT COUNT(*) FROM access_user").fetchone() == (0,)


def test_the_first_administrator_is_let_in(migrated: dict[str, str]) -> None:
    words = ("user", "add", "Ana@Example.com", "--role", "administrator", "--name", "Ana Ruiz", "--language", "es")
    told = run(*words, env={**migrated, "CLAVE_PASSWORD": PASSWORD})
    assert (told.returncode, told.stdout) == (0, "")
    assert people(migrated) == [
        {
            "email": "ana@example.com",
            "full_name": "Ana Ruiz",
            "language": "es",
            "active": True,
            "roles": ["administrator"],
        }
    ]
    assert run("user", "list", env=migrated).stdout == "ana@example.com\tAna Ruiz\tactive\tadministrator\n"


def test_a_password_is_read_from_a_file(migrated: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    told = run("user", "add", "ana@example.com", "--role", "reader", "--password-file", str(file), env=migrated)
    assert told.returncode == 0


@pytest.mark.parametrize("form", [["--password", PASSWORD], [f"--password={PASSWORD}"]])
def test_a_password_on_the_command_line_is_refused(migrated: dict[str, str], form: list[str]) -> None:
    told = run("user", "add", "ana@example.com", "--role", "reader", *form, env=migrated)
    assert told.returncode == 2
    assert told.stderr.startswith("SECRET_ON_COMMAND_LINE: ")
    assert PASSWORD not in told.stderr
    assert nobody_in(migrated)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nobody", "--role", "reader"], "EMAIL_INVALID"),
        (["a@b.example", "--role", "emperor"], "is not one of"),
        (["a@b.example"], "Missing option '--role'"),
        (["a@b.example", "--role", "reader", "--role", "api_client"], "ROLES_DO_NOT_MIX"),
        (["a@b.example", "--role", "reader", "--language", "tlh"], "LANGUAGE_UNKNOWN"),
        (["a@b.example", "--role", "reader", "--reason", " "], "REASON_MISSING"),
    ],
)
def test_a_wrong_person_is_refused_and_nothing_changes(migrated: dict[str, str], words: list[str], told: str) -> None:
    answer = run("user", "add", *words, env={**migrated, "CLAVE_PASSWORD": PASSWORD})
    assert answer.returncode == 2
    assert told in answer.stderr
    assert nobody_in(migrated)


def test_nobody_there_to_be_asked_is_said(migrated: dict[str, str]) -> None:
    answer = run("user", "add", "a@b.example", "--role", "reader", env=migrated)
    assert answer.returncode == 2
    assert "--password-file" in answer.stderr


def test_the_whole_history_is_verified_and_a_forged_entry_is_named(migrated: dict[str, str], tmp_path: Path) -> None:
    for name in ("ana", "ben"):
        words = ("user", "add", f"{name}@example.com", "--role", "administrator")
        assert run(*words, env={**migrated, "CLAVE_PASSWORD": PASSWORD}).returncode == 0
    anchored = run("audit", "anchor", env=migrated).stdout.split()
    whole = run("audit", "verify", env=migrated)
    assert (whole.returncode, whole.stdout) == (0, f"4 entries, head {anchored[1]}\n")
    with sqlite3.connect(tmp_path / "clave.sqlite3") as database:
        database.execute("DROP TRIGGER access_entry_no_update")
        database.execute("UPDATE access_entry SET event = 'nothing.happened' WHERE seq = 3")
    broken = run("audit", "verify", env=migrated)
    assert (broken.returncode, broken.stdout) == (2, "")
    assert broken.stderr.startswith("HISTORY_BROKEN: entry 3: ")


def test_the_help_is_quick_and_lists_every_command(tmp_path: Path) -> None:
    told = run("--help", env=environment(tmp_path)).stdout
    for word in ("user", "audit", "serve", "migrate"):
        assert f"  {word} " in told
