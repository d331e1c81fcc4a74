"""People at key accounts of /api/v1/, as a program uses them."""

from __future__ import annotations

import pytest

from clave.access.lending import TokenScope
from tests.accounts.people import People
from tests.asking import Asking, code_of

pytestmark = pytest.mark.django_db


def writes(people: People) -> Asking:
    return Asking(people.manager, TokenScope.CHANGE_RELATIONSHIPS)


def test_people_are_listed_in_scope_page_by_page_and_named_where_they_agreed(people: People) -> None:
    assert people.caro, people.stranger
    ask = Asking(people.manager, TokenScope.READ_RELATIONSHIPS)
    first = ask.get("relationships?limit=2")
    rest = ask.get(f"relationships?limit=2&cursor={first['next_cursor']}")
    found = first["items"] + rest["items"]
    assert [(each["contact_id"], each["full_name"]) for each in found] == [
        ("K1-ana", "Ana Alonso"), ("K1-ben", "Ben Bauer"), ("K1-caro", None),
    ]  # fmt: skip
    assert rest["next_cursor"] is None
    assert ask.get("relationships?customer=K2")["items"] == []
    assert ask("GET", f"relationships/{people.stranger.contact_id}").status_code == 404


def test_part_and_boss_change_with_the_version_that_was_read(people: People) -> None:
    ask, path = writes(people), "relationships/K1-ben"
    read = ask("GET", path).headers["ETag"]
    asked = {"part": "guards", "reports_to": "K1-ana"}
    assert code_of(ask("PUT", path, asked)) == (428, "PRECONDITION_REQUIRED")
    answer = ask("PUT", path, asked, If_Match=read)
    assert (answer.status_code, answer.json()["reports_to"], answer.json()["version"]) == (200, "K1-ana", 1)
    assert code_of(ask("PUT", path, asked, If_Match=read)) == (412, "PRECONDITION_FAILED")
    top = ask("GET", "relationships/K1-ana").headers["ETag"]
    circle = ask("PUT", "relationships/K1-ana", {"reports_to": "K1-ben"}, If_Match=top)
    assert code_of(circle) == (422, "REPORTING_CIRCLE")
    away = ask("PUT", "relationships/K1-ana", {"reports_to": people.stranger.contact_id}, If_Match=top)
    assert away.status_code == 404


def test_stance_tie_and_talk_are_said(people: People) -> None:
    ask, today = writes(people), people.today.isoformat()
    said = {"stance": "backs", "reason": "Named us.", "said_on": today}
    assert ask("POST", "relationships/K1-ana/stance", said).json()["stance"] == "backs"
    assert ask("POST", "relationships/K1-ana/tie", {"person": "T-KAM", "today": 2, "wanted": 3}).status_code == 201
    told = ask("POST", "relationships/K1-ana/touch", {"person": "T-KAM", "on": today, "way": "wrote"}).json()
    assert told["ties"] == [{"person": "T-KAM", "today": 2, "wanted": 3}]
    assert told["last_word_on"] == today
    assert ask("POST", "relationships/K1-ana/tie", {"person": "NOBODY", "today": 2, "wanted": 3}).status_code == 404
    assert people.caro
    assert code_of(ask("POST", "relationships/K1-caro/stance", said)) == (422, "CONSENT_REFUSED")
    reader = Asking(people.manager, TokenScope.READ_RELATIONSHIPS)
    assert reader("POST", "relationships/K1-ana/stance", said).status_code == 403
