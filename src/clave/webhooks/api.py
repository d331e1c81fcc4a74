"""The doors of webhooks for other programs: list, make, change, renew the secret, end; what was sent, and sending it again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from ninja import Router
from ninja.responses import Status
from pydantic import Field

from clave.access.api_door import requires, tells_once
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import ETAG, IF_MATCH, After, Answer, Asked, Limit, etag, newest_first, refuse_stale
from clave.webhooks.models import Delivery, Subscription
from clave.webhooks.operations import subscribing as operations
from clave.webhooks.rules import EVENTS

WEBHOOKS = gettext_noop("Webhooks")
router = Router(tags=[WEBHOOKS])
Events = Annotated[list[str], Field(max_length=100)]


class WebhookAsked(Asked):
    """What hears of it, under which address, and of what."""

    name: str = Field(min_length=1, max_length=100)
    url: str = Field(min_length=1, max_length=500)
    events: Events


class WebhookTold(Answer):
    """One webhook; `failing_since` is null while its receiver takes what is sent."""

    number: int
    name: str
    url: str
    events: list[str]
    state: str
    stopped_why: str
    failing_since: datetime | None
    made_at: datetime
    version: int


class WebhookMade(WebhookTold):
    """A new webhook with the secret that signs its messages; an answer repeated for its key lacks it."""

    secret: str


class SecretTold(Answer):
    """A new secret; the one before signs beside it until `old_until`."""

    secret: str
    old_until: datetime


class Webhooks(Answer):
    """A page of webhooks, newest first."""

    items: list[WebhookTold]
    next_cursor: str | None


class MessageTold(Answer):
    """One message: how often it was tried, and what the receiver answered."""

    number: int
    message: str
    event: str
    happened_at: datetime
    state: str
    tries: int
    tried_at: datetime | None
    next_try_at: datetime
    status: int | None
    error: str
    milliseconds: int | None


class Messages(Answer):
    """A page of messages, newest first."""

    items: list[MessageTold]
    next_cursor: str | None


class EventTold(Answer):
    """An event that the token can hear of."""

    name: str
    words: str


@router.get(
    "/webhook-events", response=list[EventTold], url_name="webhook-events",
    summary=gettext_noop("Events to hear of"),
)  # fmt: skip
@requires(Action.SEE_WEBHOOKS)
def events(request: SignedIn) -> list[dict[str, str]]:
    """The events that this token can hear of, as far as its scopes read what they are about."""
    return [{"name": name, "words": gettext(EVENTS[name].words)} for name in operations.offered(request.user)]


@router.get("/webhooks", response=Webhooks, url_name="webhooks", summary=WEBHOOKS)
@requires(Action.SEE_WEBHOOKS)
def webhooks(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The owner's webhooks that were made with the scopes of this token, newest first."""
    return newest_first(Subscription.objects.visible_to(request.user), limit, cursor, told, by="pk")


@router.post("/webhooks", response={201: WebhookMade}, url_name="webhooks", summary=gettext_noop("Make a webhook"))
@requires(Action.CHANGE_WEBHOOKS)
@tells_once("secret")
def make(request: SignedIn, response: HttpResponse, asked: WebhookAsked) -> Status[Any]:
    """Hear of events from now on; the secret is told this once."""
    made, secret = operations.subscribe(by=request.user, owner=request.user, **asked.dict())
    response.headers["Location"] = f"/api/v1/webhooks/{made.pk}"
    return Status(201, {**_tagged(response, made), "secret": secret})


@router.get(
    "/webhooks/{int:pk}", response=WebhookTold, url_name="webhook", openapi_extra=ETAG,
    summary=gettext_noop("One webhook"),
)  # fmt: skip
@requires(Action.SEE_WEBHOOKS)
def webhook(request: SignedIn, response: HttpResponse, pk: int) -> dict[str, Any]:
    """One webhook; its ETag is what a change of it needs."""
    return _tagged(response, _seen(request, pk))


