"""Whatever is sent to the API, it answers as its schema says, and never breaks: thousands of cases on a served company."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clave.access.actions import Action
from clave.access.policy import MAY, Role
from tests.drills.conftest import Demos
from tests.drills.inside import inside
from tests.serving import Served, served

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,ignored_auth"
)
CAST = {
    Role.CHAMPION: ("oscar.penarroya", 1.0),
    Role.KEY_ACCOUNT_MANAGER: ("sandrine.bertholet", 0.8),
    Role.PEOPLE_LEAD: ("jurgen.brockhaus", 0.5),
    Role.FUNCTION_MEMBER: ("joanna.zaremba", 0.5),
}
"""Whose token asks, and how often for each operation that their role may use, as a share of the champion's."""
EXAMPLES = {"sqlite": 60, "postgresql": 10}
"""Random cases for each operation, on top of those that follow from its schema."""
SEED = 20_261_128


def open_to(role: Role, schema: dict[str, Any], seen: set[str]) -> dict[str, Any]:
    """The schema with the operations that a role may use and nobody before it asked, and all that it may write."""
    paths: dict[str, Any] = {}
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            may = role in MAY[Action(told["x-action"])]
            if may and (method != "get" or told["operationId"] not in seen):
                paths.setdefault(path, {})[method] = told
    seen |= {told["operationId"] for methods in paths.values() for told in methods.values()}
    return {**schema, "paths": paths}


def asked(server: Served, secret: str, schema: dict[str, Any], examples: int, folder: Path) -> dict[str, Any]:
    """What schemathesis reports of so many cases an operation."""
    file, report = folder / "schema.json", folder / "report.json"
    file.write_text(json.dumps(schema), encoding="utf-8")
    how = ["--phases", "examples,coverage,fuzzing", "--max-examples", str(examples), "--checks", CHECKS]
    how += ["--workers", "1", "--continue-on-failure", "--no-color"]  # two make hypothesis contradict itself
    how += ["--generation-database", "none", "--seed", str(SEED)]
    how += ["--header", f"Authorization: Bearer {secret}", "--report", "json", "--report-json-path", str(report)]
    program = str(Path(sys.executable).with_name("schemathesis"))
    words = [program, "run", str(file), "--url", server.url, *how]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "CI": "1"})
    (folder / "told.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    assert report.is_file(), done.stdout[-4000:] + done.stderr[-4000:]
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    assert told["complete"], done.stdout[-4000:]
    assert told["operations"]["tested"] == sum(len(methods) for methods in schema["paths"].values())
    return told


@pytest.mark.drill
@pytest.mark.proof("nonsense")
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("database", EXAMPLES)
def test_the_api_answers_nonsense_as_its_schema_says(
    database: str, new_demo: Demos, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    env, seen, found, cases = new_demo(database), set(), [], 0
    emails = {role: f"{name}@taldor-iberica.example" for role, (name, _) in CAST.items()}
    secrets = inside(env, "tokens", *emails.values())
    with served({**env, "CLAVE_API_REQUESTS_PER_MINUTE": "1000000"}) as server:
        schema = json.loads(server.get("/api/v1/openapi.json")[2])
        for role, (_, share) in CAST.items():
            folder = tmp_path / role
            folder.mkdir()
            open_here = open_to(role, schema, seen)
            told = asked(server, secrets[emails[role]], open_here, round(share * EXAMPLES[database]), folder)
            cases += told["test_cases"]["generated"]
            found += [(role, each["title"], *each["operations"]) for each in told["failures"]]
            found += [(role, each["title"], json.dumps(each)) for each in told["errors"]]
            print(f"{database}, {role}: {told['test_cases']['generated']} cases, {folder / 'told.txt'}")
    broken = [each for each in found if each[1] == "Server error"]
    assert len(seen) == sum(len(methods) for methods in schema["paths"].values())
    for name, figure in {"cases": cases, "5xx": len(broken), "misfits": len(found) - len(broken)}.items():
        record_property(name, figure)
    assert found == []
