"""Deals of /api/v1/, as a program uses them: price one, read it, put it forward; and what it may never do."""

from __future__ import annotations

from typing import Any

import pytest

from clave.access.lending import TokenScope
from clave.value.deal_models import Deal
from clave.value.queries.deals import differences
from tests.asking import Asking, code_of
from tests.value.dealing import TERMS, Dealing

pytestmark = pytest.mark.django_db
READ, WRITE = TokenScope.READ_DEALS, TokenScope.PRICE_DEALS


def asked(**more: Any) -> dict[str, Any]:
    told = TERMS.kept()
    ends = {name: dict(zip(("low", "likely", "high"), told.pop(name), strict=True)) for name in ("volume", "cost")}
    return {**told, **ends, "correlation": 0, "customer": "GOOD", "name": "By program", **more}


def test_a_deal_is_priced_read_and_put_forward(dealing: Dealing) -> None:
    ask = Asking(dealing.manager, WRITE)
    answer = ask("POST", "deals", asked(), Idempotency_Key="once")
    assert answer.status_code == 201, answer.content
    told = ask.get("deals/1")
    assert told["terms"] == TERMS.kept()
    assert (told["result"]["draws"], told["run"], told["state"]) == (100_000, "R1-7f3a", "draft")
    assert "year" not in told["result"]
    assert ask("POST", "deals/1/ask").status_code == 428
    put = ask("POST", "deals/1/ask", If_Match='"1"')
    assert put.status_code == 200, put.content
    assert put.json()["waits_for"] == ["champion", "finance"]


def test_the_same_terms_typed_and_sent_are_the_same_version(dealing: Dealing) -> None:
    dealing.price()
    Asking(dealing.manager, WRITE)("POST", "deals", asked())
    typed, sent = (made.versions.get() for made in Deal.objects.order_by("number"))
    assert differences(typed, sent) == []
    assert typed.result == sent.result


def test_bad_terms_are_refused_with_their_code(dealing: Dealing) -> None:
    nothing = {"low": "0", "likely": "0", "high": "0"}
    answer = Asking(dealing.manager, WRITE)("POST", "deals", asked(volume=nothing))
    assert code_of(answer) == (422, "DEAL_NO_VOLUME")
    assert not Deal.objects.exists()


def test_a_customer_of_somebody_else_is_not_there(dealing: Dealing) -> None:
    dealing.price(customer=dealing.company.quiet)
    ask = Asking(dealing.manager, WRITE)
    assert ask("POST", "deals", asked(customer="QUIET")).status_code == 404
    assert ask.get("deals")["items"] == []
    assert ask("GET", "deals/1").status_code == 404


def test_the_list_goes_on_where_it_ended(dealing: Dealing) -> None:
    for _ in range(3):
        dealing.price()
    ask, cursor, seen = Asking(dealing.manager, READ), "", []
    while cursor is not None:
        told = ask.get(f"deals?limit=2&cursor={cursor}")
        seen, cursor = [*seen, *(each["number"] for each in told["items"])], told["next_cursor"]
    assert seen == [3, 2, 1]


def test_a_deal_is_changed_and_ended_by_who_read_the_newest_version(dealing: Dealing) -> None:
    made = dealing.approved()
    ask = Asking(dealing.manager, WRITE)
    other = {name: each for name, each in asked(list_price="2100").items() if name not in ("customer", "name")}
    told = {**other, "reason": "List prices rise.", "products": ["PUMP-1"]}
    assert code_of(ask("PUT", "deals/1", told)) == (428, "PRECONDITION_REQUIRED")
    changed = ask("PUT", "deals/1", told, If_Match='"1"')
    assert (changed.status_code, changed.json()["version"], changed.json()["state"]) == (200, 2, "draft")
    assert changed.json()["terms"]["products"] == ["PUMP-1"]
    assert code_of(ask("PUT", "deals/1", told, If_Match='"1"'))[0] == 412
    assert code_of(ask("PUT", "deals/1", told, If_Match='"2"')) == (409, "DEAL_UNCHANGED")
    won = {"outcome": "won", "reason": "Signed."}
    assert code_of(ask("POST", "deals/1/end", won, If_Match='"2"')) == (409, "DEAL_MOVE")
    assert Asking(dealing.champion, WRITE)("POST", "deals/1/end", won, If_Match='"2"').status_code == 403
    ended = ask("POST", "deals/1/end", {"outcome": "withdrawn", "reason": "They closed."}, If_Match='"2"')
    assert (ended.status_code, ended.json()["state"]) == (200, "withdrawn")
    made.refresh_from_db()
    assert made.closed_reason == "They closed."


def test_no_program_decides_on_a_deal(dealing: Dealing) -> None:
    dealing.asked()
    assert Asking(dealing.champion, WRITE)("POST", "deals/1/decide", {"approves": True}).status_code == 404
