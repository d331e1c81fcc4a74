"""People who sign in, their roles and tokens, as tables that leave Clave."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from clave.access.models import ApiToken, Entry, RoleGrant, User
from clave.access.queries import Told, told_to
from clave.kit.tables import Table, listed


def users(people: Iterable[User]) -> Table:
    """One row a person: the roles held now, whether the door opens, since when a second factor is asked."""
    columns = [
        ("full_name", gettext("Name"), lambda who: who.full_name),
        ("email", gettext("E-mail address"), lambda who: who.email),
        ("roles", gettext("Roles"), lambda who: ", ".join(who.role_names)),
        ("is_active", gettext("Access"), lambda who: who.is_active),
        ("second_factor_since", gettext("Second factor since"), lambda who: _day(who.second_factor_since)),
        ("second_factor_due_on", gettext("Second factor needed by"), lambda who: who.second_factor_due_on),
    ]
    return listed(gettext("Users and roles"), people, columns, as_of=timezone.localdate())


def grants(given: Iterable[RoleGrant]) -> Table:
    """One row a role that a person holds or held: by whom, why, and how it ended."""
    columns = [
        ("email", gettext("E-mail address"), lambda grant: grant.user.email),
        ("role", gettext("Role"), lambda grant: grant.role_name),
        ("granted_on", gettext("Given"), lambda grant: _day(grant.granted_at)),
        ("granted_by", gettext("Given by"), lambda grant: grant.granted_by and str(grant.granted_by)),
        ("reason", gettext("Why"), lambda grant: grant.reason),
        ("withdrawn_on", gettext("Withdrawn"), lambda grant: _day(grant.withdrawn_at)),
        ("withdrawn_by", gettext("Withdrawn by"), lambda grant: grant.withdrawn_by and str(grant.withdrawn_by)),
        ("withdrawn_reason", gettext("Why withdrawn"), lambda grant: grant.withdrawn_reason),
    ]
    return listed(gettext("Roles"), given, columns, as_of=timezone.localdate())


def tokens(held: Iterable[ApiToken]) -> Table:
    """One row a token: whose, for what, and when it ends; never the secret."""
    columns = [
        ("name", gettext("Token"), lambda token: str(token)),
        ("start", gettext("Begins with"), lambda token: token.start),
        ("owner", gettext("Whose"), lambda token: token.owner.email),
        ("scopes", gettext("May"), lambda token: " ".join(sorted(token.loan.scopes))),
        ("last_used_on", gettext("Last used"), lambda token: _day(token.last_used_at)),
        ("expires_on", gettext("Ends"), lambda token: _day(token.expires_at)),
        ("revoked_on", gettext("Revoked"), lambda token: _day(token.revoked_at)),
    ]
    return listed(gettext("API tokens"), held, columns, as_of=timezone.localdate())


def history(reader: User, entries: QuerySet[Entry]) -> Table:
    """One row an entry, newest first; values where the reader's roles read their class, and never those of a person."""

    def values(told: Told, side: str) -> str | None:
        found = getattr(told, side)
        return None if found is None else json.dumps(found, ensure_ascii=False, sort_keys=True)

    columns = [
        ("number", gettext("Number"), lambda told: told.entry.seq),
        ("at", gettext("When"), lambda told: told.entry.at),
        ("actor", gettext("Who"), lambda told: str(told.entry.actor) if told.entry.actor else gettext("command line")),
        ("event", gettext("Event"), lambda told: told.entry.event),
        ("what", gettext("What"), lambda told: told.words),
        ("subject_type", gettext("Kind of object"), lambda told: told.entry.subject_type),
        ("subject_id", gettext("Number or code"), lambda told: told.entry.subject_id),
        ("request", gettext("Request"), lambda told: told.entry.request_id),
        ("before", gettext("Before"), lambda told: values(told, "before")),
        ("after", gettext("After"), lambda told: values(told, "after")),
        ("hash", gettext("Hash"), lambda told: told.entry.hash),
    ]
    rows = (told_to(reader, entry) for entry in entries.iterator(chunk_size=1000))
    return listed(gettext("History"), rows, columns, as_of=timezone.localdate())


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
