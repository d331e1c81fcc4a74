"""E-mails to people as a table that leaves Clave: to whom, of which day, how it went; never what they say."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext

from clave.kit.tables import Table, listed
from clave.notices.models import Digest


def mails(digests: Iterable[Digest]) -> Table:
    """One row an e-mail, those that wait first."""
    columns = [
        ("email", gettext("To"), lambda row: row.user.email),
        ("on", gettext("Of"), lambda row: row.on),
        ("state", gettext("State"), lambda row: row.state_name),
        ("tries", gettext("Tries"), lambda row: row.tries),
        ("next_try_at", gettext("Next try"), lambda row: row.next_try_at if row.state == "waiting" else None),
        ("sent_at", gettext("Sent"), lambda row: row.sent_at),
        ("last_error", gettext("What the mail server said"), lambda row: row.last_error),
    ]
    return listed(gettext("E-mails"), digests, columns, as_of=timezone.localdate())
