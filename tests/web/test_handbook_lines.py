"""What the handbook tells a person to type does what it says: every such line runs against a served company."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import NewCompany
from tests.house.source import ROOT
from tests.serving import CLAVE, run, run_module, served

pytestmark = pytest.mark.drill_on("postgresql")
BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
ORDERS = "customer_code,order_id,ordered_on,net_amount,cost_amount,currency\nGOOD,O-1,2026-01-15,900.00,500.00,EUR\n"
TOLD = "\n%{http_code}"
"""What curl adds to an answer: its status."""


def lines(beginning: str) -> list[str]:
    """Every line of the handbook's blocks that begins so, page by page."""
    pages = sorted((ROOT / "docs" / "handbook").glob("*.md"))
    blocks = [block for page in pages for block in BLOCK.findall(page.read_text(encoding="utf-8"))]
    return [line for block in blocks for line in block.splitlines() if line.startswith(beginning)]


CURLS, TOKENS = lines("curl "), lines("CLAVE_TOKEN=")


@pytest.fixture(scope="module")
def shell(new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a person beside a served company: the commands on the path, the address of the server."""
    folder = tmp_path_factory.mktemp("handbook")
    env = new_company(folder)
    run_module("tests.web.handbook_company", env=env)
    orders = folder / "orders.csv"
    orders.write_text(ORDERS, encoding="utf-8")
    assert run("import", "orders", str(orders), "--yes", env=env).returncode == 0
    with served(env) as server:
        yield {**env, "CLAVE": server.url, "PATH": f"{Path(CLAVE).parent}{os.pathsep}{os.environ['PATH']}"}


def typed(line: str, shell: dict[str, str]) -> str:
    """What a line prints; a command that fails fails the test."""
    told = subprocess.run(["bash", "-euc", line], env=shell, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout


def asked(line: str, shell: dict[str, str]) -> tuple[int, str]:
    """Status and body of what a line asks with curl."""
    body, _, status = typed(line.replace("curl ", f"curl -w '{TOLD}' ", 1), shell).rpartition("\n")
    return int(status), body


def scopes_of(line: str) -> list[str]:
    """The scopes that a line asks for."""
    return re.findall(r"--scope ([a-z:]+)", line)


@pytest.fixture(scope="module")
def holder(shell: dict[str, str]) -> dict[str, str]:
    """The same person with the token of somebody who may try every line."""
    every = "customers:read runs:write charter:write candidates:read"
    scopes = " ".join(f"--scope {scope}" for scope in every.split())
    secret = typed(f"clave token create ana@example.com --name handbook {scopes}", shell).strip()
    return {**shell, "CLAVE_TOKEN": secret}


def test_the_handbook_has_such_lines() -> None:
    assert (len(CURLS) >= 6, len(TOKENS) >= 1) == (True, True)


@pytest.mark.parametrize("line", CURLS)
def test_a_line_is_answered(line: str, holder: dict[str, str]) -> None:
    status, body = asked(line, holder)
    assert status in ({201, 202} if "-X POST" in line else {200}), body
    assert json.loads(body)


@pytest.mark.parametrize("line", [line for line in CURLS if "limit=" in line])
def test_a_line_that_asks_for_a_few_shows_some(line: str, holder: dict[str, str]) -> None:
    assert json.loads(asked(line, holder)[1])["items"]


def test_the_program_of_the_handbook_runs(holder: dict[str, str]) -> None:
    page = (ROOT / "docs" / "handbook" / "client.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-c", program], env=holder, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "GOOD" in done.stdout


@pytest.mark.parametrize("line", TOKENS)
def test_a_token_made_as_told_opens_what_its_scopes_say(line: str, shell: dict[str, str]) -> None:
    made = typed(f'{line}\necho "$CLAVE_TOKEN"', shell).strip()
    opened = {"customers:read": "customers", "runs:read": "runs", "charter:read": "charters/in-force"}
    assert scopes_of(line)
    for scope in scopes_of(line):
        one = f'curl -s -H "Authorization: Bearer {made}" "$CLAVE/api/v1/{opened[scope]}"'
        assert asked(one, shell)[0] == 200
