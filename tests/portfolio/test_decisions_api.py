"""/api/v1/decisions and /exceptions, as a program uses them."""

from __future__ import annotations

import pytest

from clave.access.lending import TokenScope
from clave.access.policy import Role
from clave.portfolio.models import Decision, ExceptionRequest
from tests.asking import Asking, code_of
from tests.portfolio.choosing import PLAN, Choosing

pytestmark = pytest.mark.django_db


def admission(choosing: Choosing, **more: str) -> dict[str, str]:
    return {"kind": "admit", "customer_code": choosing.good.code, "reason": "It is worth most.", **more}


def test_a_proposal_is_made_once_for_its_key_and_withdrawn_by_its_etag(choosing: Choosing) -> None:
    ask = Asking(choosing.champion, TokenScope.PROPOSE_DECISIONS)
    told = admission(choosing, manager=choosing.manager.email)
    made, again = (ask("POST", "decisions", told, Idempotency_Key="one") for _ in range(2))
    assert (made.status_code, again.headers["Idempotent-Replayed"]) == (201, "true"), made.content
    assert Decision.objects.count() == 1
    assert made.json()["manager"] == str(choosing.manager)
    place = made.headers["Location"].removeprefix("/api/v1/")
    reason = {"reason": "Too early."}
    assert code_of(ask("POST", f"{place}/withdraw", reason)) == (428, "PRECONDITION_REQUIRED")
    choosing.voted(Decision.objects.get())
    stale = ask("POST", f"{place}/withdraw", reason, If_Match=made.headers["ETag"])
    assert code_of(stale) == (412, "PRECONDITION_FAILED")
    now = ask("GET", place)
    assert [vote["choice"] for vote in now.json()["votes"] if vote["by"] == str(choosing.member)] == ["yes"]
    assert ask("POST", f"{place}/withdraw", reason, If_Match=now.headers["ETag"]).json()["state"] == "withdrawn"


def test_what_the_rules_refuse_is_told_with_its_code(choosing: Choosing) -> None:
    ask = Asking(choosing.champion, TokenScope.PROPOSE_DECISIONS)
    assert code_of(ask("POST", "decisions", admission(choosing, manager="none@clave.example")))[1] == "PERSON_UNKNOWN"
    low = admission(choosing, customer_code=choosing.company.quiet.code)
    assert code_of(ask("POST", "decisions", low))[0] in (409, 422)
    choosing.admitted()
    leaving = {**admission(choosing), "kind": "release", "telling": PLAN}
    assert code_of(ask("POST", "decisions", leaving))[1] == "REVIEWS_MISSING"
    assert code_of(ask("POST", "decisions", admission(choosing, customer_code="ABSENT"))) == (404, "NOT_FOUND")
    assert Decision.objects.count() == 1


def test_no_token_votes_or_decides(choosing: Choosing) -> None:
    choosing.proposed()
    ask = Asking(choosing.member)
    assert code_of(ask("POST", "decisions/1/vote", {"choice": "yes"})) == (404, "NOT_FOUND")
    assert code_of(ask("POST", "decisions/1/decide", {})) == (404, "NOT_FOUND")


def test_requests_outside_the_charter_are_asked_and_listed_page_by_page(choosing: Choosing) -> None:
    ask = Asking(choosing.champion, TokenScope.PROPOSE_DECISIONS)
    told = {"customer_code": choosing.company.quiet.code, "ground": "friendship", "reason": "We know them."}
    made = [ask("POST", "exceptions", told).json() for _ in range(2)]
    assert {each["verdict"] for each in made} == {"refused"}
    assert code_of(ask("POST", "exceptions", {**told, "ground": "taste"})) == (422, "EXCEPTION_GROUND_UNKNOWN")
    first = ask.get("exceptions?limit=1")
    second = ask.get(f"exceptions?limit=1&cursor={first['next_cursor']}")
    assert [*first["items"], *second["items"]] == [made[1], made[0]]
    assert second["next_cursor"] is None
    assert ask.get("exceptions/1") == made[0]
    assert ExceptionRequest.objects.count() == 2


def test_reading_lends_no_proposing_and_the_role_counts(choosing: Choosing) -> None:
    choosing.proposed()
    ask = Asking(choosing.champion, TokenScope.READ_DECISIONS)
    assert [each["number"] for each in ask.get("decisions")["items"]] == [1]
    assert ask.queries <= 12
    assert code_of(ask("POST", "decisions", admission(choosing))) == (403, "SCOPE_MISSING")
    reader = Asking(choosing.cast[Role.READER], TokenScope.READ_DECISIONS)
    assert code_of(reader("GET", "decisions")) == (403, "NOT_ALLOWED")
