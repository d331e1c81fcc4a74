"""Webhooks. Written by `make client` from the schema of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from clave.client.asking import UNSET, Asking, segment


@dataclass(frozen=True)
class EventTold:
    """An event that the token can hear of."""

    name: str = UNSET
    words: str = UNSET


@dataclass(frozen=True)
class MessageTold:
    """One message: how often it was tried, and what the receiver answered."""

    number: int = UNSET
    message: str = UNSET
    event: str = UNSET
    happened_at: datetime = UNSET
    state: str = UNSET
    tries: int = UNSET
    tried_at: datetime | None = UNSET
    next_try_at: datetime = UNSET
    status: int | None = UNSET
    error: str = UNSET
    milliseconds: int | None = UNSET


@dataclass(frozen=True)
class SecretTold:
    """A new secret; the one before signs beside it until `old_until`."""

    secret: str = UNSET
    old_until: datetime = UNSET


@dataclass(frozen=True)
class WebhookMade:
    """A new webhook with the secret that signs its messages; an answer repeated for its key lacks it."""

    number: int = UNSET
    name: str = UNSET
    url: str = UNSET
    events: list[str] = UNSET
    state: str = UNSET
    stopped_why: str = UNSET
    failing_since: datetime | None = UNSET
    made_at: datetime = UNSET
    version: int = UNSET
    secret: str = UNSET


@dataclass(frozen=True)
class WebhookTold:
    """One webhook; `failing_since` is null while its receiver takes what is sent."""

    number: int = UNSET
    name: str = UNSET
    url: str = UNSET
    events: list[str] = UNSET
    state: str = UNSET
    stopped_why: str = UNSET
    failing_since: datetime | None = UNSET
    made_at: datetime = UNSET
    version: int = UNSET


class WebhooksApi:
    """Webhooks."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def events(self) -> list[EventTold]:
        """The events that this token can hear of, as far as its scopes read what they are about."""
        return cast("list[EventTold]", self._asking.read(list[EventTold], "/webhook-events", {}))

    def webhooks(self, *, limit: int = UNSET) -> Iterator[WebhookTold]:
        """The owner's webhooks that were made with the scopes of this token, newest first."""
        return self._asking.pages(WebhookTold, "/webhooks", {"limit": limit})

    def make(self, *, name: str, url: str, events: list[str]) -> WebhookMade:
        """Hear of events from now on; the secret is told this once."""
        return cast(
            "WebhookMade",
            self._asking.write(WebhookMade, "POST", "/webhooks", {"name": name, "url": url, "events": events}),
        )

    def webhook(self, pk: int) -> WebhookTold:
        """One webhook; its ETag is what a change of it needs."""
        return cast("WebhookTold", self._asking.read(WebhookTold, f"/webhooks/{segment(pk)}", {}))

    def change(self, pk: int, *, name: str, url: str, events: list[str]) -> WebhookTold:
        """Hear of something else, or under another address."""
        return cast(
            "WebhookTold",
            self._asking.write(
                WebhookTold,
                "PUT",
                f"/webhooks/{segment(pk)}",
                {"name": name, "url": url, "events": events},
                versioned=True,
            ),
        )

    def renew(self, pk: int) -> SecretTold:
        """A new secret, told this once; the old one signs beside it for a day."""
        return cast("SecretTold", self._asking.write(SecretTold, "POST", f"/webhooks/{segment(pk)}/secret", {}))

    def open_again(self, pk: int) -> WebhookTold:
        """Go on where it stopped."""
        return cast("WebhookTold", self._asking.write(WebhookTold, "POST", f"/webhooks/{segment(pk)}/open", {}))

    def end(self, pk: int) -> WebhookTold:
        """Send nothing more."""
        return cast("WebhookTold", self._asking.write(WebhookTold, "POST", f"/webhooks/{segment(pk)}/end", {}))

    def messages(self, pk: int, *, limit: int = UNSET) -> Iterator[MessageTold]:
        """The messages of a webhook, newest first, each with what the receiver answered."""
        return self._asking.pages(MessageTold, f"/webhooks/{segment(pk)}/messages", {"limit": limit})

    def again(self, pk: int) -> MessageTold:
        """Send a message once more, under the number it has."""
        return cast(
            "MessageTold", self._asking.write(MessageTold, "POST", f"/webhook-messages/{segment(pk)}/again", {})
        )
