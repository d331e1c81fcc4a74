"""Two people write at the same moment: nothing is lost, and the history stays whole while it is being read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest

from clave.access import chain
from clave.access.models import Entry
from clave.ledger import operations
from clave.ledger.models import CustomerParent, MappingProfile
from clave.ledger.refusals import HierarchyCycle, ProfileChanged
from tests.cast import customer_of

from .imports import in_a_thread

START = '[columns]\nnet_amount = "Net"\n'
IN_THE_SUITE, IN_THE_DRILL = 20, 500


def write_lines(writer: int, count: int) -> int:
    """Add so many lines to the one profile, each on top of what was read; how often somebody else was first."""
    overtaken = 0
    for number in range(count):
        while True:
            held = MappingProfile.objects.get()
            toml = f"{held.toml}# {writer}.{number}\n"
            try:
                operations.save_profile(by=None, kind="orders", name="ERP", toml=toml, version=held.version)
                break
            except ProfileChanged:
                overtaken += 1
    return overtaken


def verify_until(done: threading.Event) -> int:
    """Check the whole history again and again while it grows; how often it was checked."""
    checks = 0
    while True:
        ended = done.is_set()
        assert chain.first_break(chain.head()) is None
        checks += 1
        if ended:
            return checks


def two_writers(count: int) -> dict[str, int]:
    """Two writers of so many lines each beside one who verifies; the figures, once nothing was lost."""
    operations.save_profile(by=None, kind="orders", name="ERP", toml=START)
    done = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        verifying = pool.submit(in_a_thread(verify_until), done)
        try:
            overtaken = sum(pool.map(in_a_thread(write_lines), (1, 2), (count, count)))
        finally:
            done.set()
        checks = verifying.result()
    kept = MappingProfile.objects.get()
    written = {f"# {writer}.{number}" for writer in (1, 2) for number in range(count)}
    lost = written - set(kept.toml.splitlines())
    assert (lost, kept.version) == (set(), 2 * count + 1)
    assert Entry.objects.filter(event="ledger.profile.saved").count() == 2 * count + 1
    return {"updates": 2 * count, "lost": len(lost), "told to load again": overtaken, "checks of the history": checks}


@pytest.mark.django_db(transaction=True)
def test_two_writers_lose_nothing_while_the_history_is_verified() -> None:
    two_writers(IN_THE_SUITE)


@pytest.mark.drill
@pytest.mark.proof("lost updates")
@pytest.mark.timeout(1800)
@pytest.mark.django_db(transaction=True)
def test_a_thousand_updates_by_two_writers_lose_nothing(record_property: Callable[..., None]) -> None:
    for figure in two_writers(IN_THE_DRILL).items():
        record_property(*figure)


@pytest.mark.django_db(transaction=True)
def test_two_who_save_a_new_name_at_once_make_one_profile() -> None:
    start = threading.Barrier(4, timeout=30)

    def save(writer: int) -> bool:
        start.wait()
        with suppress(ProfileChanged):
            operations.save_profile(by=None, kind="orders", name="ERP", toml=f"{START}# {writer}\n")
            return True
        return False

    with ThreadPoolExecutor(4) as pool:
        saved = list(pool.map(in_a_thread(save), range(4)))
    assert sorted(saved) == [False, False, False, True]
    assert f"# {saved.index(True)}" in MappingProfile.objects.get().toml


@pytest.mark.django_db(transaction=True)
def test_two_links_at_once_close_no_circle() -> None:
    start = threading.Barrier(3, timeout=30)
    customers = [customer_of(code=code) for code in "ABC"]

    def link(place: int) -> bool:
        start.wait()
        parent = customers[(place + 1) % 3]
        with suppress(HierarchyCycle):
            operations.link_parent(by=None, customer=customers[place], parent=parent, valid_from=date(2025, 1, 1))
            return True
        return False

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(in_a_thread(link), range(3))) == [False, True, True]
    assert CustomerParent.objects.count() == 2
