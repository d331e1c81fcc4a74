"""My day and promises: the week of a function, what waits for the champion, broken ones of a manager's own customers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from clave.access.policy import Role
from clave.promises.models import Promise
from clave.promises.operations.keeping import escalate, say
from clave.promises.rules.states import Word
from tests.cast import Cast
from tests.promises.keeping import Keeping
from tests.web.test_my_day import needs

pytestmark = pytest.mark.django_db
EARLY = date(2020, 1, 1)


@pytest.fixture
def keeping(cast: Cast) -> Keeping:
    return Keeping(cast)


def due(keeping: Keeping, what: str, days: int, **more: Any) -> Promise:
    return keeping.promise(what, due_on=timezone.localdate() + timedelta(days=days), starts_on=EARLY, **more)


def test_a_function_sees_its_week_in_one_line_and_what_is_overdue_in_another(keeping: Keeping, open_page: Any) -> None:
    member = keeping.cast[Role.FUNCTION_MEMBER]
    due(keeping, "past", -3), due(keeping, "today", 0), due(keeping, "far", 30)
    keeping.monthly()
    due(keeping, "of finance", 0, owner=keeping.finance)
    assert needs(open_page, member) == ["1 promise is overdue", "2 promises to keep this week"]


def test_a_month_that_was_spoken_of_asks_for_nothing(keeping: Keeping, open_page: Any) -> None:
    member = keeping.cast[Role.FUNCTION_MEMBER]
    say(by=member, promise=keeping.monthly(), word=Word.DONE)
    assert needs(open_page, member) == []


def test_the_champion_sees_escalations_and_promises_whose_owner_left(keeping: Keeping, open_page: Any) -> None:
    asked, lost = due(keeping, "labels", 40), due(keeping, "engineer", 40, owner=keeping.finance)
    escalate(by=keeping.cast[Role.FUNCTION_MEMBER], promise=asked, reason="No printer")
    keeping.finance.is_active = False
    keeping.finance.save(update_fields=["is_active"])
    told = needs(open_page, keeping.cast.champion)
    assert "Answer: “labels” for Customer C1" in told
    assert "Find a new owner for “engineer”" in told
    assert lost.number > asked.number
    member = needs(open_page, keeping.cast[Role.FUNCTION_MEMBER])
    assert not [title for title in member if "Answer" in title or "new owner" in title]


def test_a_manager_sees_what_was_broken_to_own_customers_and_no_other(keeping: Keeping, open_page: Any) -> None:
    due(keeping, "ours", -3)
    due(keeping, "theirs", -3, key_account=keeping.other)
    due(keeping, "still to come", 20)
    told = needs(open_page, keeping.cast[Role.KEY_ACCOUNT_MANAGER])
    assert [title for title in told if "Our word" in title] == ["Our word to Customer C1 was not kept"]


def test_a_month_that_was_kept_again_is_no_news(keeping: Keeping, open_page: Any) -> None:
    manager, promise, today = (
        keeping.cast[Role.KEY_ACCOUNT_MANAGER],
        keeping.monthly(starts_on=EARLY),
        timezone.localdate(),
    )
    last = today.replace(day=1) - timedelta(days=1)
    say(by=keeping.cast.champion, promise=promise, word=Word.LATE, reason="Strike", today=last)
    assert "Our word to Customer C1 was not kept" in needs(open_page, manager)
    say(by=keeping.cast.champion, promise=promise, word=Word.DONE, today=today)
    assert "Our word to Customer C1 was not kept" not in needs(open_page, manager)
