"""A process that locks a charter, migrates or saves on request, each in a child of its own that is killed at a given moment.

The kernel ends the child, whatever it is doing then and without a word, as `kill -9` from elsewhere would.
"""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db.models import Count

from tests.ledger import importing
from tests.ledger.importing import Answer

WHY = "The board asked for one more."


def propose() -> Answer:
    """The next charter, drafted, proposed and approved by all but one."""
    from clave.access.policy import Role
    from clave.portfolio.operations import charter as operations
    from clave.portfolio.queries.charter import terms_of

    made = operations.draft_charter(by=_somebody(Role.CHAMPION), reason=WHY)
    more = replace(terms_of(made), first=made.first + 1)
    made = operations.edit_charter(by=_somebody(Role.CHAMPION), charter=made, version=made.version, terms=more)
    made = operations.propose_charter(by=_somebody(Role.CHAMPION), charter=made, version=made.version)
    made = operations.approve_charter(by=_somebody(Role.FINANCE_PARTNER), charter=made, version=made.version)
    return {"version": made.version}


def lock() -> Answer:
    """The approval that locks the charter which waits for it."""
    from clave.access.policy import Role
    from clave.portfolio.models import Charter
    from clave.portfolio.operations.charter import approve_charter

    last = Charter.objects.order_by("number").last()
    assert last is not None
    approve_charter(by=_somebody(Role.EXECUTIVE_SPONSOR), charter=last, version=last.version)
    return {}


def charters() -> Answer:
    """How every charter stands, with what belongs to it, and whether its seal and the history hold."""
    from clave.access import chain
    from clave.access.models import Entry
    from clave.portfolio.models import Charter
    from clave.portfolio.operations.charter import verify_charter

    rows = Charter.objects.annotate(yes=Count("approvals")).order_by("number")
    stand = [(row.number, str(row.state), row.version, row.yes, bool(row.digest)) for row in rows]
    seals = [str(verify_charter(row)) for row in rows if row.state in ("locked", "replaced")]
    return {
        "rows": stand,
        "seals": seals,
        "entries": Entry.objects.count(),
        "broken": bool(chain.first_break(chain.head())),
    }


def migrate() -> Answer:
    """Bring the database to this version, as `clave migrate` does."""
    from django.core.management import call_command

    from clave.ledger.operations import catch_up_coverage

    call_command("migrate", interactive=False, verbosity=0)
    catch_up_coverage()
    return {}


def save(path: str) -> Answer:
    """Write a backup, as `clave backup` does."""
    from clave.web.backups import operations

    return {"tables": operations.save(Path(path)).tables}


def whole(path: str) -> Answer:
    """What a backup holds, once everything in it was checked; raises where it is not whole."""
    from clave.web.backups import archive

    with tempfile.TemporaryDirectory() as folder:
        return {"tables": archive.unpacked(Path(path), Path(folder)).tables}


def _somebody(role: str) -> Any:
    """The first person who holds this role and no other."""
    from clave.access.models import User

    return next(user for user in User.objects.filter(is_active=True).order_by("pk") if set(user.roles) == {role})


def mortal(do: Callable[..., Answer]) -> Callable[..., Answer]:
    """The same, in a process that is killed after so many seconds where some are given, also if its work is done by then.

    So some kills fall between the last thing done and the answer, as when a machine stops before it could tell anybody.
    """

    def done(*, dies_after: float = 0.0, **words: Any) -> Answer:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, dies_after)
        told = do(**words)
        while dies_after:
            signal.pause()
        return told

    return done


if __name__ == "__main__":
    importing.REQUESTS |= {each.__name__: mortal(each) for each in (propose, lock, charters, migrate, save, whole)}
    importing.main()
