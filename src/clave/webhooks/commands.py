"""Webhooks on the command line, for programs that are set up where nobody opens a page."""

from __future__ import annotations

import json
from typing import Any

import click

from clave.access import rules as access
from clave.access.models import User
from clave.kit.starting import on_the_database
from clave.webhooks import rules
from clave.webhooks.models import Subscription
from clave.webhooks.operations import delivering, subscribing


@click.group()
def webhook() -> None:
    """Make, list, open and end webhooks."""


@webhook.command("create")
@click.argument("email")
@click.argument("url")
@click.option("--name", required=True, help="What will hear of it: the ERP, a chat …")
@click.option("--event", "events", multiple=True, required=True, help="What it hears of; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with the secret.")
@on_the_database
def create(email: str, url: str, name: str, events: tuple[str, ...], as_json: bool) -> None:
    """Send to URL what EMAIL may see of these events, and print the secret, this once."""
    owner = User.objects.filter(email=email.strip().lower()).first()
    if owner is None:
        raise access.PersonUnknown(email=email)
    made, secret = subscribing.subscribe(by=None, owner=owner, name=name, url=url, events=events)
    click.echo(f"Webhook {made.pk} sends to {made.host} what {owner.email} may see.", err=True)
    click.echo(json.dumps({**_row(made), "secret": secret}, ensure_ascii=False) if as_json else secret)


@webhook.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@on_the_database
def list_all(as_json: bool) -> None:
    """Print every webhook, newest first; no secret is among it."""
    rows = [_row(each) for each in Subscription.objects.select_related("owner")]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            "\t".join([str(row["number"]), row["owner"], row["name"], row["host"], row["state"], *row["events"]])
        )


@webhook.command("send")
@on_the_database
def send() -> None:
    """Hand out what happened and send what is due, as the worker does every few seconds."""
    handed = delivering.hand_out()
    taken, failed = delivering.send_due()
    click.echo(f"{handed} new, {taken} sent or settled, {failed} to be tried again.", err=True)


@webhook.command("open")
@click.argument("number", type=int)
@on_the_database
def open_again(number: int) -> None:
    """Go on sending where the webhook of this NUMBER stopped."""
    click.echo(f"{subscribing.reopen(by=None, subscription=_found(number))} is open.", err=True)


@webhook.command("end")
@click.argument("number", type=int)
@on_the_database
def end(number: int) -> None:
    """Send nothing more for the webhook of this NUMBER."""
    click.echo(f"{subscribing.end(by=None, subscription=_found(number))} has ended.", err=True)


def _found(number: int) -> Subscription:
    found: Subscription | None = Subscription.objects.filter(pk=number).first()
    if found is None:
        raise rules.Unknown(number=number)
    return found


def _row(row: Subscription) -> dict[str, Any]:
    """What is known of a webhook, in plain values; its address may be secret."""
    same = {"number": row.pk, "owner": row.owner.email, "name": row.name, "host": row.host, "state": row.state}
    return {**same, "events": row.events}
