"""Every listed bad file gives the code, the words and the rows that are expected of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from benchmarks.measuring import clave

from clave.analytics.sources import Intake, IntakeSettings, take_in

from .conftest import SHARED

FOLDER = SHARED / "badinputs"
KINDS = {"orders": "orders", "accounts": "customers", "fx": "rates", "contacts": "contacts"}
EXPECTED: dict[str, Any] = (
    json.loads((FOLDER / "expectations.json").read_text()) if FOLDER.is_dir() else {"files": [], "assumed_settings": {}}
)
CASES = EXPECTED["files"]
OBSERVED_BESIDES = {"CURRENCIES_MIXED"}
"""A warning that is due wherever accepted rows are in several currencies, whatever else is wrong."""


@pytest.fixture(autouse=True)
def stored() -> None:
    """The stored files, which are beside a checkout, never in it."""
    if not FOLDER.is_dir():
        pytest.skip("the bad inputs are not beside this checkout (../shared/badinputs)")


def assumed() -> IntakeSettings:
    """The settings the expectations were written for."""
    told = EXPECTED["assumed_settings"]
    return IntakeSettings(
        today=date.fromisoformat(told["today"]),
        time_zone=told["timezone"],
        allowed_currencies=frozenset(told["allowed_currencies"]),
        known_customers=frozenset(told["accounts"]),
        locked_until=date.fromisoformat(told["locked_until"]),
        max_rows=told["max_rows"],
        max_field_chars=told["max_field_chars"],
        max_columns=told["max_columns"],
        max_upload_mb=told["max_upload_mb"],
        max_uncompressed_mb=told["max_uncompressed_mb"],
        max_ratio=told["max_ratio"],
    )


def place_of(case: dict[str, Any], tmp_path: Path) -> Path:
    """The stored file, or the link that cannot be stored."""
    stored = FOLDER / case["file"]
    if stored.exists():
        return stored
    assert case["code"] == "FILE_NOT_REGULAR", "only links are made here"
    link = tmp_path / case["file"]
    link.symlink_to("/etc/hostname")
    return link


def outcome_of(intake: Intake) -> str:
    """The outcome in the words of the expectations."""
    if intake.refused_file:
        return "reject_file"
    if intake.refused_count:
        return "quarantine_rows"
    return "accept_with_warning" if intake.warnings else "accept"


@pytest.mark.proof("bad input")
@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_listed_file_is_answered_as_expected(
    case: dict[str, Any], tmp_path: Path, record_property: Callable[..., None]
) -> None:
    settings = assumed()
    if case["code"] == "FILE_ALREADY_IMPORTED":
        settings = replace(settings, already_imported={case["sha256"]: "ok01_plain.csv"})
    path, kind = place_of(case, tmp_path), KINDS[case["target"]]
    intake = take_in(path, kind=kind, profile=None, land_in=tmp_path / "landed", settings=settings)
    found = {problem.code for problem in (*intake.refused, *intake.warnings)} - OBSERVED_BESIDES
    answers = [[case["outcome"], case["code"]], *case["also_ok"]]
    assert [outcome_of(intake), next(iter(found), "OK")] in answers
    assert len(found) <= 1
    if [outcome_of(intake), next(iter(found), "OK")] == answers[0]:
        compare_first_answer(case, intake)
    record_property("cases", 1)


def compare_first_answer(case: dict[str, Any], intake: Intake) -> None:
    """The words, rows and totals of the preferred answer."""
    told = " ".join(problem.sentence() for problem in (*intake.refused, *intake.warnings))
    assert [words for words in case["message_must_contain"] if words not in told] == []
    assert intake.accepted == case["rows_ok"]
    if case["rows_bad"]:
        assert sorted({problem.line for problem in intake.refused}) == case["rows_bad"]
        assert intake.refused_count == len(case["rows_bad"])
    if "total_net_amount" in case:
        assert intake.totals["net_amount"] == case["total_net_amount"]


REFUSED = [
    case
    for case in CASES
    if case["outcome"] == "reject_file" and not case["also_ok"] and case["code"] != "FILE_ALREADY_IMPORTED"
]
"""Files that can only be refused; what came before is known to an import, not to a check of one file."""


@pytest.mark.proof("bad input")
@pytest.mark.parametrize("case", REFUSED, ids=[case["file"] for case in REFUSED])
def test_a_refused_file_costs_little_and_leaves_nothing(
    case: dict[str, Any], tmp_path: Path, record_property: Callable[..., None]
) -> None:
    land = tmp_path / "landed"
    told = EXPECTED["assumed_settings"]
    words = ["check", str(place_of(case, tmp_path)), "--kind", KINDS[case["target"]], "--today", told["today"]]
    cost = clave(*words, "--land", str(land), env={**os.environ, "LANG": "C"}, seconds=60)
    assert cost.status == 2
    assert cost.peak_mb <= case["limits"]["rss_mb"]
    assert "Traceback" not in cost.stderr
    assert [path.name for path in land.iterdir()] == ["intake.json"]
    for name, figure in {"MB": cost.peak_mb, "seconds": cost.seconds, "traces": 0}.items():
        record_property(name, figure)


def test_what_a_command_costs_is_its_own_and_not_what_the_caller_holds() -> None:
    ballast = b"x" * (400 << 20)
    assert clave("--version").peak_mb < len(ballast) / 2**20
