"""Ledger files are written whole or not at all, by one writer at a time, and what no row knows is swept."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from clave.ledger import store
from clave.ledger.refusals import ImportBusy

HOLDING = "import fcntl, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); time.sleep(60)"


def every_file() -> list[str]:
    return sorted(str(path.relative_to(store.ledger_dir())) for path in store.ledger_dir().rglob("*.parquet"))


def test_a_file_has_its_name_only_once_it_is_whole() -> None:
    seen: list[list[str]] = []

    def write(path: Path) -> None:
        path.write_bytes(b"half")
        seen.append(every_file())
        path.write_bytes(b"whole")

    kept = store.keep("orders", write)
    assert [Path(name).name.startswith(store.COMING) for name in seen[0]] == [True]
    assert every_file() == [kept.name]
    assert (store.path_of(kept.name).read_bytes(), store.sha256_of(store.path_of(kept.name))) == (b"whole", kept.sha256)


def test_writing_that_fails_leaves_nothing() -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="space"):
        store.keep("orders", write)
    assert every_file() == []


def test_one_writes_at_a_time_and_a_killed_writer_holds_nobody_up(tmp_path: Path) -> None:
    lock = store.ledger_dir() / ".lock"
    other = subprocess.Popen([sys.executable, "-c", HOLDING, str(lock)], stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(ImportBusy), store.one_writer(seconds=0.2):
            pass
    finally:
        other.kill()
        other.wait()
    with store.one_writer(seconds=0):
        assert lock.exists()


def test_sweeping_takes_what_no_row_knows_and_nothing_else() -> None:
    kept = store.keep("orders", lambda path: path.write_bytes(b"kept") and None)
    lost = store.keep("orders", lambda path: path.write_bytes(b"lost") and None)
    (store.ledger_dir() / "orders" / f"{store.COMING}1.parquet").write_bytes(b"cut")
    waiting, stale, young = (uuid4() for _ in range(3))
    for key in (waiting, stale, young):
        (store.work_dir(key) / "landed").mkdir(parents=True)
    old = time.time() - store.STALE_AFTER_SECONDS - 1
    for key in (waiting, stale):
        os.utime(store.work_dir(key), (old, old))
    gone = store.sweep(registered={kept.name}, waiting={waiting})
    assert sorted(gone) == sorted([lost.name, f"orders/{store.COMING}1.parquet", f"uploads/{stale}"])
    assert every_file() == [kept.name]
    assert {path.name for path in store.uploads_dir().iterdir()} == {str(waiting), str(young)}


def test_nothing_is_swept_while_an_import_is_written() -> None:
    lost = store.keep("orders", lambda path: path.write_bytes(b"lost") and None)
    with store.one_writer():
        assert store.sweep(registered=(), waiting=()) == []
    assert store.sweep(registered=(), waiting=()) == [lost.name]
