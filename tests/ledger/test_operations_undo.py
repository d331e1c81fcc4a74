"""An import is taken back: the next data version holds what there was without it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clave.access.models import Entry
from clave.ledger import operations, queries, refusals, store
from clave.ledger.models import Batch, Customer, CustomerParent, DataVersion
from tests.cast import Cast

from .imports import amounts, bring, lines, nothing_changed, row, write

pytestmark = pytest.mark.django_db
MASTER = "customer_code,name,parent_code"


def brought(path: Path, kind: str = "orders", **words: object) -> Batch:
    """The batch of a file that brings news."""
    batch = bring(path, kind, **words)
    assert batch is not None
    return batch


def test_undo_brings_back_the_ledger_as_it_was_and_keeps_the_files(files: Path, cast: Cast) -> None:
    first = brought(write(files / "a.csv", row("A")))
    second = brought(write(files / "b.csv", row("A", "90.00"), row("B")))
    operations.undo_batch(by=cast.finance_partner, batch=second)
    digests = list(DataVersion.objects.order_by("number").values_list("digest", flat=True))
    assert (digests[2], lines()) == (digests[0], amounts(A="100"))
    assert lines(version=2) == amounts(A="90", B="100")
    assert store.path_of(second.ledger_file).is_file()
    entry = Entry.objects.get(event="ledger.import.undone")
    assert (entry.actor, entry.subject_id) == (cast.finance_partner, str(second.pk))
    assert first.number == 1


def test_what_was_undone_can_be_imported_again(files: Path) -> None:
    path = write(files / "a.csv", row("A"))
    operations.undo_batch(by=None, batch=brought(path))
    assert lines() == {}
    brought(path)
    assert lines() == amounts(A="100")
    assert lines(version=2) == {}


def test_imports_that_rest_on_others_are_undone_latest_first(files: Path) -> None:
    one = brought(write(files / "a.csv", row("A"), row("B")))
    two = brought(write(files / "b.csv", row("A", "90.00"), row("C")))
    three = brought(write(files / "c.csv", row("A", "80.00"), row("B")))
    for batch in (one, two):
        with nothing_changed(), pytest.raises(refusals.BatchBuiltUpon, match=r"3 \(c\.csv\)"):
            operations.undo_batch(by=None, batch=batch)
    operations.undo_batch(by=None, batch=three)
    assert lines() == amounts(A="90", B="100", C="100")
    operations.undo_batch(by=None, batch=two)
    assert lines() == amounts(A="100", B="100")
    operations.undo_batch(by=None, batch=one)
    assert lines() == {}


def test_imports_that_share_no_row_are_undone_in_any_order(files: Path) -> None:
    one = brought(write(files / "a.csv", row("A")))
    brought(write(files / "b.csv", row("B", "5.00")))
    operations.undo_batch(by=None, batch=one)
    assert lines() == amounts(B="5")


def test_an_import_is_undone_once(files: Path) -> None:
    batch = brought(write(files / "a.csv", row("A")))
    operations.undo_batch(by=None, batch=batch)
    with nothing_changed(), pytest.raises(refusals.BatchUndone):
        operations.undo_batch(by=None, batch=batch)


def test_a_closed_period_does_not_move_by_undo(files: Path) -> None:
    batch = brought(write(files / "a.csv", row("A")))
    later = brought(write(files / "b.csv", row("B", ordered_on="2025-05-01")))
    operations.lock_period(by=None, locked_until=date(2025, 3, 31))
    with nothing_changed(), pytest.raises(refusals.UndoLocked, match="1 rows"):
        operations.undo_batch(by=None, batch=batch)
    operations.undo_batch(by=None, batch=later)
    operations.lock_period(by=None, locked_until=date(2025, 1, 31), reason="wrong file")
    operations.undo_batch(by=None, batch=batch)
    assert lines() == {}


def test_a_late_correction_can_be_undone_since_the_closed_period_never_knew_it(files: Path) -> None:
    brought(write(files / "a.csv", row("A")))
    operations.lock_period(by=None, locked_until=date(2025, 3, 31))
    late = brought(write(files / "b.csv", row("A", "90.00")), known_on=date(2025, 4, 2))
    operations.undo_batch(by=None, batch=late)
    assert lines() == amounts(A="100")


def test_customers_that_only_the_undone_rows_knew_go_with_them(files: Path) -> None:
    one = brought(write(files / "a.csv", row("A"), row("B", customer_code="C2"), row("E", customer_code="C3")))
    brought(write(files / "b.csv", row("D", customer_code="C2")))
    Customer.objects.filter(code="C3").update(name="Named by hand")
    operations.undo_batch(by=None, batch=one)
    assert sorted(Customer.objects.values_list("code", flat=True)) == ["C2", "C3"]


def test_undoing_a_customer_file_brings_back_names_and_groups(files: Path) -> None:
    brought(write(files / "a.csv", "G,Group,", "A,Alpha,G", header=MASTER), "customers")
    second = brought(write(files / "b.csv", "A,Alpha SA,", "B,Beta,", header=MASTER), "customers")
    assert not CustomerParent.objects.filter(valid_to=None).exists()
    operations.undo_batch(by=None, batch=second)
    assert sorted(Customer.objects.values_list("code", "name")) == [("A", "Alpha"), ("G", "Group")]
    assert [(link.customer.code, link.parent.code) for link in CustomerParent.objects.filter(valid_to=None)] == [
        ("A", "G")
    ]


def test_undo_never_loses_what_was_changed_since(files: Path) -> None:
    batch = brought(write(files / "a.csv", "A,Alpha,", header=MASTER), "customers")
    Customer.objects.filter(code="A").update(name="By hand")
    with nothing_changed(), pytest.raises(refusals.EditedSince, match="A"):
        operations.undo_batch(by=None, batch=batch)


def test_a_customer_with_orders_is_not_taken_away(files: Path) -> None:
    batch = brought(write(files / "a.csv", "C1,One,", header=MASTER), "customers")
    orders = brought(write(files / "b.csv", row("A")))
    with nothing_changed(), pytest.raises(refusals.InUse, match="C1"):
        operations.undo_batch(by=None, batch=batch)
    operations.undo_batch(by=None, batch=orders)
    operations.undo_batch(by=None, batch=batch)
    assert not Customer.objects.exists()


def test_undo_belongs_to_those_who_bring_the_kind_in(files: Path, cast: Cast) -> None:
    batch = brought(write(files / "a.csv", row("A")))
    with nothing_changed(), pytest.raises(refusals.NotYours):
        operations.undo_batch(by=cast.champion, batch=batch)


def test_a_version_that_never_was_is_refused(files: Path) -> None:
    brought(write(files / "a.csv", row("A")))
    with pytest.raises(refusals.VersionUnknown):
        queries.current_ledger(2)
