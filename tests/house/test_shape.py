"""Small functions, small files, names that say something, nothing left over."""

import ast
import re
from pathlib import Path
from statistics import median

import pytest

from tests.house.source import ROOT, SOURCE, Function, functions, lines, modules, tree

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "data", "info", "misc"}
LEFT_OVER = re.compile(
    r"TO" + r"DO|FIX" + r"ME|#\s*X" + r"XX|raise NotImplemented" + r"Error|pytest\.mark\.sk" + r"ip|xf" + r"ail"
)

# A stored moment is in UTC: the day it fell on is that of the company's time zone, timezone.localdate(moment).
DAY_OF_UTC = re.compile(r"\b(at|\w+_at)\.date\(\)|now\(\)\.date\(\)|now\(UTC\)\.date\(\)|date\.today\(\)")


def test_no_function_is_longer_than_fifty_lines() -> None:
    assert [place for place, node in functions() if lines(node) > 50] == []


def test_nine_functions_in_ten_are_shorter_than_twenty_five_lines() -> None:
    lengths = sorted(lines(node) for _, node in functions())
    assert lengths[int(0.9 * len(lengths))] < 25, f"nine in ten reach {lengths[int(0.9 * len(lengths))]} lines"
    assert median(lengths) <= 10


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in modules()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_module_has_an_empty_name() -> None:
    names = {path for path in SOURCE.rglob("*") if "__pycache__" not in path.parts}
    assert [
        str(path.relative_to(ROOT)) for path in names if path.stem in EMPTY_NAMES and path.suffix in ("", ".py")
    ] == []


def test_every_module_says_what_it_is() -> None:
    written = [path for path in modules() if path.stat().st_size and path.name != "apps.py"]
    assert [str(path.relative_to(ROOT)) for path in written if not ast.get_docstring(tree(path))] == []


def test_every_public_function_of_analytics_says_what_it_gives() -> None:
    mute = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules()
        if "analytics" in path.parts
        for node in tree(path).body
        if isinstance(node, Function) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert mute == []


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks"])
def test_nothing_is_left_over(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".html", ".css", ".js")]
    assert [f"{path.relative_to(ROOT)}:{number}" for path in files for number in _left_over(path)] == []


def _left_over(path: Path) -> list[int]:
    text = path.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(text, start=1) if LEFT_OVER.search(line)]


@pytest.mark.parametrize("folder", ["src", "tests"])
def test_no_day_is_taken_from_a_moment_in_utc(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.name != "test_shape.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if DAY_OF_UTC.search(line)
    ]
    assert found == []
