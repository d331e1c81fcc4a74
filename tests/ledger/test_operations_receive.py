"""A file comes in, waits, and may be sent away again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from clave.access.models import Entry
from clave.ledger import operations, refusals, store
from clave.ledger.models import ImportJob
from clave.ledger.operations.receive import safe_name
from clave.ledger.rules import State
from tests.cast import Cast

from .imports import in_a_thread, row, write

KEY = UUID("6d1f5a8e-7a2f-4f0e-9b53-2a3c1de3a001")
CONTENT = [b"order_id,", b"net_amount\n", b"1,2\n"]


def test_an_upload_is_kept_byte_for_byte_under_its_key(cast: Cast) -> None:
    job = operations.receive_file(by=cast.finance_partner, kind="orders", file_name="a.csv", content=CONTENT, key=KEY)
    assert Path(job.source).read_bytes() == b"".join(CONTENT)
    assert (job.state, job.by, job.source_is_ours) == (State.RECEIVED, cast.finance_partner, True)
    assert Entry.objects.get(event="ledger.import.received").actor == cast.finance_partner


def test_the_same_key_again_gives_the_first_import_back(cast: Cast) -> None:
    by = cast.finance_partner
    first = operations.receive_file(by=by, kind="orders", file_name="a.csv", content=CONTENT, key=KEY)
    again = operations.receive_file(by=by, kind="orders", file_name="b.csv", content=[b"other"], key=KEY)
    assert (again.pk, again.file_name, ImportJob.objects.count()) == (first.pk, "a.csv", 1)
    assert Path(first.source).read_bytes() == b"".join(CONTENT)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_import() -> None:
    def send(_: int) -> int:
        job = operations.receive_file(by=None, kind="orders", file_name="a.csv", content=CONTENT, key=KEY)
        return job.pk

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(in_a_thread(send), range(4)))) == 1
    assert ImportJob.objects.count() == Entry.objects.filter(event="ledger.import.received").count() == 1


def test_an_upload_above_the_limit_stops_there_and_leaves_nothing(cast: Cast) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 1 << 20
            yield b"x" * (1 << 20)

    with pytest.raises(refusals.FileTooLarge):
        operations.receive_file(by=None, kind="orders", file_name="a.csv", content=endless(), key=KEY, limit_mb=3)
    assert sent == 4 << 20
    assert (list(store.uploads_dir().glob("*")), ImportJob.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_an_upload_that_breaks_off_or_is_empty_leaves_nothing() -> None:
    def cut() -> Iterator[bytes]:
        yield b"order_id"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        operations.receive_file(by=None, kind="orders", file_name="a.csv", content=cut(), key=KEY)
    with pytest.raises(refusals.FileEmpty):
        operations.receive_file(by=None, kind="orders", file_name="a.csv", content=[], key=KEY)
    assert (list(store.uploads_dir().glob("*")), ImportJob.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\orders\march.csv", "march.csv"),
        ("a\x00b\n\u202ec.csv", "abc.csv"),
        ("....", "file"),
        ('<img src="x">|.csv', "img src=x.csv"),
        ("é" * 400 + ".parquet", "é" * 142 + ".parquet"),
    ],
)
def test_a_file_name_cannot_leave_its_folder_or_trick_a_terminal(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_each_kind_is_brought_by_its_own_roles(cast: Cast) -> None:
    for kind, by in (("orders", cast.champion), ("people", cast.finance_partner), ("customers", cast.reader)):
        with pytest.raises(refusals.NotYours):
            operations.receive_file(by=by, kind=kind, file_name="a.csv", content=CONTENT, key=uuid4())
    with pytest.raises(refusals.KindUnknown):
        operations.receive_file(by=None, kind="spells", file_name="a.csv", content=CONTENT, key=uuid4())
    assert ImportJob.objects.count() == 0


@pytest.mark.django_db
def test_a_path_that_is_not_there_is_refused(files: Path) -> None:
    with pytest.raises(refusals.FileMissing):
        operations.receive_path(by=None, kind="orders", path=str(files / "none.csv"))
    assert ImportJob.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_file_sent_away_is_forgotten_and_cannot_come_back(files: Path) -> None:
    job = operations.receive_file(by=None, kind="orders", file_name="a.csv", content=CONTENT, key=KEY)
    operations.discard_job(by=None, job=job)
    assert not store.work_dir(KEY).exists()
    assert (job.state, job.finished_at is not None) == (State.DISCARDED, True)
    with pytest.raises(refusals.MoveRefused):
        operations.start_reading(by=None, job=job)


@pytest.mark.django_db(transaction=True)
def test_sending_a_file_away_never_touches_the_original(files: Path) -> None:
    path = write(files / "a.csv", row("A"))
    operations.discard_job(by=None, job=operations.receive_path(by=None, kind="orders", path=str(path)))
    assert path.is_file()
