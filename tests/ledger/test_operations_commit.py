"""The rows enter the ledger: whole or not at all, once, and only what was said yes to."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from clave.access import chain
from clave.access.models import Entry
from clave.ledger import operations, queries, refusals, store
from clave.ledger.models import Batch, Contact, Customer, CustomerParent, DataVersion, ImportJob
from clave.ledger.rules import State
from tests.cast import Cast

from .imports import amounts, bring, codes, in_a_thread, lines, nothing_changed, read, row, write

pytestmark = pytest.mark.django_db


def test_an_import_makes_one_file_one_registry_row_one_version_and_one_entry(files: Path, cast: Cast) -> None:
    batch = bring(write(files / "a.csv", row("A"), row("B", "7.5")), by=cast.finance_partner)
    assert batch is not None
    assert (batch.added, batch.changed, batch.unchanged, batch.imported_by) == (2, 0, 0, cast.finance_partner)
    assert store.sha256_of(store.path_of(batch.ledger_file)) == batch.ledger_sha256
    version = DataVersion.objects.get()
    assert (version.number, version.batch, version.digest) == (1, batch, queries.digest_of([batch]))
    done = Entry.objects.get(event="ledger.import.done")
    assert (done.actor, '"added":2' in done.after) == (cast.finance_partner, True)
    assert lines() == amounts(A="100", B="7.5")


def test_the_same_file_twice_changes_nothing(files: Path) -> None:
    path = write(files / "a.csv", row("A"))
    bring(path)
    with nothing_changed():
        job = read(path)
        assert (job.state, codes(job)) == (State.REFUSED, ["FILE_ALREADY_IMPORTED"])
        with pytest.raises(refusals.RowsRefused):
            operations.import_batch(by=None, job=job)
    renamed = files / "other.csv"
    renamed.write_bytes(path.read_bytes())
    assert codes(read(renamed)) == ["FILE_ALREADY_IMPORTED"]


def test_the_same_rows_in_another_file_change_nothing(files: Path) -> None:
    bring(write(files / "a.csv", row("A"), row("B")))
    with nothing_changed():
        job = read(write(files / "b.csv", row("B"), row("A", "100.0000")))
        assert operations.import_batch(by=None, job=job) is None
    assert job.state == State.IMPORTED


def test_a_correction_replaces_its_row_and_the_earlier_version_stays_readable(files: Path) -> None:
    bring(write(files / "a.csv", row("A"), row("B")))
    known = date(2025, 6, 1)
    later = bring(write(files / "b.csv", row("B", "80.00"), row("C", "1.00")), known_on=known)
    assert later is not None
    assert (later.added, later.changed, later.unchanged, later.known_on) == (1, 1, 0, known)
    assert lines() == amounts(A="100", B="80", C="1")
    assert lines(version=1) == amounts(A="100", B="100")
    assert [(o.earlier.number, o.changed, o.unchanged) for o in later.rests_on.all()] == [(1, 1, 0)]


def test_a_correction_keeps_what_its_file_does_not_state(files: Path) -> None:
    bring(write(files / "a.csv", row("A")))
    narrow = "order_id,line_no,customer_code,ordered_on,currency,net_amount"
    bring(write(files / "b.csv", "A,1,C1,2025-03-14,EUR,90.00", header=narrow))
    import duckdb

    from clave.ledger.comparing import current_rows_sql

    found = duckdb.execute(
        f"SELECT net_amount, cost_amount FROM ({current_rows_sql('orders', queries.held_files('orders'))})"
    ).fetchall()
    assert found == [(Decimal("90"), Decimal("70"))]


def test_good_rows_alone_enter_only_as_a_second_step(files: Path) -> None:
    job = read(write(files / "a.csv", row("A"), row("B", "x")))
    with nothing_changed(), pytest.raises(refusals.RowsRefused):
        operations.import_batch(by=None, job=job)
    batch = operations.import_batch(by=None, job=job, good_rows_only=True)
    assert batch is not None
    assert (batch.rows, lines()) == (1, amounts(A="100"))


def test_a_warning_that_must_be_confirmed_keeps_the_rows_out_until_it_is(files: Path) -> None:
    swapped = [row(f"A{n}", "10.00", cost_amount="90.00") for n in range(3)]
    job = read(write(files / "a.csv", *swapped))
    assert job.needs_confirmation == ["MARGIN_NEGATIVE_MOST_ROWS"]
    with nothing_changed(), pytest.raises(refusals.ConfirmationNeeded):
        operations.import_batch(by=None, job=job)
    assert operations.import_batch(by=None, job=job, confirmed=True) is not None


def test_a_locked_period_moves_only_by_late_corrections_known_after_it(files: Path) -> None:
    bring(write(files / "a.csv", row("A")))
    operations.lock_period(by=None, locked_until=date(2025, 3, 31))
    job = read(write(files / "b.csv", row("A", "90.00"), row("B", ordered_on="2025-04-02")))
    for known in (None, date(2025, 3, 31)):
        with nothing_changed(), pytest.raises((refusals.PeriodLocked, refusals.KnownInLockedPeriod)):
            operations.import_batch(by=None, job=job, known_on=known)
    batch = operations.import_batch(by=None, job=job, known_on=date(2025, 4, 1))
    assert batch is not None
    assert batch.known_on == date(2025, 4, 1)


def test_moving_a_row_out_of_the_locked_period_is_a_change_of_that_period(files: Path) -> None:
    bring(write(files / "a.csv", row("A")))
    operations.lock_period(by=None, locked_until=date(2025, 3, 31))
    job = read(write(files / "b.csv", row("A", ordered_on="2025-05-01")))
    with nothing_changed(), pytest.raises(refusals.PeriodLocked):
        operations.import_batch(by=None, job=job)


def test_a_period_locked_after_the_preview_is_locked_all_the_same(files: Path) -> None:
    job = read(write(files / "a.csv", row("A")))
    operations.lock_period(by=None, locked_until=date(2025, 3, 31))
    with nothing_changed(), pytest.raises(refusals.PeriodLocked):
        operations.import_batch(by=None, job=job)


def test_a_period_locked_after_the_yes_is_locked_all_the_same(files: Path) -> None:
    job = read(write(files / "a.csv", row("A")))
    operations.start_import(by=None, job=job)
    operations.lock_period(by=None, locked_until=date(2025, 3, 31))
    with nothing_changed(), pytest.raises(refusals.PeriodLocked):
        operations.finish_import(by=None, job=job)


def test_what_would_happen_now_must_be_what_was_said_yes_to(files: Path) -> None:
    job = read(write(files / "b.csv", row("A"), row("B")))
    bring(write(files / "a.csv", row("A", "55.00")))
    with nothing_changed(), pytest.raises(refusals.ReadAgain):
        operations.import_batch(by=None, job=job)
    assert job.state == State.READY
    assert (job.preview["added"], job.preview["changed"]) == (1, 1)
    operations.import_batch(by=None, job=job)
    assert lines() == amounts(A="100", B="100")


def test_saying_yes_twice_imports_once(files: Path) -> None:
    job = read(write(files / "a.csv", row("A")))
    first = operations.import_batch(by=None, job=job)
    again = operations.import_batch(by=None, job=ImportJob.objects.get(pk=job.pk))
    assert (first, Batch.objects.count()) == (again, 1)


def test_one_content_read_twice_before_it_is_imported_enters_once(files: Path) -> None:
    path = write(files / "a.csv", row("A"), row("B"))
    first, second = read(path), read(path)
    operations.import_batch(by=None, job=first)
    with nothing_changed(), pytest.raises((refusals.FileAlreadyImported, refusals.ReadAgain)):
        operations.import_batch(by=None, job=second)
    assert lines() == amounts(A="100", B="100")


def test_a_failure_while_registering_leaves_no_file_and_can_be_repeated(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    job = read(write(files / "a.csv", row("A")))
    with monkeypatch.context() as patched:
        patched.setattr("clave.ledger.operations.commit.new_version", broken)
        with nothing_changed(), pytest.raises(OSError, match="space"):
            operations.import_batch(by=None, job=job)
    assert ImportJob.objects.get(pk=job.pk).state == State.FAILED
    operations.import_batch(by=None, job=job)
    assert lines() == amounts(A="100")


def test_customers_known_only_by_their_orders_are_named_by_their_code(files: Path) -> None:
    bring(write(files / "a.csv", row("A"), row("B", customer_code="C2")))
    assert list(Customer.objects.values_list("code", "name", "origin")) == [
        ("C1", "C1", "orders"),
        ("C2", "C2", "orders"),
    ]


def test_a_customer_file_adds_changes_and_never_deletes(files: Path) -> None:
    header = "customer_code,name,parent_code,country"
    bring(write(files / "a.csv", "G,Group,,ES", "A,Alpha,G,ES", "B,Beta,,FR", header=header), "customers")
    batch = bring(write(files / "b.csv", "A,Alpha SA,B,ES", header=header), "customers")
    assert batch is not None
    assert (batch.added, batch.changed, batch.unchanged) == (0, 1, 0)
    assert sorted(Customer.objects.values_list("code", "name")) == [("A", "Alpha SA"), ("B", "Beta"), ("G", "Group")]
    links = list(CustomerParent.objects.filter(customer__code="A").order_by("valid_from"))
    assert [(link.parent.code, link.valid_to is None) for link in links] == [("G", False), ("B", True)]


def test_a_column_that_a_customer_file_does_not_state_stays(files: Path) -> None:
    bring(write(files / "a.csv", "A,Alpha,ES", header="customer_code,name,country"), "customers")
    bring(write(files / "b.csv", "A,Alpha SA", header="customer_code,name"), "customers")
    assert Customer.objects.get(code="A").country == "ES"


def test_contacts_and_people_enter_their_tables(files: Path) -> None:
    bring(write(files / "m.csv", "C1,One", header="customer_code,name"), "customers")
    header = "contact_id,customer_code,full_name,consent"
    bring(write(files / "c.csv", "K1,C1,Ana Ruiz,yes", "K2,C1,Bo Lind,", header=header), "contacts")
    assert list(Contact.objects.order_by("contact_id").values_list("full_name", "consent")) == [
        ("Ana Ruiz", True),
        ("Bo Lind", None),
    ]
    people = "person_code,full_name,function,reports_to"
    bring(write(files / "p.csv", "P1,Head,Sales,", "P2,Hand,Sales,P1", header=people), "people")
    from clave.company.models import Person

    assert Person.objects.get(person_code="P2").reports_to.person_code == "P1"


def test_a_damaged_ledger_file_is_told_and_never_read(files: Path) -> None:
    batch = bring(write(files / "a.csv", row("A")))
    assert batch is not None
    path = store.path_of(batch.ledger_file)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(refusals.LedgerDamaged):
        queries.current_ledger()
    path.unlink()
    with pytest.raises(refusals.LedgerDamaged):
        queries.current_ledger()


@pytest.mark.django_db(transaction=True)
def test_two_importers_at_once_both_enter_or_one_is_told_to_look_again(files: Path) -> None:
    jobs = [read(write(files / f"{n}.csv", row("SHARED", f"{n}.00"), row(f"OWN{n}"))) for n in (1, 2)]
    start = threading.Barrier(2, timeout=30)

    def importing(job: ImportJob) -> Any:
        start.wait()
        try:
            return operations.import_batch(by=None, job=job)
        except refusals.Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(in_a_thread(importing), jobs))
    assert answers.count("LEDGER_MOVED_ON") == 1
    refused = answers.index("LEDGER_MOVED_ON")
    assert lines() == amounts(**{"SHARED": f"{2 - refused}.00", f"OWN{2 - refused}": "100"})
    job = ImportJob.objects.get(pk=jobs[refused].pk)
    assert operations.import_batch(by=None, job=job) is not None
    assert lines() == amounts(SHARED=f"{refused + 1}.00", OWN1="100", OWN2="100")


@pytest.mark.django_db(transaction=True)
def test_four_importers_of_one_content_make_one_batch(files: Path) -> None:
    path = write(files / "a.csv", row("A"), row("B"))
    jobs = [read(path) for _ in range(4)]

    def importing(job: ImportJob) -> str:
        try:
            operations.import_batch(by=None, job=job)
        except refusals.Refusal as refusal:
            return refusal.code
        return "imported"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(in_a_thread(importing), jobs))
    assert answers.count("imported") == 1
    assert set(answers) <= {"imported", "LEDGER_MOVED_ON", "FILE_ALREADY_IMPORTED"}
    assert (Batch.objects.count(), lines()) == (1, amounts(A="100", B="100"))
    assert sorted(p.name for p in store.ledger_dir().rglob("*.parquet")) == [Path(Batch.objects.get().ledger_file).name]
    assert chain.first_break(chain.head()) is None
    connection.close()
