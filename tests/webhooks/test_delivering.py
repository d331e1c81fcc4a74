"""What happened reaches whoever may hear of it: once, signed, tried again, and never where it must not go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from clave.access import journal
from clave.access.lending import TokenScope
from clave.access.models import User
from clave.access.operations import grant_role
from clave.access.policy import FieldClass, Role
from clave.notices.models import Notice
from clave.notices.sources import news_of
from clave.promises.operations.keeping import say
from clave.promises.rules.states import Word
from clave.webhooks import rules
from clave.webhooks.models import Delivery, Subscription
from clave.webhooks.operations import delivering, subscribing
from clave.webhooks.rules import EVENTS, WAITS
from clave.webhooks.subjects import SUBJECTS
from tests.cast import Cast, customer_of, key_account_of, made_webhook, person
from tests.promises.keeping import Keeping
from tests.receiving import Inbox, receiver

SOURCE = Path(__file__).resolve().parents[2] / "src" / "clave"
GRANTED = "access.role.granted"


@pytest.fixture(autouse=True)
def _at_home(settings: Any) -> None:
    settings.OUTBOUND_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.PUBLIC_URL = "https://clave.example"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def url(inbox: Inbox) -> Iterator[str]:
    with receiver(inbox.take) as address:
        yield address


def subscribed(owner: User, url: str, *events: str) -> tuple[Subscription, str]:
    return subscribing.subscribe(by=owner, owner=owner, name="ERP", url=url, events=events)


def granted(cast: Cast, name: str = "newcomer") -> User:
    """Something that happens: somebody is given a role."""
    someone = person(name)
    grant_role(by=cast.administrator, user=someone, role=Role.READER, reason="new here")
    return someone


def carried(after: timedelta = timedelta()) -> tuple[int, int]:
    """What the worker does, some time later."""
    delivering.hand_out()
    return delivering.send_due(timezone.now() + after)


def test_what_happens_is_told_once_signed_and_without_a_figure(cast: Cast, url: str, inbox: Inbox) -> None:
    granted(cast, "before")
    _, secret = subscribed(cast.administrator, url, GRANTED)
    someone = granted(cast)
    assert carried() == (1, 0)
    assert carried() == (0, 0)
    (headers,), (body,) = inbox.headers, inbox.bodies
    told = Webhook(secret).verify(body.decode(), headers)
    link = f"https://clave.example/users/{someone.pk}/"
    assert told["data"] == {"subject": "user", "id": str(someone.pk), "page": link}
    assert (told["type"], set(told)) == (GRANTED, {"type", "timestamp", "data"})
    assert "new here" not in body.decode()
    sent = Delivery.objects.get()
    assert (sent.state, sent.status, sent.tries) == ("sent", 204, 1)


def test_nothing_is_told_of_what_was_taken_back(cast: Cast, url: str, inbox: Inbox) -> None:
    subscribed(cast.administrator, url, GRANTED)
    with transaction.atomic():
        granted(cast)
        transaction.set_rollback(True)
    assert (carried(), inbox.bodies) == ((0, 0), [])


def test_a_failure_is_tried_again_later_each_time_and_under_one_number(cast: Cast, url: str, inbox: Inbox) -> None:
    inbox.statuses = [500, 302, 204]
    made, _ = subscribed(cast.administrator, url, GRANTED)
    granted(cast)
    assert carried() == (0, 1)
    assert carried() == (0, 0), "not before its time"
    assert carried(WAITS[0]) == (0, 1), "a redirect is not followed"
    made.refresh_from_db()
    assert made.failing_since
    assert carried(WAITS[0] + WAITS[1]) == (1, 0)
    assert len({each["webhook-id"] for each in inbox.headers}) == 1
    sent = Delivery.objects.get()
    made.refresh_from_db()
    assert (sent.state, sent.tries, made.failing_since) == ("sent", 3, None)


def test_a_receiver_that_is_gone_is_called_no_more_and_its_owner_is_told(cast: Cast, url: str, inbox: Inbox) -> None:
    inbox.statuses = [410]
    made, _ = subscribed(cast.administrator, url, GRANTED)
    granted(cast)
    carried()
    made.refresh_from_db()
    assert (made.state, made.stopped_why) == ("stopped", "410")
    granted(cast, "another")
    assert carried(timedelta(days=1)) == (0, 0)
    (told,) = [each for each in news_of(cast.administrator, timezone.localdate()) if each.kind == "webhooks"]
    assert told.to == f"/webhooks/{made.pk}/"
    inbox.statuses = [204]
    subscribing.reopen(by=cast.administrator, subscription=made)
    assert carried() == (2, 0), "what waited and what happened meanwhile"


def test_a_receiver_that_fails_for_days_is_called_no_more(cast: Cast, url: str, inbox: Inbox) -> None:
    inbox.statuses = [503]
    made, _ = subscribed(cast.administrator, url, GRANTED)
    granted(cast)
    later = timedelta()
    for wait in (timedelta(), *WAITS):
        later += wait
        assert carried(later) == (0, 1)
    made.refresh_from_db()
    assert (made.state, Delivery.objects.get().state, len(inbox.bodies)) == ("stopped", "given_up", 1 + len(WAITS))
    assert later > rules.STOPS_AFTER


def test_a_slow_receiver_is_left_and_its_other_messages_wait(
    cast: Cast, inbox: Inbox, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "SECONDS", 0.2)

    def silent(request: BaseHTTPRequestHandler) -> None:
        request.rfile.read()

    with receiver(silent) as slow:
        subscribed(cast.administrator, slow, GRANTED)
        subscribed(cast.administrator, url, GRANTED)
        granted(cast)
        granted(cast, "another")
        assert carried() == (2, 1)
    assert len(inbox.bodies) == 2
    tried = Delivery.objects.exclude(error="").get()
    assert "within 0.2 seconds" in tried.error
    assert Delivery.objects.filter(state="waiting", tries=0).get().next_try_at > timezone.now()


def test_an_address_that_became_private_is_not_called(cast: Cast, url: str, inbox: Inbox, settings: Any) -> None:
    subscribed(cast.administrator, url, GRANTED)
    granted(cast)
    settings.OUTBOUND_NETWORKS = [ip_network("10.0.0.0/8")]
    assert carried() == (0, 1)
    assert (inbox.bodies, "not on the public internet" in Delivery.objects.get().error) == ([], True)


def test_the_old_secret_signs_beside_the_new_one_for_a_day(cast: Cast, url: str, inbox: Inbox) -> None:
    made, old = subscribed(cast.administrator, url, GRANTED)
    new = subscribing.renew_secret(by=cast.administrator, subscription=made)
    granted(cast)
    carried()
    for secret in (old, new):
        assert Webhook(secret).verify(inbox.bodies[0].decode(), inbox.headers[0])
    Subscription.objects.update(old_until=timezone.now())
    granted(cast, "another")
    carried()
    assert len(inbox.headers[1]["webhook-signature"].split()) == 1
    assert Webhook(new).verify(inbox.bodies[1].decode(), inbox.headers[1])


def admitted(*users: User, code: str) -> None:
    """The history's word that a key account was admitted."""
    held = key_account_of(*users, code=code)
    with transaction.atomic():
        journal.record(by=None, event="portfolio.key_account.admitted", subject=held, holds=FieldClass.F0)


