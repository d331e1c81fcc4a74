"""Saved mappings, and the books that are closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clave.access.models import Entry
from clave.access.rules import NotAllowed
from clave.ledger import operations, queries, refusals
from clave.ledger.models import MappingProfile
from tests.cast import Cast

ONE, TWO = '[columns]\nnet_amount = "Net"\n', '[columns]\nnet_amount = "Total"\n'


def save(by: Any, toml: str, version: int | None = None, kind: str = "orders") -> MappingProfile:
    return operations.save_profile(by=by, kind=kind, name="ERP", toml=toml, version=version)


def test_a_profile_counts_its_versions_and_remembers_who_saved_it(cast: Cast) -> None:
    first = save(cast.finance_partner, ONE)
    second = save(cast.finance_partner, TWO, version=first.version)
    assert (first.version, second.version, second.pk) == (1, 2, first.pk)
    kept = MappingProfile.objects.get()
    assert (kept.toml, kept.saved_by) == (TWO, cast.finance_partner)
    assert Entry.objects.filter(event="ledger.profile.saved").count() == 2


@pytest.mark.parametrize("stale", [None, 1, 3])
def test_a_profile_saved_since_is_never_overwritten(cast: Cast, stale: int | None) -> None:
    save(cast.finance_partner, ONE)
    save(cast.finance_partner, TWO, version=1)
    with pytest.raises(refusals.ProfileChanged, match="Finance"):
        save(cast.finance_partner, ONE, version=stale)
    assert (MappingProfile.objects.get().toml, MappingProfile.objects.get().version) == (TWO, 2)


def test_one_name_serves_each_kind(cast: Cast) -> None:
    save(cast.finance_partner, ONE)
    save(cast.champion, '[columns]\nname = "Nombre"\n', kind="customers")
    assert MappingProfile.objects.count() == 2


def test_a_profile_that_cannot_be_used_is_not_kept(cast: Cast) -> None:
    for toml in ('[columns]\nno_such = "Net"\n', "[[", '[source]\nlines = "/etc/passwd"\n'):
        with pytest.raises(refusals.ProfileInvalid):
            save(cast.finance_partner, toml)
    with pytest.raises(refusals.NotYours):
        save(cast.champion, ONE)
    assert not MappingProfile.objects.exists()


@pytest.mark.django_db
def test_closing_books_moves_forward_freely_and_back_with_a_reason() -> None:
    for day in (date(2025, 1, 31), date(2025, 2, 28)):
        operations.lock_period(by=None, locked_until=day)
        assert queries.locked_until() == day
    with pytest.raises(refusals.LockMovesBack, match="2025-02-28"):
        operations.lock_period(by=None, locked_until=date(2025, 1, 31), reason="  ")
    assert queries.locked_until() == date(2025, 2, 28)
    operations.lock_period(by=None, locked_until=date(2025, 1, 31), reason="an invoice was forgotten")
    assert queries.locked_until() == date(2025, 1, 31)


def test_only_finance_closes_books(cast: Cast) -> None:
    operations.lock_period(by=cast.finance_partner, locked_until=date(2025, 1, 31))
    with pytest.raises(NotAllowed):
        operations.lock_period(by=cast.champion, locked_until=date(2025, 2, 28))
    assert queries.locked_until() == date(2025, 1, 31)
