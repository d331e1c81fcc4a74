"""A fault of every class, planted in a copy of the tree, turns the tests red that are to see it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.drills.planted import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".venv", ".git", "__pycache__", "build", "clave-data")
BESIDE = ("shared",)
"""Folders beside a checkout that tests read."""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree without its environment, which is shared, and what stands beside it."""
    tree = tmp_path_factory.mktemp("planted") / "tree"
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
    (tree / ".venv").symlink_to(ROOT / ".venv")
    for name in BESIDE:
        if (ROOT.parent / name).exists():
            (tree.parent / name).symlink_to((ROOT.parent / name).resolve())
    assert red(tree, *dict.fromkeys(each for fault in FAULTS for each in fault.tests)) == []
    return tree


def red(tree: Path, *tests: str) -> list[str]:
    """The tests that failed in that tree."""
    words = [sys.executable, "-m", "pytest", "-n", "0", "-x", "-m", "not drill and not browser", *tests]
    env = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_STORAGE": ""}
    done = subprocess.run(words, cwd=tree, env=env, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout[-3000:] + done.stderr[-3000:]
    found = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    assert bool(found) is bool(done.returncode), done.stdout[-3000:]
    return found


def caught(tree: Path, fault: Fault) -> str:
    """The test that sees this fault; empty where none does."""
    place = tree / fault.file
    whole = place.read_text(encoding="utf-8")
    assert whole.count(fault.stands) >= 1, f"{fault.file} says something else now: plant {fault.kind} anew"
    place.write_text(whole.replace(fault.stands, fault.planted), encoding="utf-8")
    try:
        failed = red(tree, *fault.tests)
    finally:
        place.write_text(whole, encoding="utf-8")
    return failed[0] if failed else ""


@pytest.mark.drill
@pytest.mark.proof("planted")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.kind for fault in FAULTS])
def test_a_planted_fault_is_seen(
    copied: Path, fault: Fault, record_property: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    by = caught(copied, fault)
    with capsys.disabled():
        print(f"\n{fault.kind} | {fault.file} | {by or 'NOT SEEN'}", end=" ")
    record_property("faults", 1)
    record_property("unseen", int(not by))
    assert by


def test_what_is_to_be_planted_stands_in_the_tree() -> None:
    gone = [each.kind for each in FAULTS if each.stands not in (ROOT / each.file).read_text(encoding="utf-8")]
    assert gone == []
    assert len({each.kind for each in FAULTS}) == len(FAULTS)
    assert all(replace(each, planted=each.stands) != each for each in FAULTS)
