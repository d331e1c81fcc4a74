"""Who may import whom: the arrows between the apps, the rooms inside one, the doors of the others."""

import ast
import subprocess
import sys

from tests.house.source import APPS, ROOT, imports, modules, named, tree

DOORS = {"urls", "views", "api", "commands", "forms"}
COMPOSERS = {"web", "demo", "cli"}
"""Who stands above all apps and may use their doors."""
LIBRARY_DOORS = {"commands", "opening"}
"""Where a caller of the library may leave the day out, and today is meant."""


def test_the_import_contracts_hold() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_nobody_walks_through_the_doors_of_another_app() -> None:
    walked = []
    for path in modules():
        home = named(path).split(".")[1] if "." in named(path) else ""
        if home in COMPOSERS:
            continue
        for target in imports(path):
            parts = target.split(".")
            if parts[0] == "clave" and len(parts) > 2 and parts[1] in APPS and parts[1] != home and parts[2] in DOORS:
                walked.append(f"{named(path)} -> {target}")
    assert walked == []


def test_no_view_form_or_query_writes() -> None:
    writers = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.func.attr}"
        for path in modules()
        if path.stem in {"views", "forms", "queries", "api"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writers
    ]
    assert found == []


def test_analytics_has_no_clock() -> None:
    clocks = {"now", "today", "utcnow"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        if "analytics" in path.parts and path.stem not in LIBRARY_DOORS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in clocks
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "timezone"}
    ]
    assert found == []
