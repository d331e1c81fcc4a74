"""Under an object stands who did what to it, and when: to who may see the object, without the values."""

from __future__ import annotations

from typing import Any

from clave.portfolio.operations import charter as operations
from tests.cast import Cast


def test_a_charter_tells_who_drafted_and_edited_it(cast: Cast, open_page: Any) -> None:
    drafted = operations.draft_charter(by=cast.champion, reason="We begin.")
    told = open_page(cast.finance_partner, "charter-version", number=drafted.number).content.decode()
    part = told[told.index('class="happened"') :]
    assert "<b>Champion</b> drafted it" in part
    assert "We begin." not in part


def test_it_is_told_in_the_language_of_the_reader(cast: Cast, open_page: Any) -> None:
    drafted = operations.draft_charter(by=cast.champion, reason="We begin.")
    cast.finance_partner.language = "es"
    cast.finance_partner.save()
    told = open_page(cast.finance_partner, "charter-version", number=drafted.number).content.decode()
    assert "hizo el borrador" in told
