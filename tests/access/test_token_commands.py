"""`clave token …`, as somebody at a terminal runs it, and what the secret opens."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.cast import PASSWORD
from tests.serving import environment, run, served

ANA = "ana@example.com"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with one champion; every test takes a copy."""
    folder = tmp_path_factory.mktemp("company")
    env = databases.new_database(None, folder)
    told = run("user", "add", ANA, "--role", "champion", env={**env, "CLAVE_PASSWORD": PASSWORD})
    assert told.returncode == 0, told.stderr
    return folder


@pytest.fixture
def company(founded: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a company with one champion."""
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    return environment(tmp_path)


def tokens_in(company: dict[str, str]) -> int:
    with sqlite3.connect(f"{company['CLAVE_DATA_DIR']}/clave.sqlite3") as database:
        return int(database.execute("SELECT COUNT(*) FROM access_apitoken").fetchone()[0])


def listed(company: dict[str, str], *words: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("token", "list", *words, "--json", env=company).stdout)
    return rows


def test_a_token_is_made_printed_once_used_and_revoked(company: dict[str, str]) -> None:
    words = ("token", "create", ANA.upper(), "--name", "ERP", "--scope", "runs:read", "--scope", "customers:read")
    made = run(*words, "--days", "7", env=company)
    assert (made.returncode, made.stdout.count("\n")) == (0, 1)
    secret = made.stdout.strip()
    assert secret not in made.stderr
    [row] = listed(company, ANA)
    assert (row["owner"], row["state"], row["scopes"]) == (ANA, "live", ["customers:read", "runs:read"])
    assert secret not in str(row)
    with served(company) as server:
        assert server.get("/api/v1/runs", {"Authorization": f"Bearer {secret}"})[0] == 200
        assert run("token", "revoke", str(row["number"]), env=company).returncode == 0
        assert server.get("/api/v1/runs", {"Authorization": f"Bearer {secret}"})[0] == 401
    [row] = listed(company)
    assert row["state"] == "revoked"
    assert row["last_used_at"]
    assert "\trevoked\t" in run("token", "list", env=company).stdout


def test_json_tells_the_secret_with_the_rest(company: dict[str, str]) -> None:
    told = run("token", "create", ANA, "--name", "ERP", "--scope", "runs:read", "--json", env=company)
    assert {"number", "secret", "expires_at"} <= json.loads(told.stdout).keys()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["create", "nobody@example.com", "--name", "ERP", "--scope", "runs:read"], "PERSON_UNKNOWN"),
        (["create", ANA, "--name", " ", "--scope", "runs:read"], "TOKEN_UNNAMED"),
        (["create", ANA, "--name", "ERP"], "Missing option '--scope'"),
        (["create", ANA, "--name", "ERP", "--scope", "users:write"], "is not one of"),
        (["create", ANA, "--name", "ERP", "--scope", "runs:read", "--days", "400"], "TOKEN_DAYS_OUT_OF_RANGE"),
        (["revoke", "17"], "TOKEN_UNKNOWN"),
        (["list", "nobody@example.com"], "PERSON_UNKNOWN"),
    ],
)
def test_what_cannot_be_is_refused_and_no_token_is_made(company: dict[str, str], words: list[str], told: str) -> None:
    answer = run("token", *words, env=company)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert told in answer.stderr
    assert tokens_in(company) == 0