@router.put(
    "/webhooks/{int:pk}", response=WebhookTold, url_name="webhook", openapi_extra=IF_MATCH,
    summary=gettext_noop("Change a webhook"),
)  # fmt: skip
@requires(Action.CHANGE_WEBHOOKS)
def change(request: SignedIn, response: HttpResponse, pk: int, asked: WebhookAsked) -> dict[str, Any]:
    """Hear of something else, or under another address."""
    found = _seen(request, pk)
    refuse_stale(request, found.version)
    changed = operations.change(by=request.user, subscription=found, version=found.version, **asked.dict())
    return _tagged(response, changed)


@router.post(
    "/webhooks/{int:pk}/secret", response=SecretTold, url_name="renew-webhook-secret",
    summary=gettext_noop("Make a new secret"),
)  # fmt: skip
@requires(Action.CHANGE_WEBHOOKS)
@tells_once("secret")
def renew(request: SignedIn, pk: int) -> dict[str, Any]:
    """A new secret, told this once; the old one signs beside it for a day."""
    found = _seen(request, pk)
    secret = operations.renew_secret(by=request.user, subscription=found)
    found.refresh_from_db()
    return {"secret": secret, "old_until": found.old_until}


@router.post(
    "/webhooks/{int:pk}/open", response=WebhookTold, url_name="open-webhook",
    summary=gettext_noop("Open a webhook again"),
)  # fmt: skip
@requires(Action.CHANGE_WEBHOOKS)
def open_again(request: SignedIn, response: HttpResponse, pk: int) -> dict[str, Any]:
    """Go on where it stopped."""
    return _tagged(response, operations.reopen(by=request.user, subscription=_seen(request, pk)))


@router.post(
    "/webhooks/{int:pk}/end", response=WebhookTold, url_name="end-webhook", summary=gettext_noop("End a webhook")
)
@requires(Action.CHANGE_WEBHOOKS)
def end(request: SignedIn, response: HttpResponse, pk: int) -> dict[str, Any]:
    """Send nothing more."""
    return _tagged(response, operations.end(by=request.user, subscription=_seen(request, pk)))


@router.get(
    "/webhooks/{int:pk}/messages", response=Messages, url_name="webhook-messages",
    summary=gettext_noop("What a webhook was sent"),
)  # fmt: skip
@requires(Action.SEE_WEBHOOKS)
def messages(request: SignedIn, pk: int, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The messages of a webhook, newest first, each with what the receiver answered."""
    rows = Delivery.objects.visible_to(request.user).filter(subscription=_seen(request, pk))
    return newest_first(rows, limit, cursor, message_told, by="pk")


@router.post(
    "/webhook-messages/{int:pk}/again", response=MessageTold, url_name="send-message-again",
    summary=gettext_noop("Send a message again"),
)  # fmt: skip
@requires(Action.CHANGE_WEBHOOKS)
def again(request: SignedIn, pk: int) -> dict[str, Any]:
    """Send a message once more, under the number it has."""
    found = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("subscription"), pk=pk)
    return message_told(operations.send_again(by=request.user, delivery=found))


def told(row: Subscription) -> dict[str, Any]:
    """A webhook as the API tells it."""
    same = ("name", "url", "events", "state", "stopped_why", "failing_since", "made_at", "version")
    return {"number": row.pk, **{name: getattr(row, name) for name in same}}


def message_told(row: Delivery) -> dict[str, Any]:
    """A message as the API tells it."""
    same = [name for name in MessageTold.model_fields if name != "number"]
    return {"number": row.pk, **{name: getattr(row, name) for name in same}}


def _seen(request: SignedIn, pk: int) -> Subscription:
    found: Subscription = get_object_or_404(Subscription.objects.visible_to(request.user), pk=pk)
    return found


def _tagged(response: HttpResponse, row: Subscription) -> dict[str, Any]:
    response.headers["ETag"] = etag(row.version)
    return told(row)
