"""/: what the choice of key accounts needs from each person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clave.ledger.operations import link_parent
from tests.cast import Cast
from tests.portfolio.choosing import FALLEN, Choosing
from tests.portfolio.rankings import judge_all, ranked_again
from tests.value.book import Company, run_with
from tests.web.test_my_day import needs


@pytest.fixture
def choosing(cast: Cast) -> Choosing:
    return Choosing(Company(cast))


def test_who_may_vote_is_asked_once_and_the_proposer_is_not(choosing: Choosing, open_page: Any) -> None:
    decision = choosing.proposed()
    for person in (choosing.member, choosing.sponsor):
        assert "Vote: admit Alder Foods?" in needs(open_page, person)
    assert "Vote: admit Alder Foods?" not in needs(open_page, choosing.champion)
    choosing.voted(decision)
    assert "Decide about Alder Foods" in needs(open_page, choosing.member)


def test_what_was_decided_needs_nobody(choosing: Choosing, open_page: Any) -> None:
    choosing.decided(choosing.voted(choosing.proposed()))
    assert not [title for title in needs(open_page, choosing.member) if "Vote" in title or "Decide" in title]


def test_the_champion_is_told_of_key_accounts_that_lack_something(choosing: Choosing, open_page: Any) -> None:
    choosing.admitted()
    titles = needs(open_page, choosing.champion)
    assert "Nobody manages 1 key account" in titles
    assert "1 key account gets nothing different" in titles


def test_below_the_exit_line_and_merged_are_told(choosing: Choosing, open_page: Any) -> None:
    choosing.admitted(manager=choosing.manager)
    judge_all(choosing.cast, choosing.good, 1.0)
    rows = [{**row, **FALLEN} if row["customer"] == choosing.good else row for row in choosing.company.rows()]
    run_with(rows, as_of=date(2026, 6, 30))
    ranked_again()
    assert "Alder Foods is below the exit line" in needs(open_page, choosing.champion)
    link_parent(by=None, customer=choosing.good, parent=choosing.company.group, valid_from=date(2026, 1, 1))
    assert "Alder Foods belongs to Elm Group now" in needs(open_page, choosing.champion)
