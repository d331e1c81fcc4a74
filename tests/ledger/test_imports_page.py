"""/imports/: every file that came in, for those who may bring in its kind."""

from __future__ import annotations

from typing import Any

from clave.ledger.models import ImportJob
from tests.cast import Cast


def test_the_list_shows_the_kinds_one_brings_in_and_no_other(cast: Cast, open_page: Any) -> None:
    for number in range(30):
        ImportJob.objects.create(kind="orders", file_name=f"orders-{number}.csv", by=cast.finance_partner)
    ImportJob.objects.create(kind="customers", file_name="customers.csv", by=cast.champion)
    shown = open_page(cast.finance_partner, "imports").content.decode()
    assert all(f"orders-{number}.csv" in shown for number in range(30))
    assert "customers.csv" not in shown


def test_an_empty_list_says_what_can_be_brought_in(cast: Cast, open_page: Any) -> None:
    assert "Every row is checked before anything changes" in open_page(cast.champion, "imports").content.decode()
