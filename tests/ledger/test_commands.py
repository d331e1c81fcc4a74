"""`clave import` and `clave undo`, in processes of their own: the codes of the browser, and nothing changed when refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.ledger.conftest import file_of, line
from tests.serving import run


def given(tmp_path: Path, content: bytes, name: str = "orders.csv") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def told(done: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_file_enters_once_and_is_taken_back(migrated: dict[str, str], tmp_path: Path) -> None:
    path = given(tmp_path, file_of(line(1), line(2)))
    dry = told(run("import", "orders", path, "--dry-run", "--json", env=migrated))
    assert (dry["imported"], dry["added"], dry["version"]) == (False, 2, 0)
    first = told(run("import", "orders", path, "--json", env=migrated))
    assert (first["imported"], first["batch"], first["version"]) == (True, 1, 1)
    again = run("import", "orders", path, env=migrated)
    assert (again.returncode, "FILE_ALREADY_IMPORTED" in again.stderr) == (2, True)
    assert run("undo", "1", env=migrated).returncode == 0
    assert run("undo", "1", env=migrated).stderr.startswith("ALREADY_UNDONE")
    assert told(run("import", "orders", path, "--json", env=migrated))["version"] == 3


def test_refused_rows_keep_the_file_out_until_good_rows_are_asked_for(migrated: dict[str, str], tmp_path: Path) -> None:
    path = given(tmp_path, file_of(line(1), line(2, net_amount="NaN")))
    refused = run("import", "orders", path, "--json", env=migrated)
    assert refused.returncode == 2
    assert told(refused)["refused"][0]["line"] == 3
    assert "ROWS_REFUSED" in refused.stderr
    assert "Traceback" not in refused.stderr
    good = told(run("import", "orders", path, "--good-rows-only", "--json", env=migrated))
    assert (good["added"], good["version"]) == (1, 1)


def test_a_folder_with_a_profile_joins_headers_to_lines(migrated: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "lines.csv").write_text("doc,sku,net_amount\nA,P1,10.00\nA,P2,20.00\n")
    (folder / "orders.csv").write_text("doc,customer_code,ordered_on,currency\nA,K1,2025-03-14,EUR\n")
    profile = given(
        tmp_path,
        b'[source]\nlines = "lines.csv"\norders = "orders.csv"\njoin = { lines = "doc", orders = "doc" }\n'
        b'[columns]\norder_id = "doc"\nproduct_code = "sku"\n',
        "map.toml",
    )
    done = run("import", "orders", str(folder), "--map", profile, "--json", env=migrated)
    assert done.returncode == 0, done.stderr
    assert told(done)["added"] == 2


def test_wrong_words_end_with_two_and_what_to_do(migrated: dict[str, str], tmp_path: Path) -> None:
    profile = given(tmp_path, b"[columns]\nx = 3\n", "map.toml")
    path = given(tmp_path, file_of(line(1)))
    for words, code in (
        (("import", "orders", str(tmp_path / "none.csv")), "FILE_MISSING"),
        (("import", "orders", path, "--map", profile), "PROFILE_INVALID"),
        (("undo", "7"), "IMPORT_UNKNOWN"),
        (("import", "invoices", path), "invoices"),
    ):
        done = run(*words, env=migrated)
        assert (done.returncode, code in done.stderr, "Traceback" in done.stderr) == (2, True, False)
