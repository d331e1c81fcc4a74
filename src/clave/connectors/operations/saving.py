"""Connectors are set up, changed, paused; and somebody who answers for the data allows one to bring it in by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.connectors.models import Connector
from clave.connectors.operations.rights import refuse_owner, refuse_unless, refuse_unless_brings
from clave.connectors.programs import EXPECTED, sql
from clave.connectors.refusals import AddressNotFit, ConnectorChanged, NameTaken, SecretNeeded
from clave.connectors.rules import Program, Rhythm, next_going
from clave.connectors.sealing import refuse_name, seal
from clave.kit.outbound import UrlRefused, refuse_url
from clave.ledger.models import MappingProfile

if TYPE_CHECKING:
    from clave.access.models import User

TOLD = ("name", "program", "brings", "database", "changed_column", "rhythm", "hour", "is_paused", "query")
"""What the history keeps of a connector: never its secret."""
PERSONAL = ("address", "login")
WHAT_IT_READS = ("address", "database", "login", "query", "changed_column", "mapping_id", "owner_id")
"""A change of these takes back the leave to bring data in without a person."""


@dataclass(frozen=True)
class Terms:
    """A connector as somebody wants it to be; without a secret it keeps the one it has."""

    name: str
    address: str
    owner: User
    database: str = ""
    login: str = ""
    secret: str = ""
    secret_variable: str = ""
    query: str = ""
    changed_column: str = ""
    mapping: MappingProfile | None = None
    rhythm: Rhythm = Rhythm.NEVER
    hour: int = 5


@transaction.atomic
def add_connector(*, by: User | None, program: Program, brings: str, terms: Terms) -> Connector:
    """Set up a connector; it goes when asked, and by its rhythm."""
    refuse_unless(by, Action.CHANGE_CONNECTORS)
    row = Connector(program=program, brings=brings)
    return _saved(row, terms, by, {}, "connectors.connector.added")


@transaction.atomic
def change_connector(*, by: User | None, connector: Connector, version: int, terms: Terms) -> Connector:
    """Change a connector; when it reads something else now, nobody has allowed that yet."""
    refuse_unless(by, Action.CHANGE_CONNECTORS)
    row = _locked(connector)
    if row.version != version:
        raise ConnectorChanged
    return _saved(row, terms, by, _facts(row), "connectors.connector.changed")


@transaction.atomic
def pause_connector(*, by: User | None, connector: Connector, paused: bool) -> Connector:
    """Let a connector rest, or go again."""
    refuse_unless(by, Action.CHANGE_CONNECTORS)
    row = _locked(connector)
    if row.is_paused != paused:
        before, row.is_paused, row.failures, row.goes_at = _facts(row), paused, 0, None if paused else _goes_at(row)
        _keep(row, by, before, "connectors.connector.changed")
    return row


@transaction.atomic
def allow_connector(*, by: User, connector: Connector, allowed: bool) -> Connector:
    """Say that clean data may come in without a person, or that it may not any more; who brings it in says so."""
    refuse_unless(by, Action.ALLOW_CONNECTORS)
    row = _locked(connector)
    refuse_unless_brings(by, row.kind)
    if (row.allowed_by is not None) != allowed:
        before = {"brings_in_by_itself": row.allowed_by is not None}
        row.allowed_by, row.allowed_at = (by, timezone.now()) if allowed else (None, None)
        row.version += 1
        row.save()
        told = {"before": before, "after": {"brings_in_by_itself": allowed}}
        journal.record(by=by, event="connectors.connector.allowed", subject=row, **told, holds=FieldClass.F0)
    return row


def _saved(row: Connector, terms: Terms, by: User | None, before: Mapping[str, Any], event: str) -> Connector:
    """The connector with these terms, checked as a whole."""
    reads = {name: getattr(row, name) for name in WHAT_IT_READS} if row.pk else {}
    refuse_owner(terms.owner, row.kind)
    if Connector.objects.filter(name=terms.name).exclude(pk=row.pk).exists():
        raise NameTaken(name=terms.name)
    for name in (
        "name",
        "address",
        "database",
        "login",
        "query",
        "changed_column",
        "mapping",
        "rhythm",
        "hour",
        "owner",
    ):
        setattr(row, name, getattr(terms, name))
    _refuse_misfit(row)
    new_secret = _take_secret(row, terms, moved=_host(row.address) != _host(reads.get("address", row.address)))
    if new_secret or any(getattr(row, name) != told for name, told in reads.items()):
        row.allowed_by = row.allowed_at = None
    row.failures, row.goes_at = 0, None if row.is_paused else _goes_at(row)
    return _keep(row, by, before, event, secret_changed=new_secret)


def _refuse_misfit(row: Connector) -> None:
    """Address and query must be what the program needs. Raises AddressNotFit and what `programs.sql` does."""
    if row.program == Program.SQL:
        sql.refuse_address(row.address)
        sql.refuse_select(row.query)
        return
    try:
        refuse_url(row.address)
    except UrlRefused:
        raise AddressNotFit(expected=EXPECTED[Program(row.program)]) from None


def _take_secret(row: Connector, terms: Terms, *, moved: bool) -> bool:
    """Seal the secret that came, or remember where it is kept; says whether it is another one than before."""
    if terms.secret_variable:
        refuse_name(terms.secret_variable)
        new = row.secret_variable != terms.secret_variable
        row.secret_variable, row.sealed_secret = terms.secret_variable, ""
        return new
    if terms.secret:
        row.sealed_secret, row.secret_variable = seal(terms.secret), ""
    elif row.secret_variable:
        row.secret_variable = ""
        return True
    elif moved and row.sealed_secret:
        raise SecretNeeded
    return bool(terms.secret)


def _keep(
    row: Connector, by: User | None, before: Mapping[str, Any], event: str, secret_changed: bool = False
) -> Connector:
    row.version += 1 if row.pk else 0
    row.save()
    after = {**_facts(row), "secret_changed": secret_changed}
    personal = {name: getattr(row, name) for name in PERSONAL}
    journal.record(
        by=by, event=event, subject=row, before=dict(before), after=after, personal=personal, holds=FieldClass.F7
    )
    return row


def _facts(row: Connector) -> dict[str, Any]:
    return {
        **{name: str(getattr(row, name)) for name in TOLD},
        "host": _host(row.address),
        "mapping": str(row.mapping or ""),
        "owner": row.owner_id,
        "brings_in_by_itself": row.allowed_by_id is not None,
    }


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _goes_at(row: Connector) -> datetime | None:
    return next_going(Rhythm(row.rhythm), row.hour, timezone.localtime())


def _locked(connector: Connector) -> Connector:
    rows = Connector.objects.select_for_update(of=("self",)).select_related("owner", "allowed_by", "mapping")
    row: Connector = rows.get(pk=connector.pk)
    return row
