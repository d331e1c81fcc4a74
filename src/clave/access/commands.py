"""People and history on the command line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext

from clave.access import chain, operations, queries, rules
from clave.access.chain import ANCHORS as ANCHORS
from clave.access.models import User
from clave.access.policy import Role
from clave.kit.starting import give_up, on_the_database

ROLES = click.Choice([role.value for role in Role])


@click.group()
def user() -> None:
    """Add people and give them roles."""


@user.command("add")
@click.argument("email")
@click.option("--role", "roles", type=ROLES, multiple=True, required=True, help="What the person is; may be repeated.")
@click.option("--name", default="", help="Full name; the part before the @ when absent.")
@click.option("--language", default="en", show_default=True, help="Language the person reads.")
@click.option("--reason", default="Added on the command line", show_default=True, help="Why, kept in the history.")
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="First line is it.")
@click.option("--password", hidden=True, help="Refused: others on this machine could read it.")
@on_the_database
def add_user(
    email: str,
    roles: tuple[str, ...],
    name: str,
    language: str,
    reason: str,
    password_file: Path | None,
    password: str | None,
) -> None:
    """Let EMAIL sign in, with one role or several; the password is asked for, or read from CLAVE_PASSWORD or a file."""
    if password is not None:
        raise rules.SecretOnCommandLine
    person = operations.add_user(
        by=None,
        email=email,
        full_name=name or email.partition("@")[0],
        password=_password(password_file),
        language=language,
        roles=[Role(role) for role in roles],
        reason=reason,
    )
    click.echo(f"{person.email} can sign in now: {', '.join(roles)}.", err=True)


@user.command("rescue")
@click.argument("email")
@click.option("--reason", required=True, help="Why, kept in the history.")
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="First line is it.")
@on_the_database
def rescue_user(email: str, reason: str, password_file: Path | None) -> None:
    """Break the glass: give EMAIL a new password, take the second factor away, end every session, open the login again."""
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise rules.PersonUnknown(email=email)
    operations.rescue_user(user=found, password=_password(password_file), reason=reason)
    click.echo(f"{found.email} can sign in with the new password. It stands in the history.", err=True)


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@on_the_database
def list_users(as_json: bool) -> None:
    """Print everybody who can sign in, or could."""
    rows = queries.rows_of(User.objects.prefetch_related("grants"))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        state = "active" if row["active"] else "inactive"
        click.echo("\t".join([row["email"], row["full_name"], state, ", ".join(row["roles"])]))


@click.group()
def audit() -> None:
    """Check the history chain."""


@audit.command()
@on_the_database
def verify() -> None:
    """Read the whole history, print its length and head, and exit 2 where it is not what was written."""
    end, anchors = chain.head(), chain.anchors(settings.DATA_DIR / ANCHORS)
    if broken := chain.first_break(end, anchors):
        give_up(f"HISTORY_BROKEN: entry {broken.seq}: {gettext(broken.reason)}.", 2)
    click.echo(f"{end.seq} entries, head {end.hash}")


@audit.command()
@on_the_database
def anchor() -> None:
    """Write the head of the history to the data folder and print it; keep a copy elsewhere."""
    end = chain.head()
    chain.anchor(settings.DATA_DIR / ANCHORS, end)
    click.echo(str(end))


def _password(file: Path | None) -> str:
    """From the file, else the environment, else asked for twice."""
    if file:
        return file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    if given := os.environ.get("CLAVE_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody is here to be asked: give --password-file or CLAVE_PASSWORD.")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked
