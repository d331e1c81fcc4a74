"""/promises/, one promise, a new one, the check and the desk: what they show, to whom, and what a click does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from clave.promises.models import Escalation, Promise
from clave.promises.operations.keeping import escalate
from clave.promises.rules.terms import Delivery
from tests.promises.delivering import bring_orders, order
from tests.promises.keeping import AMOUNT, COST, Keeping

pytestmark = pytest.mark.django_db


def delivery(keeping: Keeping, folder: Path) -> Promise:
    bring_orders(
        folder, *(order(f"o{at}", days=9 if at == 3 else 1) for at in range(8)), order("w", days=None, on="2025-06-29")
    )
    terms = Delivery(within_days=2)
    return keeping.promise("Within two days", due_on=None, delivery=terms, starts_on=date(2025, 1, 1))


def signed(client: Client, keeping: Keeping, role: Role) -> Client:
    client.force_login(keeping.cast[role])
    return client


def test_the_list_leads_with_what_is_broken(keeping: Keeping, open_page: Any, tmp_path: Path) -> None:
    delivery(keeping, tmp_path)
    for at in range(12):
        keeping.promise(f"Visit {at}", due_on=timezone.localdate() + timedelta(days=at + 1))
    text = open_page(keeping.cast.champion, "promises").content.decode()
    assert "1 promise is not being kept" in text
    only = open_page(keeping.cast.champion, "promises", {"broken": "on"}).content.decode()
    assert "Within two days" in only
    assert "Visit 3" not in only


def test_a_long_list_comes_in_pages_and_its_files_hold_all_of_it(keeping: Keeping, open_page: Any) -> None:
    made = keeping.promise("The first", due_on=timezone.localdate())
    fields = {
        field.attname: getattr(made, field.attname) for field in Promise._meta.concrete_fields if field.name != "id"
    }
    more = ({**fields, "number": made.number + at, "what": f"Visit {at}"} for at in range(1, 52))
    Promise.objects.bulk_create(Promise(**each) for each in more)
    first = open_page(keeping.cast.champion, "promises", {"function": made.function.name}).content.decode()
    assert "52 promises, the newest first" in first
    assert f'href="?function={made.function.name}&amp;page=2#list"' in first
    assert first.count('<th scope="row"><a') == 50
    for asked in ("2", "99"):
        last = open_page(keeping.cast.champion, "promises", {"page": asked}).content.decode()
        assert "The first" in last
        assert "Visit 3<" not in last
    rows = b"".join(open_page(keeping.cast.champion, "promises-csv", {"page": "2"}).streaming_content).decode()
    assert rows.count("Visit ") == 51


def test_an_empty_list_teaches(keeping: Keeping, open_page: Any) -> None:
    assert "Check first, then promise" in open_page(keeping.cast.champion, "promises").content.decode()


def test_one_promise_shows_its_broken_orders_and_the_data_version(
    keeping: Keeping, open_page: Any, tmp_path: Path
) -> None:
    made = delivery(keeping, tmp_path)
    text = open_page(keeping.cast.champion, "promise", number=made.number).content.decode()
    assert "o3" in text
    assert "data version" in text
    assert "7 of 8 kept" in text


def test_the_file_holds_share_and_interval(keeping: Keeping, open_page: Any, tmp_path: Path) -> None:
    delivery(keeping, tmp_path)
    text = b"".join(open_page(keeping.cast.champion, "promises-csv").streaming_content).decode()
    assert "customer_code" in text
    assert "Within two days" in text
    assert open_page(keeping.cast.champion, "promises-xlsx").status_code == 200


def test_a_check_answers_with_count_interval_and_failures(keeping: Keeping, open_page: Any, tmp_path: Path) -> None:
    bring_orders(tmp_path, *(order(f"o{at}", days=9 if at == 3 else 1) for at in range(8)))
    asked = {"customer": "C1", "within_days": "2", "lines_percent": "100"}
    text = open_page(keeping.cast.champion, "promise-check", asked).content.decode()
    assert "kept: 7 of 8 orders" in text
    assert "1 order would have failed" in text
    unsaid = open_page(keeping.cast.champion, "promise-check", {"within_days": "2"}).content.decode()
    assert "Name the customer first" in unsaid


def test_a_check_of_a_customer_out_of_scope_is_not_answered(keeping: Keeping, client: Client, tmp_path: Path) -> None:
    bring_orders(tmp_path, order("secret", days=9, customer="C2"))
    asked = {"customer": "C2", "within_days": "2", "lines_percent": "100"}
    text = signed(client, keeping, Role.KEY_ACCOUNT_MANAGER).get("/promises/check/", asked).content.decode()
    assert "secret" not in text
    assert "Name the customer first" in text


def test_htmx_gets_only_the_answer(keeping: Keeping, client: Client) -> None:
    signed(client, keeping, Role.CHAMPION)
    text = client.get("/promises/check/", {"customer": "C1"}, headers={"HX-Request": "true"}).content.decode()
    assert text.strip().startswith("<section")


def test_a_promise_is_made_in_the_browser_and_checked_first(
    keeping: Keeping, client: Client, open_page: Any, tmp_path: Path
) -> None:
    bring_orders(tmp_path, *(order(f"o{at}", days=1) for at in range(8)))
    open_page(keeping.cast[Role.KEY_ACCOUNT_MANAGER], "new-promise")
    told = {"key_account": keeping.account.pk, "what": "In two days", "owner": keeping.member.pk, "kind": "delivery"}
    told |= {"within_days": 2, "lines_percent": 100, "least_percent": 95, "audience": "programme"}
    checked = client.post("/promises/new/", {**told, "check": "1"})
    assert "kept: 8 of 8 orders" in checked.content.decode()
    assert not Promise.objects.exists()
    assert client.post("/promises/new/", told).status_code == 302
    assert Promise.objects.get().within_days == 2


def test_a_promise_without_owner_is_refused_and_says_what_to_do(keeping: Keeping, client: Client) -> None:
    signed(client, keeping, Role.KEY_ACCOUNT_MANAGER)
    told = {"key_account": keeping.account.pk, "what": "x", "kind": "due", "due_on": "2030-01-01"}
    answer = client.post("/promises/new/", {**told, "lines_percent": 100, "least_percent": 95, "audience": "team"})
    assert answer.status_code == 422
    assert "Name the person of the function" in answer.content.decode()


def test_the_desk_takes_one_click(keeping: Keeping, client: Client, open_page: Any, tmp_path: Path) -> None:
    today = timezone.localdate()
    first, second = keeping.promise("Visit", due_on=today), keeping.promise("Call", due_on=today)
    delivery(keeping, tmp_path)
    member = keeping.cast[Role.FUNCTION_MEMBER]
    text = open_page(member, "desk").content.decode()
    assert all(words in text for words in ("Visit", "Call", "Within two days", "1 order on its way"))
    signed(client, keeping, Role.FUNCTION_MEMBER)
    assert client.post(f"/desk/{first.number}/done/").status_code == 302
    assert client.post(f"/desk/{second.number}/late/").status_code == 422
    assert client.post(f"/desk/{second.number}/late/", {"reason": "Strike"}).status_code == 302
    assert client.post(f"/desk/{second.number}/escalate/", {"reason": "Strike"}).status_code == 302
    states = dict(Promise.objects.values_list("what", "state"))
    assert (states["Visit"], states["Call"]) == ("kept", "late")
    assert "Strike" in client.get("/desk/").content.decode()


def test_no_money_reaches_a_function_member(keeping: Keeping, client: Client) -> None:
    made = keeping.promise(cost=COST, due_on=timezone.localdate())
    signed(client, keeping, Role.FUNCTION_MEMBER)
    for path in ("/desk/", "/promises/", f"/promises/{made.number}/"):
        text = client.get(path).content.decode()
        assert "A named engineer visits" in text
        assert not AMOUNT.search(text)
        assert "€" not in text


def test_the_champion_answers_an_escalation(keeping: Keeping, client: Client) -> None:
    made = keeping.promise(due_on=timezone.localdate())
    escalate(by=keeping.cast[Role.FUNCTION_MEMBER], promise=made, reason="No stock")
    signed(client, keeping, Role.CHAMPION)
    assert "No stock" in client.get(f"/promises/{made.number}/").content.decode()
    assert client.post(f"/promises/{made.number}/answer/", {"answer": "Use Vigo"}).status_code == 302
    assert Escalation.objects.get().answer == "Use Vigo"
