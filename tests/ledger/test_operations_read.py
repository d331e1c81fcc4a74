"""A file is read and set beside the ledger; nothing is changed yet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from clave.ledger import operations, refusals, store
from clave.ledger.models import ImportJob
from clave.ledger.rules import SECONDS_OF_SILENCE, State

from .imports import HEADER, bring, codes, nothing_changed, read, row, write

pytestmark = pytest.mark.django_db


def test_the_preview_tells_what_would_be_added_changed_and_confirmed(files: Path) -> None:
    bring(write(files / "a.csv", row("A"), row("B"), row("C")))
    with nothing_changed():
        job = read(write(files / "b.csv", row("A"), row("B", "130.00"), row("D", "5.00", customer_code="C2")))
    assert job.state == State.READY
    told = job.preview
    assert (told["added"], told["changed"], told["unchanged"]) == (1, 1, 1)
    assert {name: list(map(float, told[name].values())) for name in ("value_added", "value_changed")} == {
        "value_added": [5.0],
        "value_changed": [30.0],
    }
    assert (told["new_codes"], told["first_rows"][0]["order_id"]) == (["C2"], "B")
    assert [tuple(counts) for counts in told["overlaps"].values()] == [(1, 1)]


def test_the_preview_as_the_database_keeps_it_is_the_preview_that_was_made(files: Path) -> None:
    bring(write(files / "a.csv", row("A")))
    job = read(write(files / "b.csv", row("A", "1.00"), row("B")))
    kept = ImportJob.objects.get(pk=job.pk)
    assert {name: kept.preview[name] for name in ("added", "changed", "unchanged")} == {
        "added": 1,
        "changed": 1,
        "unchanged": 0,
    }


def test_refused_rows_keep_the_file_out_and_are_all_counted(files: Path) -> None:
    with nothing_changed():
        job = read(write(files / "a.csv", row("A"), row("B", "x"), row("C", "NaN")))
    assert (job.state, job.refused_count, job.accepted, codes(job)) == (
        State.REFUSED,
        2,
        1,
        ["NUMBER_INVALID", "NUMBER_INVALID"],
    )
    assert [problem["line"] for problem in job.problems] == [3, 4]


def test_the_same_key_with_other_content_is_a_conflict_and_every_such_row_is_refused(files: Path) -> None:
    with nothing_changed():
        job = read(write(files / "a.csv", row("A", "1.00"), row("A", "2.00"), row("B")))
    assert (codes(job), job.accepted) == (["KEY_DUPLICATE", "KEY_DUPLICATE"], 1)


def test_a_hierarchy_that_closes_a_circle_with_the_ledger_is_refused_as_a_file(files: Path) -> None:
    header = "customer_code,name,parent_code"
    bring(write(files / "a.csv", "A,Alpha,", "B,Beta,A", header=header), "customers")
    with nothing_changed():
        job = read(write(files / "b.csv", "A,Alpha,B", header=header), "customers")
    assert (job.state, codes(job), job.refused_file, job.landed) == (State.REFUSED, ["HIERARCHY_CYCLE"], True, "")


def test_columns_found_by_likeness_wait_for_a_person(files: Path) -> None:
    content = b"Customer Key,order_id,Booked,Money,net_amount\nC1,A,2025-03-14,EUR,5.00\n"
    job = operations.receive_file(by=None, kind="orders", file_name="a.csv", content=[content], key=uuid4())
    operations.start_reading(by=None, job=job)
    operations.finish_reading(job=job)
    assert job.state == State.MAPPING
    guesses = {proposal["ours"]: proposal["theirs"] for proposal in job.inspection["proposals"]}
    assert (guesses["customer_code"], guesses["ordered_on"]) == ("Customer Key", "Booked")
    confirmed = '[columns]\ncustomer_code = "Customer Key"\nordered_on = "Booked"\ncurrency = "Money"\n'
    operations.start_reading(by=None, job=job, profile=confirmed)
    assert operations.finish_reading(job=job).state == State.READY


@pytest.mark.parametrize(
    "toml", ['[source]\nlines = "/etc/passwd"\n', '[source]\nurl = "postgresql://host/db"\nlines = "SELECT 1"\n', "[x"]
)
def test_the_mapping_of_an_upload_never_names_another_source(files: Path, toml: str) -> None:
    job = operations.receive_path(by=None, kind="orders", path=str(write(files / "a.csv", row("A"))))
    with pytest.raises(refusals.ProfileInvalid):
        operations.start_reading(by=None, job=job, profile=toml)
    assert ImportJob.objects.get(pk=job.pk).state == State.RECEIVED


def test_two_readers_cannot_begin_on_one_file(files: Path) -> None:
    job = operations.receive_path(by=None, kind="orders", path=str(write(files / "a.csv", row("A"))))
    other = ImportJob.objects.get(pk=job.pk)
    operations.start_reading(by=None, job=job)
    with pytest.raises(refusals.MoveRefused, match=r"(?i)read"):
        operations.start_reading(by=None, job=other)


def test_work_that_died_can_be_declared_stopped_and_repeated(files: Path) -> None:
    job = operations.receive_path(by=None, kind="orders", path=str(write(files / "a.csv", row("A"))))
    operations.start_reading(by=None, job=job)
    assert operations.declare_stopped(by=None, job=job).state == State.READING
    job.worked_at = timezone.now() - timedelta(seconds=SECONDS_OF_SILENCE + 1)
    job.save(update_fields=["worked_at"])
    assert operations.declare_stopped(by=None, job=job).state == State.FAILED
    operations.start_reading(by=None, job=job)
    assert operations.finish_reading(job=job).state == State.READY


def test_a_reading_that_meets_a_fault_of_ours_stops_and_says_so(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    job = operations.receive_path(by=None, kind="orders", path=str(write(files / "a.csv", row("A"))))
    operations.start_reading(by=None, job=job)
    with monkeypatch.context() as patched:
        patched.setattr("clave.ledger.operations.read.previewed", broken)
        assert operations.finish_reading(job=job).state == State.FAILED
    operations.start_reading(by=None, job=job)
    assert operations.finish_reading(job=job).state == State.READY


def test_a_link_is_never_followed(files: Path) -> None:
    (files / "link.csv").symlink_to(write(files / "a.csv", row("A")))
    assert codes(read(files / "link.csv")) == ["FILE_NOT_REGULAR"]


def test_an_unknown_customer_is_created_only_while_there_is_no_master(files: Path) -> None:
    assert read(write(files / "a.csv", row("A"))).state == State.READY
    bring(write(files / "m.csv", "C9,Niner", header="customer_code,name"), "customers")
    job = read(write(files / "b.csv", row("B")))
    assert (job.state, codes(job)) == (State.REFUSED, ["REF_UNKNOWN_ACCOUNT"])


def test_a_job_reads_into_a_folder_of_its_own(files: Path) -> None:
    job = read(write(files / "a.csv", row("A"), header=HEADER))
    assert (store.work_dir(job.key) / "landed" / job.landed).is_file()
