"""The folder of a demo: what may be built where, and what an interrupted build leaves behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from clave.demo.files import CastMember
from clave.demo.folder import BEGUN, DONE, SECRET, Demo, DemoFolder, State
from clave.demo.refusals import FolderBeingBuilt, FolderInUse, FolderNotADemo

DEMO = Demo(3, "2026-06-17", "en", "secret", (CastMember("champion", "P010", "Ana Ruiz", "ana@x.example"),))


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    return DemoFolder(tmp_path / "demo")


def test_a_demo_is_built_in_an_empty_folder_and_found_again(folder: DemoFolder) -> None:
    with folder.begun():
        folder.finish(DEMO)
    assert folder.state is State.BUILT
    assert folder.demo() == DEMO


def test_a_folder_with_anything_else_in_it_is_refused_and_left_alone(folder: DemoFolder) -> None:
    folder.path.mkdir()
    (folder.path / "clave.sqlite3").write_text("orders of a real company")
    with pytest.raises(FolderInUse, match="--data-dir"), folder.begun():
        pass
    assert [entry.name for entry in folder.path.iterdir()] == ["clave.sqlite3"]


def test_a_demo_that_stands_is_not_built_over(folder: DemoFolder) -> None:
    with folder.begun():
        folder.finish(DEMO)
    with pytest.raises(FolderInUse), folder.begun():
        pass
    assert folder.state is State.BUILT


def build_until_the_disk_is_full(folder: DemoFolder) -> None:
    with folder.begun():
        (folder.path / "clave.sqlite3").touch()
        raise OSError("disk full")


def test_a_build_that_fails_takes_itself_down(folder: DemoFolder) -> None:
    with pytest.raises(OSError, match="disk"):
        build_until_the_disk_is_full(folder)
    assert folder.state is State.EMPTY


def test_what_a_killed_build_left_behind_goes(folder: DemoFolder) -> None:
    folder.path.mkdir()
    (folder.path / BEGUN).touch()
    (folder.path / "ledger").mkdir()
    (folder.path / "ledger" / "half.parquet").touch()
    assert folder.state is State.HALF_BUILT
    with folder.begun():
        assert sorted(entry.name for entry in folder.path.iterdir()) == sorted([BEGUN, SECRET])


def test_taking_down_does_not_follow_links_out_of_the_folder(folder: DemoFolder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept").touch()
    folder.path.mkdir()
    (folder.path / BEGUN).touch()
    (folder.path / "ledger").symlink_to(tmp_path / "elsewhere")
    with folder.begun():
        assert (tmp_path / "elsewhere" / "kept").exists()
        assert not (folder.path / "ledger").exists()


def test_two_processes_do_not_build_in_one_folder(folder: DemoFolder) -> None:
    with folder.begun(), pytest.raises(FolderBeingBuilt), DemoFolder(folder.path).begun():
        pass


def test_every_demo_has_a_secret_of_its_own(folder: DemoFolder, tmp_path: Path) -> None:
    other = DemoFolder(tmp_path / "other")
    with folder.begun(), other.begun():
        secrets = [(each.path / SECRET).read_text() for each in (folder, other)]
        assert len(set(secrets)) == 2
        assert min(map(len, secrets)) >= 50
        assert (folder.path / SECRET).stat().st_mode & 0o077 == 0


def test_a_demo_that_cannot_be_read_is_refused(folder: DemoFolder) -> None:
    folder.path.mkdir()
    (folder.path / DONE).write_text("{")
    with pytest.raises(FolderNotADemo, match=DONE):
        folder.demo()
