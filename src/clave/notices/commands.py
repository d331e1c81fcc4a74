"""The digests on the command line."""

from __future__ import annotations

import click
from django.utils import timezone

from clave.kit.starting import NOT_SET_UP, SERVICE_AWAY, give_up, on_the_database
from clave.notices import operations, queries


@click.command()
@click.option("--dry-run", is_flag=True, help="Say who would be written to and about how many things; send nothing.")
@on_the_database
def digest(dry_run: bool) -> None:
    """Write and send the e-mails of today to everybody whose day it is; what failed before is tried again."""
    today = timezone.localdate()
    if dry_run:
        for due in operations.due_on(on=today):
            click.echo(f"{due.user.email}\t{len(due.news)}")
        return
    if not queries.mail_is_set_up():
        give_up("Mail is not set up. Set CLAVE_EMAIL_URL first (docs/handbook/notifications.md).", NOT_SET_UP)
    written = operations.write_digests(on=today)
    sent, failed = operations.send_waiting()
    click.echo(f"{written} written, {sent} sent or settled, {failed} to be tried again.", err=True)
    if failed:
        give_up("The mail server did not take all of them; they are kept and tried again.", SERVICE_AWAY)
