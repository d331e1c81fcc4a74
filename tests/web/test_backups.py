"""Everything as one file and back: the same rows and files, on both databases, and nothing where it cannot be whole."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from clave.web.backups import archive, operations, refusals
from clave.web.backups.archive import Manifest
from tests.databases import NewCompany
from tests.serving import run

ORDERS = "customer_code,order_id,ordered_on,net_amount,currency\nC1,O{0},2026-0{1}-05,{0}00.00,EUR\n"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "clave.web.settings"}
SAVE = 'from pathlib import Path; from clave.web.backups import operations; operations.save(Path("{0}"))'
MANIFEST = Manifest("0.1.0", "2026-11-28T10:00:00+00:00", "sqlite", ["access.0001_users_roles_and_history"], {}, {})
Company = dict[str, str]


@pytest.fixture
def company(new_company: NewCompany, tmp_path: Path) -> Company:
    """A company with one import."""
    env = new_company(_folder(tmp_path / "company"))
    _bring(env, tmp_path, 1)
    return env


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _bring(env: Company, folder: Path, month: int) -> None:
    file = folder / f"orders-{month}.csv"
    file.write_text(ORDERS.format(month, month), encoding="utf-8")
    _done(env, "import", "orders", str(file), "--yes")


def _done(env: Company, *words: str) -> subprocess.CompletedProcess[str]:
    told = run(*words, env=env)
    assert told.returncode == 0, told.stderr
    return told


def _refused(env: Company, *words: str) -> str:
    told = run(*words, env=env)
    assert told.returncode == 2, told.stderr
    return told.stderr.partition(":")[0]


def _files(env: Company) -> set[str]:
    data = Path(env["CLAVE_DATA_DIR"])
    return {str(path.relative_to(data)) for path in data.glob("ledger/*/*.parquet")}


def test_what_was_saved_comes_back_elsewhere_and_replaces_a_company_only_when_told(
    company: Company, new_company: NewCompany, tmp_path: Path
) -> None:
    file, elsewhere = tmp_path / "monday.tar.gz", new_company(_folder(tmp_path / "elsewhere"))
    given = company | {"CLAVE_PASSWORD": "lince-puente-nube-26"}
    _done(given, "user", "add", "ana@clave.example", "--role", "champion")
    saved = _done(company, "backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    back = _done(elsewhere, "restore", str(file))
    assert saved.stderr.partition(" saved")[0] == back.stderr.partition(" brought")[0]
    assert _files(elsewhere) == _files(company) != set()
    entries = int(_done(company, "audit", "verify").stdout.split()[0])
    assert int(_done(elsewhere, "audit", "verify").stdout.split()[0]) == entries + 1  # it says that it was brought back
    assert _refused(company, "restore", str(file)) == "COMPANY_THERE"
    _done(company, "restore", str(file), "--replace")


def test_a_damaged_ledger_is_said_and_not_saved(company: Company, tmp_path: Path) -> None:
    name = next(iter(_files(company)))
    (Path(company["CLAVE_DATA_DIR"]) / name).write_bytes(b"another disk fault")
    assert _refused(company, "backup", str(tmp_path / "monday.tar")) == "LEDGER_DAMAGED"
    assert not list(tmp_path.glob("*monday*"))


def test_nothing_is_written_over_or_into_what_it_saves(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "monday.tar"
    file.write_bytes(b"last week")
    with pytest.raises(refusals.BackupExists), archive.written(file):
        pass
    with pytest.raises(refusals.BackupInside):
        operations.save(data_dir / "own.tar")
    assert file.read_bytes() == b"last week"


def _backup(folder: Path) -> Path:
    """A small backup, whole."""
    file = folder / "whole.tar"
    (folder / "database").write_bytes(bytes(range(256)) * 40)
    with archive.written(file) as writer:
        writer.put(archive.DATABASE, folder / "database")
        writer.close(replace(MANIFEST, files=writer.files))
    return file


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _changed(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content.replace(bytes([10, 11, 12]), bytes([10, 11, 13]), 1))


def _unlisted(file: Path) -> None:
    with tarfile.open(file, "w") as tar:
        tar.add(__file__, archive.DATABASE)


HARM: dict[str, Callable[[Path], object]] = {
    "absent": Path.unlink,
    "cut off": _cut,
    "text": lambda file: file.write_text("customer_code,order_id\n", encoding="utf-8"),
    "empty": lambda file: file.write_bytes(b""),
    "changed": _changed,
    "without its list": _unlisted,
}


@pytest.mark.parametrize("harm", HARM)
def test_what_is_no_whole_backup_is_refused_before_anything_is_changed(tmp_path: Path, harm: str) -> None:
    file, place = _backup(tmp_path), _folder(tmp_path / "place")
    assert archive.unpacked(file, place).migrations == MANIFEST.migrations
    HARM[harm](file)
    shutil.rmtree(place)
    with pytest.raises(refusals.BackupUnreadable):
        archive.unpacked(file, _folder(place))


@pytest.mark.parametrize(
    ("manifest", "refusal"),
    [
        (replace(MANIFEST, database="oracle"), refusals.BackupOfAnotherDatabase),
        (replace(MANIFEST, migrations=["access.9001_later"]), refusals.BackupNewer),
        (replace(MANIFEST, format=archive.FORMAT + 1), refusals.BackupNewer),
    ],
)
def test_what_does_not_fit_this_version_or_database_is_refused(
    db: None, manifest: Manifest, refusal: type[Exception]
) -> None:
    from django.db import connection

    ours = replace(manifest, database=connection.vendor) if manifest.database == "sqlite" else manifest
    with pytest.raises(refusal):
        operations.refuse_unless_fitting(ours)


@pytest.mark.drill
@pytest.mark.parametrize("number", range(3))
def test_people_go_on_writing_while_a_backup_is_made(
    company: Company, new_company: NewCompany, tmp_path: Path, number: int
) -> None:
    file = tmp_path / "monday.tar"
    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(lambda: [_bring(company, tmp_path, month) for month in (2, 3, 4)])
        _done(company, "backup", str(file))
        writing.result()
    _done(new_company(_folder(tmp_path / "back")), "restore", str(file))


@pytest.mark.drill
def test_an_older_backup_is_brought_to_this_version(new_company: NewCompany, tmp_path: Path) -> None:
    old, file = new_company(_folder(tmp_path / "old")), tmp_path / "old.tar"
    for words in (("migrate", "promises", "0003"), ("shell", "--verbosity=0", "--command", SAVE.format(file))):
        asked = [sys.executable, "-m", "django", *words]
        done = subprocess.run(asked, env=old | SETTINGS, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    now = new_company(_folder(tmp_path / "now"))
    _done(now, "restore", str(file))
    _done(now, "user", "list")  # which an unmigrated database refuses
