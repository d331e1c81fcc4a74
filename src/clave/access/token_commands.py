"""Tokens of the API on the command line, for programs that are set up where nobody opens a page."""

from __future__ import annotations

import json
from typing import Any

import click

from clave.access import rules, tokens
from clave.access.lending import TokenScope
from clave.access.models import ApiToken, User
from clave.kit.starting import on_the_database

SCOPES = click.Choice([scope.value for scope in TokenScope])


@click.group()
def token() -> None:
    """Make, list and revoke tokens of the API."""


@token.command("create")
@click.argument("email")
@click.option("--name", required=True, help="What will use it: the ERP, a report …")
@click.option("--scope", "scopes", type=SCOPES, multiple=True, required=True, help="What it may do; may be repeated.")
@click.option("--days", default=90, show_default=True, help="How many days it lives; at most a year.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with the secret.")
@on_the_database
def create_token(email: str, name: str, scopes: tuple[str, ...], days: int, as_json: bool) -> None:
    """Make a token that acts for EMAIL and print its secret, this once."""
    lent = [TokenScope(scope) for scope in scopes]
    made, secret = tokens.make_token(by=None, owner=_person(email), name=name, scopes=lent, days=days)
    told = f"Token {made.pk} acts for {made.owner.email} until {made.expires_at:%Y-%m-%d}. Its secret is not kept."
    click.echo(told, err=True)
    click.echo(json.dumps({**_row(made), "secret": secret}, ensure_ascii=False) if as_json else secret)


@token.command("list")
@click.argument("email", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@on_the_database
def list_tokens(email: str | None, as_json: bool) -> None:
    """Print every token, or those of EMAIL, newest first; no secret is among it."""
    found = ApiToken.objects.select_related("owner")
    rows = [_row(each) for each in (found.filter(owner=_person(email)) if email else found)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        used = row["last_used_at"] or "never used"
        words = [row["number"], row["start"], row["owner"], row["name"], row["state"], row["expires_at"], used]
        click.echo("\t".join([*map(str, words), ", ".join(row["scopes"])]))


@token.command("revoke")
@click.argument("number", type=int)
@on_the_database
def revoke_token(number: int) -> None:
    """End the token of this NUMBER at once, whoever its owner is."""
    found = ApiToken.objects.select_related("owner").filter(pk=number).first()
    if found is None:
        raise rules.TokenUnknown(number=number)
    tokens.revoke_token(by=None, token=found)
    click.echo(f"Token {number} ({found}) of {found.owner.email} opens nothing any more.", err=True)


def _person(email: str) -> User:
    """Who signs in with this address."""
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise rules.PersonUnknown(email=email)
    return found


def _row(token: ApiToken) -> dict[str, Any]:
    """What is known of a token, in plain values."""
    state = "revoked" if token.revoked_at else "live" if token.is_live else "ended"
    used = token.last_used_at
    return {
        "number": token.pk,
        "start": token.start,
        "owner": token.owner.email,
        "name": token.name,
        "state": state,
        "scopes": token.scopes,
        "made_at": token.made_at.isoformat(timespec="seconds"),
        "expires_at": token.expires_at.isoformat(timespec="seconds"),
        "last_used_at": used.isoformat(timespec="seconds") if used else None,
    }
