"""Kept-rates on /promises/: pictures that are tables too, broken ones with their orders, freight, what waits above."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from clave.analytics.promise_check import KeptRate
from clave.promises.models import Judging, Promise
from clave.promises.operations.changing import end_promise
from clave.promises.operations.keeping import escalate, say
from clave.promises.queries import standing
from clave.promises.queries.keeping_costs import by_key_account, freight_of
from clave.promises.queries.standing import Rate
from clave.promises.rules.states import Word
from clave.promises.rules.terms import Delivery
from clave.promises.views.rate_words import in_words, months_picture, rates_picture
from tests.ledger.imports import bring, write
from tests.promises.delivering import HEADER, order
from tests.promises.keeping import Keeping

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 30)


def with_freight(keeping: Keeping, folder: Path, **other: Any) -> Promise:
    """A delivery promise on eight orders of ten euros of freight each, one of them late, and one without freight."""
    rows = [f"{order(f'o{at}', days=9 if at == 3 else 1)},10.00" for at in range(8)]
    rows += [f"{order('bare', days=1)},", f"{order('last', days=0, on='2025-06-30', customer='LAST')},99.00"]
    bring(write(folder / "orders.csv", *rows, header=f"{HEADER},freight_amount"))
    terms = {"delivery": Delivery(within_days=2), "due_on": None, "starts_on": date(2025, 1, 1), **other}
    return keeping.promise("Two days", **terms)


def test_the_freight_of_its_orders_is_what_keeping_it_cost(keeping: Keeping, tmp_path: Path) -> None:
    promise = with_freight(keeping, tmp_path)
    ((total, orders),) = promise.judging.freights
    assert (str(total.amount), total.currency, orders) == ("80.0000", "EUR", 8)
    with_narrower = keeping.promise(
        "Express", due_on=None, delivery=Delivery(2, site="Madrid"), starts_on=date(2025, 3, 1)
    )
    lines = standing.lines(keeping.cast.champion, TODAY)
    costs = freight_of(lines, keeping.cast.champion, TODAY)
    assert {each.line.promise for each in costs} == {promise, with_narrower}
    (one,) = by_key_account(costs)
    assert one.each.amount == 10


def test_freight_is_for_those_who_read_costs(keeping: Keeping, client: Client, tmp_path: Path) -> None:
    made = with_freight(keeping, tmp_path)
    for role, reads in ((Role.CHAMPION, True), (Role.KEY_ACCOUNT_MANAGER, True), (Role.FUNCTION_MEMBER, False)):
        client.force_login(keeping.cast[role])
        for path in ("/promises/", f"/promises/{made.number}/"):
            assert ("€80" in client.get(path).content.decode()) is reads, (role, path)


def test_a_ledger_without_freight_says_nothing_of_it(keeping: Keeping, tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", order("1", days=1), header=HEADER))
    keeping.promise("Two days", due_on=None, delivery=Delivery(2), starts_on=date(2025, 1, 1))
    assert Judging.objects.get().freight == []


def test_the_page_shows_rates_the_broken_orders_and_what_waits_for_the_champion(
    keeping: Keeping, open_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    with_freight(keeping, tmp_path)
    visit = keeping.promise("A visit", due_on=TODAY + timedelta(days=2), starts_on=date(2025, 1, 1))
    escalate(by=keeping.cast[Role.FUNCTION_MEMBER], promise=visit, reason="No engineer")
    text = open_page(keeping.cast.champion, "promises").content.decode()
    assert all(words in text for words in ("Before the champion", "No engineer", "Kept by key account", "o3"))
    assert "89% (8 of 9; 69% to 97%)" in text, "the picture is a table too"
    assert text.count('role="img"') == 6, "three pictures in two widths"


def test_an_ended_promise_waits_for_nobody(keeping: Keeping) -> None:
    promise = keeping.promise()
    escalate(by=keeping.cast[Role.FUNCTION_MEMBER], promise=promise, reason="No stock")
    (line,) = standing.escalated(standing.lines(keeping.cast.champion, TODAY))
    assert line.promise == promise
    end_promise(by=keeping.cast.champion, promise=promise, version=1, reason="They asked")
    assert standing.escalated(standing.lines(keeping.cast.champion, TODAY)) == []


def test_what_was_broken_is_listed_the_latest_first_and_for_a_year(keeping: Keeping) -> None:
    promise = keeping.monthly(starts_on=date(2024, 1, 1))
    for day, word in (
        (date(2024, 5, 1), "late"),
        (date(2025, 2, 1), "late"),
        (date(2025, 3, 1), "done"),
        (TODAY, "late"),
    ):
        say(by=keeping.cast.champion, promise=promise, word=Word(word), reason="Strike", today=day)
    found = standing.lines(keeping.cast.champion, TODAY)
    assert [each.outcome.period_on for each in standing.broken_of_late(found, TODAY)] == [
        date(2025, 6, 1),
        date(2025, 2, 1),
    ]
    assert [month for month, _ in standing.by_month(found)][-1] == date(2025, 6, 1)


def test_the_worst_served_comes_first_and_who_was_never_judged_last() -> None:
    nothing = KeptRate(0, 0)
    rates = [
        Rate("B", 1, nothing, KeptRate(10, 9), []),
        Rate("A", 1, nothing, nothing, []),
        Rate("C", 0, nothing, KeptRate(4, 1), []),
    ]
    picture = rates_picture("Kept", rates)
    assert picture is not None
    assert [row[0] for row in picture.rows] == ["C", "B", "A"]
    assert picture.rows[0][3] == "25% (1 of 4; 8% to 57%)"
    assert (picture.rows[2][3], in_words(nothing)) == ("–", "–")
    assert rates_picture("Kept", rates[1:2]) is None
    assert months_picture([]) is None
