"""Rows of a database: one SELECT, from a checked address, changed since a mark where it has a column that tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from clave.analytics.sources.databases import as_text, shown_address
from clave.analytics.sources.intake import FileRefused
from clave.analytics.sources.servers import PORTS, SERVERS, Asking, refuse_query, rows_of, sqlite_path
from clave.connectors.programs.way import Row, Way
from clave.connectors.refusals import (
    AddressHoldsSecret,
    AddressNotFit,
    ColumnGone,
    FolderClosed,
    LoginRefused,
    QueryNotFit,
    SourceRefused,
)
from clave.kit.outbound import checked_addresses

EXPECTED = "postgresql://host:5432/database"
OPTIONS = frozenset({"sslmode", "tls", "encrypt", "ca"})
"""What may stand behind the question mark of an address; drivers would take more, such as another host."""
WRONG_LOGIN = ("password authentication failed", "access denied", "login failed", "no password supplied")


def rows(way: Way, since: str) -> Iterator[Row]:
    """The columns of the query, then its rows; with `since` only those changed from then on."""
    try:
        found = rows_of(asking(way, since))
        headers = tuple(str(name) for name in next(found))
        place = _place(way, headers)
        yield Row(headers)
        for values in found:
            yield Row(tuple(_text(value, way) for value in values), "" if place is None else mark_of(values[place]))
    except FileRefused as refused:
        reason = str(refused.problem.facts.get("reason", "")) or refused.problem.sentence()
        if any(words in reason.lower() for words in WRONG_LOGIN):
            raise LoginRefused(host=way.host) from None
        raise SourceRefused(host=way.host, reason=reason) from None


def asking(way: Way, since: str) -> Asking:
    """The query as it is put to the server, and where that is. Raises what `refuse_address` does."""
    refuse_address(way.address)
    return Asking(
        url=way.address,
        query=refuse_query(way.query, way.host),
        name=shown_address(way.address),
        changed_column=way.changed_column,
        since=since,
        user=way.login or None,
        password=way.secret or None,
        reach=_reach(way.address),
        seconds=way.seconds,
    )


def refuse_address(address: str) -> str:
    """The scheme of an address that can be asked. Raises AddressNotFit, AddressHoldsSecret, FolderClosed."""
    try:
        parts = urlsplit(address)
        scheme, told = parts.scheme.lower(), (parts.username, parts.password, parts.port)
    except ValueError:
        raise AddressNotFit(expected=EXPECTED) from None
    if scheme not in SERVERS or (scheme != "sqlite" and not parts.hostname):
        raise AddressNotFit(expected=EXPECTED)
    if told[0] or told[1] or "password" in parts.query.lower():
        raise AddressHoldsSecret
    if not set(parse_qs(parts.query, keep_blank_values=True)) <= OPTIONS:
        raise AddressNotFit(expected=EXPECTED)
    if scheme == "sqlite":
        _refuse_closed(sqlite_path(address))
    return scheme


def refuse_select(query: str) -> None:
    """Raise QueryNotFit unless the query is one SELECT that only reads."""
    try:
        refuse_query(query, "")
    except FileRefused:
        raise QueryNotFit from None


def mark_of(value: Any) -> str:
    """When a row changed, as the database compares it: a number, a day, a moment to the microsecond, or its own text."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | int) and not isinstance(value, bool):
        return str(value)
    return value[:40] if isinstance(value, str) else ""


def _refuse_closed(path: Path) -> None:
    """A file is read only below a folder that the settings open, wherever its links lead."""
    real = path.resolve()
    if not any(real.is_relative_to(folder) for folder in settings.CONNECTOR_FOLDERS):
        raise FolderClosed


def _reach(address: str) -> str:
    """The checked address of the server; '' for a file."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return ""
    return str(checked_addresses(parts.hostname or "", parts.port or PORTS[parts.scheme])[0])


def _place(way: Way, headers: tuple[str, ...]) -> int | None:
    """Where the column stands that tells when a row changed; None where the connector names none."""
    if not way.changed_column:
        return None
    if way.changed_column not in headers:
        raise ColumnGone(host=way.host, column=way.changed_column)
    return headers.index(way.changed_column)


def _text(value: Any, way: Way) -> str | None:
    try:
        return as_text(value)
    except TypeError as error:
        raise SourceRefused(host=way.host, reason=f"{error}: not a value that can be read") from None
