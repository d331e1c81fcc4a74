"""Promises of /api/v1/, as a program uses them: make, change, end, say, check."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from clave.access.lending import TokenScope
from clave.access.policy import Role
from clave.promises.models import Escalation, Promise
from tests.asking import Asking, code_of
from tests.promises.delivering import bring_orders, order
from tests.promises.keeping import AMOUNT, COST, Keeping

pytestmark = pytest.mark.django_db
READ, WRITE = TokenScope.READ_PROMISES, TokenScope.CHANGE_PROMISES


def asked(**more: Any) -> dict[str, Any]:
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    return {"customer": "C1", "what": "A named engineer", "owner": "MEMBER", "due_on": due, **more}


def test_a_promise_is_made_once_for_its_key_and_listed(keeping: Keeping) -> None:
    ask = Asking(keeping.cast.champion, WRITE)
    answers = [ask("POST", "promises", asked(), Idempotency_Key="once") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201], answers[0].content
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert Promise.objects.count() == 1
    told = ask.get("promises")["items"]
    assert ask.queries <= 12
    assert told == [ask.get("promises/1")]
    assert (told[0]["owner"], told[0]["kind"], told[0]["state"], told[0]["year"]["share"]) == (
        "MEMBER",
        "due",
        "open",
        None,
    )


def test_the_list_goes_on_where_it_ended_and_narrows_to_a_customer(keeping: Keeping) -> None:
    for at in range(3):
        keeping.promise(str(at))
    keeping.promise("theirs", key_account=keeping.other)
    ask, cursor, seen = Asking(keeping.cast.champion, READ), "", []
    while cursor is not None:
        told = ask.get(f"promises?limit=2&cursor={cursor}")
        seen, cursor = [*seen, *(each["number"] for each in told["items"])], told["next_cursor"]
    assert seen == [4, 3, 2, 1]
    assert [each["what"] for each in ask.get("promises?customer=C2")["items"]] == ["theirs"]


def test_no_amount_leaves_by_the_api(keeping: Keeping) -> None:
    keeping.promise(cost=COST)
    answer = Asking(keeping.cast.champion, *TokenScope)("GET", "promises").content.decode()
    assert not AMOUNT.search(answer)


def test_what_says_too_little_is_refused_in_words(keeping: Keeping) -> None:
    ask = Asking(keeping.cast.champion, WRITE)
    assert code_of(ask("POST", "promises", asked(owner="NOBODY"))) == (422, "PROMISE_NEEDS_OWNER")
    assert code_of(ask("POST", "promises", asked(due_on="2020-01-01"))) == (422, "DUE_BEFORE_START")
    assert ask("POST", "promises", asked(customer="C9")).status_code == 404
    assert ask("POST", "promises", asked(cost=5)).status_code == 400, "an unknown field is refused"
    assert not Promise.objects.exists()


def test_a_change_needs_the_version_that_was_read(keeping: Keeping) -> None:
    keeping.promise(due_on=timezone.localdate() + timedelta(days=3))
    ask, body = Asking(keeping.cast.champion, WRITE), {**asked(), "owner": "FIN", "audience": "team", "reason": "Moved"}
    del body["customer"]
    assert code_of(ask("PUT", "promises/1", body)) == (428, "PRECONDITION_REQUIRED")
    read = ask("GET", "promises/1").headers["ETag"]
    changed = ask("PUT", "promises/1", body, If_Match=read)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"'), changed.content
    assert changed.json()["function"] == "Finance"
    assert code_of(ask("PUT", "promises/1", body, If_Match=read)) == (412, "PRECONDITION_FAILED")
    assert code_of(ask("POST", "promises/1/end", {"reason": "Over"}, If_Match=read)) == (412, "PRECONDITION_FAILED")
    assert ask("POST", "promises/1/end", {"reason": "Over"}, If_Match='"2"').json()["state"] == "ended"


def test_a_function_says_how_it_stands_once(keeping: Keeping) -> None:
    keeping.promise(due_on=timezone.localdate() + timedelta(days=3))
    ask = Asking(keeping.cast[Role.FUNCTION_MEMBER], WRITE)
    assert code_of(ask("POST", "promises/1/say", {"word": "late"})) == (422, "REASON_MISSING")
    assert ask("POST", "promises/1/say", {"word": "done"}).json()["state"] == "kept"
    assert code_of(ask("POST", "promises/1/say", {"word": "done"})) == (409, "ALREADY_SAID")
    assert ask("POST", "promises/1/say", {"word": "perhaps"}).status_code == 422


def test_a_promise_is_put_before_the_champion_once_upon_what_was_read(keeping: Keeping) -> None:
    keeping.promise(due_on=timezone.localdate() + timedelta(days=3))
    ask, body = Asking(keeping.cast[Role.FUNCTION_MEMBER], WRITE), {"reason": "The press is broken."}
    where = "promises/1/escalate"
    assert code_of(ask("POST", where, body)) == (428, "PRECONDITION_REQUIRED")
    assert code_of(ask("POST", where, body, If_Match='"9"')) == (412, "PRECONDITION_FAILED")
    assert ask("POST", where, {"reason": ""}, If_Match='"1"').status_code == 422
    read = ask("GET", "promises/1").headers["ETag"]
    answers = [ask("POST", where, body, If_Match=read, Idempotency_Key="ask-once") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201], answers[0].content
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert answers[0].json()["is_escalated"] is True
    asked_above = Escalation.objects.get()
    assert (asked_above.by, asked_above.reason) == (keeping.cast[Role.FUNCTION_MEMBER], "The press is broken.")
    refused = ask("POST", where, body, If_Match=read)
    assert code_of(refused) == (409, "ESCALATED_ALREADY")
    assert refused.headers["Content-Type"] == "application/problem+json"
    keeping.promise("theirs", key_account=keeping.other, owner=keeping.finance)
    assert ask("POST", "promises/2/escalate", body, If_Match='"1"').status_code == 404
    assert code_of(Asking(keeping.cast.champion, READ)("POST", where, body, If_Match=read)) == (403, "SCOPE_MISSING")


def test_reading_lends_no_writing(keeping: Keeping) -> None:
    assert code_of(Asking(keeping.cast.champion, READ)("POST", "promises", asked())) == (403, "SCOPE_MISSING")


def test_a_check_tells_rate_months_and_failures_or_what_is_missing(keeping: Keeping, tmp_path: Path) -> None:
    bring_orders(tmp_path, *(order(f"o{at}", days=9 if at == 3 else 1) for at in range(8)))
    ask = Asking(keeping.cast.champion, READ)
    told = ask.get("promise-check?customer=C1&within_days=2")
    assert (told["rate"]["judged"], told["rate"]["kept"]) == (8, 7)
    assert [each["order_id"] for each in told["failures"]] == ["o3"]
    assert told["months"][0]["month"] == "2025-03-01"
    none = ask.get("promise-check?customer=C1&within_days=2&since=2025-06-01")
    assert (none["rate"]["judged"], none["rate"]["share"]) == (0, None)
    missing = ask("GET", "promise-check?customer=C1&within_days=2&product_group=Valves")
    assert code_of(missing) == (422, "SCOPE_COLUMN_MISSING")
    manager = Asking(keeping.cast[Role.KEY_ACCOUNT_MANAGER], READ)
    assert manager("GET", "promise-check?customer=C2&within_days=2").status_code == 404


def test_a_delivery_promise_is_judged_at_once(keeping: Keeping, tmp_path: Path) -> None:
    today = timezone.localdate()
    bring_orders(tmp_path, order("1", days=9), last=today.isoformat())
    ask = Asking(keeping.cast.champion, WRITE)
    made = ask("POST", "promises", asked(due_on=None, delivery={"within_days": 2, "site": "Madrid"}))
    assert made.status_code == 201, made.content
    assert (made.json()["kind"], made.json()["delivery"]["site"]) == ("delivery", "Madrid")
    assert made.json()["starts_on"] == date.isoformat(today)