def test_a_manager_hears_of_own_key_accounts_alone(cast: Cast, url: str, inbox: Inbox) -> None:
    manager = cast[Role.KEY_ACCOUNT_MANAGER]
    subscribed(manager, url, "portfolio.key_account.admitted")
    admitted(code="THEIRS")
    admitted(manager, code="MINE")
    assert carried() == (1, 0)
    (body,) = map(json.loads, inbox.bodies)
    assert (body["data"]["id"], body["data"]["api"]) == ("MINE", "https://clave.example/api/v1/key-accounts/MINE")
    assert Delivery.objects.count() == 1, "what they may not see is not even in the log"


@pytest.mark.parametrize("lost", ["customer", "role", "login"])
def test_rights_are_read_when_the_message_goes_out(cast: Cast, url: str, inbox: Inbox, lost: str) -> None:
    manager = cast[Role.KEY_ACCOUNT_MANAGER]
    subscribed(manager, url, "portfolio.key_account.admitted")
    admitted(manager, code="MINE")
    delivering.hand_out()
    if lost == "customer":
        customer_of(code="MINE").assignments.update(valid_to=timezone.localdate() - timedelta(days=1))
    elif lost == "role":
        manager.grants.update(withdrawn_at=timezone.now(), withdrawn_reason="moved")
    else:
        User.objects.filter(pk=manager.pk).update(is_active=False)
    delivering.send_due()
    assert (inbox.bodies, Delivery.objects.get().state) == ([], "withheld")


