"""Promises as evidence of the programme: what was judged in the last year, of key accounts only."""

from __future__ import annotations

from datetime import date
from typing import Any

from clave.programme.queries.known import Known
from clave.programme.queries.sources import SOURCES
from clave.programme.rules.findings import Finding
from clave.promises.models import Outcome
from clave.promises.operations import make_promise
from tests.programme.begun import DAY, Begun


def judged(begun: Begun, month: date, **told: Any) -> None:
    promise = make_promise(
        by=begun.champion, key_account=begun.held[0], what="A named engineer", owner=begun.seller, starts_on=month
    )
    Outcome.objects.create(promise=promise, period_on=month, by=begun.champion, **told)


def read() -> Finding:
    return SOURCES["promises"].read(Known(DAY))


def test_nothing_is_known_of_promises_until_one_was_judged(begun: Begun) -> None:
    assert read().score is None


def test_what_was_kept_in_the_last_year_is_counted_by_occasions(begun: Begun) -> None:
    judged(begun, date(2026, 3, 1), verdict="kept", judged=4, kept=4)
    assert read().score == 4
    judged(begun, date(2026, 4, 1), verdict="broken", judged=1, kept=0)
    found = read()
    assert (found.score, found.facts) == (3, {"done": 4, "all": 5})


def test_what_came_of_promises_before_the_last_year_and_after_the_day_does_not_count(begun: Begun) -> None:
    judged(begun, date(2025, 4, 1), verdict="broken", judged=9, kept=0)
    judged(begun, date(2026, 5, 1), verdict="broken", judged=9, kept=0)
    assert read().score is None
