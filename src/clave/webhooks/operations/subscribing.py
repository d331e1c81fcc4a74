"""Making, changing and ending what another program hears of; only its owner says where it goes."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.models import Entry
from clave.access.operations import refuse_unless
from clave.access.policy import Action, FieldClass, Scope
from clave.kit.outbound import checked_addresses, refuse_url
from clave.webhooks import rules, signing
from clave.webhooks.gates import lent_words
from clave.webhooks.models import Delivery, Subscription
from clave.webhooks.rules import EVENTS, OLD_SECRET_HOLDS, TRIAL, Sending, State

if TYPE_CHECKING:
    from clave.access.models import User


def offered(owner: User) -> list[str]:
    """The events that this person can hear of."""
    return [name for name, event in EVENTS.items() if owner.may(event.needs)]


@transaction.atomic
def subscribe(
    *, by: User | None, owner: User, name: str, url: str, events: Collection[str]
) -> tuple[Subscription, str]:
    """A new webhook of one's own and its secret, told here and never again; `by` is None on the command line.

    Raises OfAnother, TooMany, what `rules.refuse` raises, and what looking up the address raises.
    """
    refuse_unless(owner, Action.CHANGE_WEBHOOKS)
    if by not in (None, owner):
        raise rules.OfAnother
    rules.refuse(name=name, events=events, offered=offered(owner))
    refuse_address(url)
    journal.lock()
    if Subscription.objects.filter(owner=owner).exclude(state=State.ENDED).count() >= rules.MOST:
        raise rules.TooMany(most=rules.MOST)
    salt, head = signing.new_salt(), Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    made = Subscription.objects.create(
        owner=owner, name=name.strip(), url=url, events=_sorted(events), scopes=lent_words(owner), salt=salt, seen_seq=head
    )  # fmt: skip
    _record(by, "added", made, after=_told(made))
    return made, signing.shown(signing.secret_of(salt))


@transaction.atomic
def change(
    *, by: User, subscription: Subscription, version: int, name: str, url: str, events: Collection[str]
) -> Subscription:
    """Send something else, or elsewhere. Raises Ended, Stale, and what making one raises."""
    found = _own(by, subscription, version)
    rules.refuse(name=name, events=events, offered=offered(by))
    refuse_address(url)
    before = _told(found)
    found.name, found.url, found.events, found.version = name.strip(), url, _sorted(events), found.version + 1
    found.save(update_fields=["name", "url", "events", "version"])
    _record(by, "changed", found, before=before, after=_told(found))
    return found


@transaction.atomic
def renew_secret(*, by: User, subscription: Subscription) -> str:
    """A new secret, told this once; the old one signs beside it for a day. Raises OfAnother and Ended."""
    found = _own(by, subscription)
    found.old_salt, found.old_until = found.salt, timezone.now() + OLD_SECRET_HOLDS
    found.salt, found.version = signing.new_salt(), found.version + 1
    found.save(update_fields=["salt", "old_salt", "old_until", "version"])
    _record(by, "renewed", found, after={"old_until": found.old_until.isoformat()})
    return signing.shown(signing.secret_of(found.salt))


@transaction.atomic
def end(*, by: User | None, subscription: Subscription) -> Subscription:
    """Send nothing more: one's own, or anybody's for administrators. Raises Ended."""
    found = _managed(by, subscription)
    found.state, found.version = State.ENDED, found.version + 1
    found.save(update_fields=["state", "version"])
    found.deliveries.filter(state=Sending.WAITING).update(state=Sending.GIVEN_UP)
    _record(by, "ended", found, before=_told(found))
    return found


@transaction.atomic
def reopen(*, by: User | None, subscription: Subscription) -> Subscription:
    """Go on where it stopped: what waited, and what happened meanwhile, is sent. Raises Ended and Open."""
    found = _managed(by, subscription)
    if found.state == State.OPEN:
        raise rules.Open(name=found.name)
    found.state, found.stopped_at, found.stopped_why, found.failing_since = State.OPEN, None, "", None
    found.version += 1
    found.save(update_fields=["state", "stopped_at", "stopped_why", "failing_since", "version"])
    found.deliveries.filter(state=Sending.WAITING).update(next_try_at=timezone.now())
    _record(by, "reopened", found)
    return found


@transaction.atomic
def send_again(*, by: User, delivery: Delivery) -> Delivery:
    """Send a message once more, under the number it has: a receiver that has it drops it. Raises Ended."""
    found = _managed(by, delivery.subscription)
    again = {"state": Sending.WAITING, "tries": 0, "next_try_at": timezone.now()}
    Delivery.objects.filter(pk=delivery.pk).update(**again)
    _record(by, "sent", found, after={"message": delivery.message})
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def try_out(*, by: User, subscription: Subscription) -> Delivery:
    """Send a message that says nothing, so that one sees what the receiver answers. Raises OfAnother and Ended."""
    found = _own(by, subscription)
    now = timezone.now()
    facts = {"subject_type": "webhooks.subscription", "subject_id": str(found.pk), "happened_at": now}
    made: Delivery = found.deliveries.create(message=f"t{found.pk}-{now:%Y%m%d%H%M%S%f}", event=TRIAL, **facts)
    _record(by, "tried", found, after={"message": made.message})
    return made


def refuse_address(url: str) -> None:
    """Raise UrlRefused, AddressUnknown or AddressRefused; every call looks the address up again."""
    parts = refuse_url(url)
    checked_addresses(parts.hostname or "", parts.port or 443)


def _managed(by: User | None, subscription: Subscription) -> Subscription:
    """The row, locked, for its owner and administrators."""
    refuse_unless(by, Action.CHANGE_WEBHOOKS)
    journal.lock()
    found: Subscription = Subscription.objects.get(pk=subscription.pk)
    if by is not None and found.owner_id != by.pk and by.writes(FieldClass.F7) is not Scope.ALL:
        raise rules.OfAnother
    if found.state == State.ENDED:
        raise rules.Ended(name=found.name)
    return found


def _own(by: User, subscription: Subscription, version: int | None = None) -> Subscription:
    """The row, locked, for its owner alone."""
    found = _managed(by, subscription)
    if found.owner_id != by.pk:
        raise rules.OfAnother
    if version not in (None, found.version):
        raise rules.Stale(name=found.name)
    return found


def _sorted(events: Collection[str]) -> list[str]:
    return [name for name in EVENTS if name in events]


def _told(row: Subscription) -> dict[str, Any]:
    return {"name": row.name, "host": row.host, "events": row.events, "owner": row.owner_id}


def _record(by: User | None, event: str, row: Subscription, **images: Any) -> None:
    journal.record(by=by, event=f"webhooks.subscription.{event}", subject=row, holds=FieldClass.F7, **images)