def test_what_a_token_made_hears_no_more_than_the_token_reads(cast: Cast, url: str, inbox: Inbox) -> None:
    made = made_webhook(
        cast.champion, GRANTED, "portfolio.key_account.admitted", "promises.promise.made", url=url,
        scopes=" ".join([TokenScope.CHANGE_WEBHOOKS, TokenScope.READ_PROMISES]),
    )  # fmt: skip
    admitted(code="C9")
    granted(cast)
    carried()
    assert (inbox.bodies, made.deliveries.count()) == ([], 0)


def test_a_promise_is_told_as_kept_or_broken_whoever_judged_it(keeping: Keeping, url: str, inbox: Inbox) -> None:
    champion = keeping.cast.champion
    subscribed(champion, url, rules.KEPT, rules.BROKEN)
    kept, late, judged = (keeping.promise(what) for what in ("one", "two", "three"))
    say(by=champion, promise=kept, word=Word.DONE, today=date(2026, 3, 18))
    say(by=champion, promise=late, word=Word.LATE, reason="The lorry broke", today=date(2026, 3, 18))
    judged.outcomes.create(period_on=date(2026, 3, 1), verdict="broken", kept=0, by=champion)
    with transaction.atomic():
        after = {str(judged.number): ["2026-03-01"]}
        journal.record(by=None, event="promises.judged", subject=("promises.judging", "9"), after=after)
    assert carried() == (3, 0)
    told = [(each["type"], each["data"]["id"]) for each in map(json.loads, inbox.bodies)]
    assert told == [
        (rules.KEPT, str(kept.number)),
        (rules.BROKEN, str(late.number)),
        (rules.BROKEN, str(judged.number)),
    ]


def test_what_a_person_is_told_of_is_heard_once(cast: Cast, url: str, inbox: Inbox) -> None:
    subscribed(cast.champion, url, "notices.visits")
    for kind in ("visits", "training"):
        Notice.objects.create(user=cast.champion, key=f"{kind}-7-overdue", kind=kind)
    assert carried() == (1, 0)
    assert carried() == (0, 0)
    assert json.loads(inbox.bodies[0])["data"]["id"] == "visits-7-overdue"


def test_two_workers_send_a_message_once(cast: Cast, url: str, inbox: Inbox) -> None:
    subscribed(cast.administrator, url, GRANTED)
    granted(cast)
    delivering.hand_out()
    first, second = Delivery.objects.get(), Delivery.objects.get()
    assert delivering._claim(first, timezone.now())
    assert not delivering._claim(second, timezone.now())


def test_a_message_is_sent_again_under_its_number(cast: Cast, url: str, inbox: Inbox) -> None:
    subscribed(cast.administrator, url, GRANTED)
    granted(cast)
    carried()
    subscribing.send_again(by=cast.administrator, delivery=Delivery.objects.get())
    carried()
    assert (len(inbox.bodies), len({each["webhook-id"] for each in inbox.headers})) == (2, 1)


def test_old_messages_are_forgotten_those_that_wait_are_not(cast: Cast, url: str) -> None:
    made = made_webhook(cast.champion, GRANTED, url=url)
    long_ago = timezone.now() - timedelta(days=31)
    for state in ("sent", "waiting"):
        made.deliveries.create(
            message=state, event=GRANTED, subject_type="x", subject_id="1", happened_at=long_ago, state=state
        )
    delivering.sweep()
    assert [each.state for each in made.deliveries.all()] == ["waiting"]


def test_every_event_that_is_offered_is_written_by_an_operation_or_is_a_kind_of_notice() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py") if "webhooks" not in file.parts)
    whole = set(re.findall(r'event=f?"([\w.]+)"', text)) | set(re.findall(r'event = "([\w.]+)"', text))
    begun = set(re.findall(r'event=f"([\w.]+\.)\{event\}"', text))
    verbs = set(re.findall(r'record\([\w.]+, "([\w.]+)"', text)) | {"approved", "refused", "won", "lost", "asked"}
    notices = {f"notices.{kind}" for kind in ("promises", "visits", "approvals", "training", "appointments")}
    for name in EVENTS.keys() - {rules.KEPT, rules.BROKEN} - notices:
        heads = [each for each in begun if name.startswith(each)]
        assert name in whole or any(name.removeprefix(head) in verbs for head in heads), name


def test_every_subject_has_a_gate_of_its_own() -> None:
    assert [name for name in SUBJECTS if not hasattr(apps.get_model(name)._default_manager, "visible_to")] == []
