"""/webhooks/: who hears of what, its secret once, and what was sent; the same by API and command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from clave.access.lending import TokenScope
from clave.access.models import Entry
from clave.access.policy import Role
from clave.kit import outbound
from clave.webhooks import rules, signing
from clave.webhooks.commands import webhook as command
from clave.webhooks.models import Subscription
from clave.webhooks.operations import subscribing
from clave.webhooks.rules import AREAS, EVENTS
from tests.asking import Asking, code_of
from tests.cast import Cast, made_webhook

EVENT = "promises.promise.made"
NEW = {"name": "ERP", "url": "https://hooks.example/clave?key=hidden", "events": [EVENT]}


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of these tests lead somewhere public."""
    known = {"hooks.example": "93.184.215.14", "inside.example": "10.0.0.7"}
    real = outbound.socket.getaddrinfo

    def found(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return [(2, 1, 6, "", (known[name], 443))] if name in known else real(host, *rest, **more)

    monkeypatch.setattr(outbound.socket, "getaddrinfo", found)


def test_the_secret_is_shown_once_and_the_database_does_not_hold_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    page = client.post("/webhooks/", NEW).content.decode()
    secret = page.split('id="secret" value="')[1].split('"')[0]
    made = Subscription.objects.get()
    assert secret == signing.shown(signing.secret_of(made.salt))
    assert secret not in str(Subscription.objects.values())
    assert secret not in client.get(f"/webhooks/{made.pk}/").content.decode()
    told = str(list(Entry.objects.filter(event__startswith="webhooks.").values()))
    assert "hooks.example" in told
    assert "hidden" not in told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"url": "http://hooks.example/"}, "expected https://"),
        ({"url": "https://inside.example/"}, "not on the public internet"),
        ({"url": "https://127.0.0.1/"}, "not on the public internet"),
        ({"url": "https://no-such-machine.invalid/"}, "No machine is known"),
        ({"url": "https://me:word@hooks.example/"}, "without a user"),
        ({"events": []}, "Choose at least one event."),
        ({"areas": ["access"], "events": []}, "Select a valid choice"),
        ({"events": ["access.role.granted"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_in_words(cast: Cast, client: Client, changed: dict[str, Any], told: str) -> None:
    client.force_login(cast.champion)
    answer = client.post("/webhooks/", NEW | changed)
    assert (answer.status_code, Subscription.objects.count()) == (422, 0)
    assert told in answer.content.decode()


def test_the_pages_keep_to_their_budgets_and_tell_an_administrator_no_subject(cast: Cast, open_page: Any) -> None:
    made = made_webhook(cast.champion, EVENT)
    facts = {"event": EVENT, "subject_type": "promises.promise", "state": "sent", "status": 200, "milliseconds": 7}
    for number in range(30):
        made.deliveries.create(message=f"h{number}", subject_id="4711", happened_at=timezone.now(), **facts)
    assert "hooks.example" in open_page(cast.champion, "webhooks").content.decode()
    own = open_page(cast.champion, "webhook", pk=made.pk).content.decode()
    assert (own.count("Send again"), own.count("promise 4711")) == (30, 30)
    theirs = open_page(cast.administrator, "webhook", pk=made.pk).content.decode()
    assert ("4711" in theirs, "Make a new secret" in theirs, "End the webhook" in theirs) == (False, False, True)


def test_a_stale_change_is_refused(cast: Cast, client: Client) -> None:
    made = made_webhook(cast.champion, EVENT)
    client.force_login(cast.champion)
    address = f"/webhooks/{made.pk}/"
    assert client.post(address, {**NEW, "version": 1, "name": "First"}).status_code == 302
    assert client.post(address, {**NEW, "version": 1, "name": "Second"}).status_code == 409
    assert Subscription.objects.get().name == "First"


def test_only_its_owner_says_where_it_goes(cast: Cast) -> None:
    made = made_webhook(cast.champion, EVENT)
    with pytest.raises(rules.OfAnother):
        subscribing.renew_secret(by=cast.administrator, subscription=made)
    with pytest.raises(rules.OfAnother):
        subscribing.end(by=cast[Role.FINANCE_PARTNER], subscription=made)
    assert subscribing.end(by=cast.administrator, subscription=made).state == "ended"
    with pytest.raises(rules.Ended):
        subscribing.reopen(by=cast.administrator, subscription=made)


def test_a_person_has_so_many_webhooks_and_no_more(cast: Cast) -> None:
    for _ in range(rules.MOST):
        made_webhook(cast.champion, EVENT)
    with pytest.raises(rules.TooMany):
        subscribing.subscribe(by=cast.champion, owner=cast.champion, **NEW)


def test_a_program_makes_changes_and_ends_its_own(cast: Cast) -> None:
    ask = Asking(cast.champion, TokenScope.CHANGE_WEBHOOKS, TokenScope.READ_PROMISES)
    assert EVENT in {each["name"] for each in ask.get("webhook-events")}
    made = ask("POST", "webhooks", NEW, Idempotency_Key="once")
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    again = ask("POST", "webhooks", NEW, Idempotency_Key="once").json()
    assert (again["number"], "secret" in again) == (made.json()["number"], False), "told once is told once"
    at = f"webhooks/{made.json()['number']}"
    assert code_of(ask("PUT", at, NEW)) == (428, "PRECONDITION_REQUIRED")
    changed = ask("PUT", at, NEW | {"name": "Chat"}, If_Match=made.headers["ETag"])
    assert (changed.status_code, changed.json()["name"]) == (200, "Chat")
    assert code_of(ask("PUT", at, NEW, If_Match=made.headers["ETag"])) == (412, "PRECONDITION_FAILED")
    assert ask("POST", f"{at}/secret").json()["secret"] != made.json()["secret"]
    assert ask("POST", f"{at}/end").json()["state"] == "ended"
    assert code_of(ask("POST", f"{at}/open")) == (409, "WEBHOOK_ENDED")
    assert code_of(ask("POST", "webhooks", NEW | {"events": ["value.run.done"]})) == (422, "WEBHOOK_EVENT_UNKNOWN")


def test_a_token_reaches_no_webhook_that_hears_more_than_it_reads(cast: Cast) -> None:
    made = made_webhook(cast.champion, EVENT)
    ask = Asking(cast.champion, TokenScope.CHANGE_WEBHOOKS)
    assert ask.get("webhooks")["items"] == []
    assert ask("GET", f"webhooks/{made.pk}").status_code == 404


def test_one_is_made_listed_and_ended_on_the_command_line(cast: Cast) -> None:
    words = ["create", cast.champion.email, NEW["url"], "--name", "ERP", "--event", EVENT, "--json"]
    made = CliRunner().invoke(command, words)
    assert (made.exit_code, json.loads(made.stdout)["secret"][:6]) == (0, "whsec_"), made.output
    listed = CliRunner().invoke(command, ["list"]).stdout
    assert ("hooks.example" in listed, "hidden" in listed) == (True, False)
    number = str(Subscription.objects.get().pk)
    assert "0 new, 0 sent or settled" in CliRunner().invoke(command, ["send"]).stderr
    assert CliRunner().invoke(command, ["end", number]).exit_code == 0
    assert CliRunner().invoke(command, ["open", number]).exit_code == 2
    assert CliRunner().invoke(command, ["end", "999999"]).exit_code == 2


def test_a_whole_area_is_chosen_by_one_box_and_only_what_is_offered(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    page = client.get("/webhooks/").content.decode()
    assert (
        page.index("Choosing key accounts")
        < page.index("portfolio.key_account.admitted")
        < page.index("Sponsors and visits")
    )
    assert "access.role.granted" not in page
    answer = client.post("/webhooks/", NEW | {"areas": ["sponsorship"], "events": ["promises.promise.made"]})
    assert answer.status_code == 200
    visits = {"sponsorship.visit.planned", "sponsorship.visit.moved", "sponsorship.visit.called_off"}
    assert set(Subscription.objects.get().events) == visits | {"promises.promise.made"}
    assert set(AREAS) == {name.partition(".")[0] for name in EVENTS}
