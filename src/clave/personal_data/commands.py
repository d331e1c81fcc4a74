"""Personal data on the command line: everything about one person, erasing one, keeping the periods."""

from __future__ import annotations

from typing import Any

import click
from django.utils import timezone

from clave.kit.starting import on_the_database
from clave.personal_data import operations
from clave.personal_data.erasing import Person
from clave.personal_data.exporting import as_text, everything_about
from clave.personal_data.mentions import NUMBERS, table_of
from clave.personal_data.operations.people import together
from clave.personal_data.rules import PersonNotFound, Whose

KINDS = click.Choice([Whose.CONTACT.value, "user", Whose.COLLEAGUE.value])


@click.group()
def person() -> None:
    """Everything about one person as a file; erase one."""


@person.command("export")
@click.argument("kind", type=KINDS)
@click.argument("key")
@on_the_database
def export(kind: str, key: str) -> None:
    """Print everything about one person as JSON: KEY is the e-mail address, or the number in files."""
    told = everything_about(user=None, people=_found(kind, key), today=timezone.localdate())
    click.echo(as_text(told))


@person.command("erase")
@click.argument("kind", type=KINDS)
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@on_the_database
def erase(kind: str, key: str, yes: bool) -> None:
    """Erase one person for good, at every customer: KEY is the e-mail address, or the number in files."""
    people = _found(kind, key)
    if not yes:
        click.confirm(f"Erase {people[0][1]} for good?", abort=True, err=True)
    for made in _erase(*people[0]):
        went = ", ".join(f"{name} {count}" for name, count in made.counts.items() if count)
        click.echo(f"erased {made.whose} {made.subject_id}: {went}", err=True)


@person.command("periods")
@on_the_database
def periods() -> None:
    """Take away now what is due under every period that is switched on, as the worker does once a day."""
    for key, gone in operations.keep_periods(timezone.localdate()).items():
        click.echo(f"{key}\t{gone}")


def _erase(whose: Whose, found: Any) -> list[Any]:
    if whose is Whose.CONTACT:
        return operations.erase_contact(by=None, contact=found)
    erase_one = operations.erase_login if whose is Whose.LOGIN else operations.erase_colleague
    return erase_one(by=None, **{"user" if whose is Whose.LOGIN else "person": found})


def _found(kind: str, key: str) -> list[Person]:
    """The records of one person; raises PersonNotFound."""
    whose = Whose.LOGIN if kind == "user" else Whose(kind)
    rows = table_of(whose)._default_manager
    found = list(rows.filter(email__iexact=key.strip()))
    if not found and whose in NUMBERS:
        found = list(rows.filter(**{NUMBERS[whose]: key.strip()}))
    if not found:
        raise PersonNotFound(key=key)
    first: Any = found[0]
    return together(first) if whose is Whose.LOGIN else [(whose, each) for each in found]
