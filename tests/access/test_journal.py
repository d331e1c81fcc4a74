"""The history: complete, in order, chained, closed to change."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from clave.access import chain, journal, operations
from clave.access.models import ChainHead, Entry, PersonalValues, User
from tests.cast import Cast, person
from tests.history import forged


def write(by: User | None, **facts: Any) -> Entry:
    with transaction.atomic():
        return journal.record(by=by, event="test.happened", subject=("test", "1"), **facts)


def broken_at() -> int | None:
    found = chain.first_break(chain.head())
    return found.seq if found else None


def test_each_entry_names_the_hash_of_the_one_before(cast: Cast) -> None:
    first, second = write(cast.champion), write(cast.champion)
    assert (second.seq, second.previous_hash) == (first.seq + 1, first.hash)
    assert chain.head() == chain.Head(second.seq, second.hash)
    assert broken_at() is None


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_the_transaction_of_its_change_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError, match=r"test\.happened"):
        journal.record(by=None, event="test.happened", subject=("test", "1"))


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_entry() -> None:
    def fail_after_writing() -> None:
        with transaction.atomic():
            journal.record(by=None, event="test.happened", subject=("test", "1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_writing()
    assert Entry.objects.count() == 0
    assert chain.head().seq == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_entry SET event = 'nothing.happened'",
        "DELETE FROM access_entry",
        "UPDATE access_personalvalues SET content = '{}'",
        "DELETE FROM access_personalvalues",
    ],
)
def test_the_database_itself_refuses_to_change_the_history(cast: Cast, statement: str) -> None:
    write(cast.champion, personal={"name": "Ana"})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        {"event": "test.never"},
        {"after": '{"price":9}'},
        {"actor_id": None},
        {"subject_id": "2"},
        {"request_id": "forged"},
        {"field_class": "F0"},
        {"previous_hash": "0" * 64},
        {"hash": "f" * 64},
        {"personal_digest": ""},
    ],
)
def test_whatever_is_changed_behind_its_back_breaks_the_chain_at_that_entry(cast: Cast, change: dict[str, Any]) -> None:
    entries = [write(cast.champion, after={"price": number}, personal={"name": "Ana"}) for number in range(4)]
    with forged():
        Entry.objects.filter(pk=entries[2].pk).update(**change)
    assert broken_at() == entries[2].seq


def test_a_removed_entry_is_missed(cast: Cast) -> None:
    entries = [write(cast.champion) for _ in range(3)]
    with forged():
        Entry.objects.filter(pk=entries[1].pk).delete()
    assert broken_at() == entries[1].seq


def test_a_cut_end_is_missed(cast: Cast) -> None:
    entries = [write(cast.champion) for _ in range(3)]
    with forged():
        Entry.objects.filter(pk=entries[2].pk).delete()
    assert broken_at() == entries[2].seq


def test_a_rewritten_end_is_caught_by_the_anchor(cast: Cast, tmp_path: Path) -> None:
    entries = [write(cast.champion) for _ in range(3)]
    chain.anchor(tmp_path / "anchors", chain.head())
    with forged():
        Entry.objects.filter(pk=entries[2].pk).delete()
        ChainHead.objects.update(seq=entries[1].seq, hash=entries[1].hash)
    assert broken_at() is None
    found = chain.first_break(chain.head(), chain.anchors(tmp_path / "anchors"))
    assert found is not None
    assert found.seq == entries[2].seq
    write(cast.reader)
    found = chain.first_break(chain.head(), chain.anchors(tmp_path / "anchors"))
    assert found is not None
    assert "anchored" in found.reason


def test_personal_values_can_be_erased_and_the_chain_stays_whole(cast: Cast) -> None:
    entry = write(cast.champion, personal={"name": "Ana Pérez"})
    assert "Pérez" not in "".join(str(value) for value in Entry.objects.filter(pk=entry.pk).values_list().get())
    erased = operations.erase_personal_values(by=None, subject_type="test", subject_id="1")
    kept = PersonalValues.objects.get(entry=entry)
    assert (erased, kept.content, kept.salt) == (1, "", "")
    assert broken_at() is None


def test_changed_personal_values_are_noticed(cast: Cast) -> None:
    entry = write(cast.champion, personal={"name": "Ana"})
    with forged():
        PersonalValues.objects.filter(entry=entry).update(content='{"name":"Eva"}')
    assert broken_at() == entry.seq


@pytest.mark.parametrize("text", ["\x00", "\ud83d\ude00 é 漢", "'; DROP TABLE access_entry; --", "1e400", "\u2028"])
def test_any_text_survives_the_way_into_the_database_and_back(cast: Cast, text: str) -> None:
    entry = write(cast.champion, after={"said": text})
    assert chain.canonical({"said": text}) == Entry.objects.get(pk=entry.pk).after
    assert broken_at() is None


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_leave_one_unbroken_chain() -> None:
    writer = person("writer")
    failures: list[Exception] = []

    def write_ten() -> None:
        try:
            for _ in range(10):
                write(writer)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write_ten) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 81))
    assert broken_at() is None
