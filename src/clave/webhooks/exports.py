"""Webhooks and their messages as tables that leave Clave."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext

from clave.kit.tables import Table, listed
from clave.webhooks.models import Subscription
from clave.webhooks.queries import Line


def webhooks(rows: Iterable[Subscription]) -> Table:
    """One row a webhook: whose, where it stands, of what it hears; the host alone, for an address may hold a secret."""
    columns = [
        ("name", gettext("Webhook"), lambda row: row.name),
        ("host", gettext("Host"), lambda row: row.host),
        ("owner", gettext("Whose"), lambda row: str(row.owner)),
        ("state", gettext("State"), lambda row: row.state_name),
        ("events", gettext("Events"), lambda row: " ".join(row.events)),
        ("waiting", gettext("Waiting"), lambda row: row.waiting),
        ("sent_at", gettext("Last sent"), lambda row: row.sent_at),
    ]
    return listed(gettext("Webhooks"), rows, columns, as_of=timezone.localdate())


def messages(lines: Iterable[Line]) -> Table:
    """One row a message: the event, what it is about where the reader may know, how it was sent."""
    columns = [
        ("message", gettext("Message"), lambda line: line.delivery.message),
        ("event", gettext("Event"), lambda line: line.delivery.event),
        ("subject", gettext("About"), lambda line: line.subject),
        ("happened_at", gettext("When"), lambda line: line.delivery.happened_at),
        ("state", gettext("State"), lambda line: line.delivery.state_name),
        ("tries", gettext("Tries"), lambda line: line.delivery.tries),
        ("status", gettext("Answer"), lambda line: line.delivery.status),
        ("error", gettext("What went wrong"), lambda line: line.delivery.error),
        ("milliseconds", gettext("Milliseconds"), lambda line: line.delivery.milliseconds),
        ("tried_at", gettext("Tried"), lambda line: line.delivery.tried_at),
    ]
    return listed(gettext("Messages"), lines, columns, as_of=timezone.localdate())
