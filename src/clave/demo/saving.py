"""The demo's saved views: what each role looks for again and again, some of them shared with a role."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.kit.refusals import gettext_noop
from clave.saved_views.lists import list_named
from clave.saved_views.operations import save_view

VIEWS: tuple[tuple[Role, str, str, str, str], ...] = (
    (Role.CHAMPION, "customers", gettext_noop("Losing money"), "losing=on&show=singles", Role.FINANCE_PARTNER),
    (Role.CHAMPION, "customers", gettext_noop("Gone quiet"), "quiet=on", ""),
    (
        Role.CHAMPION,
        "candidates",
        gettext_noop("Just below the line"),
        "sort=chance&status=near_line",
        Role.COMMITTEE_MEMBER,
    ),
    (Role.CHAMPION, "candidates", gettext_noop("What we should find out"), "lacking=on&sort=known", ""),
    (Role.CHAMPION, "promises", gettext_noop("Broken promises"), "broken=on", Role.KEY_ACCOUNT_MANAGER),
    (Role.KEY_ACCOUNT_MANAGER, "candidates", gettext_noop("Chance to enter"), "sort=chance", ""),
    (Role.FUNCTION_MEMBER, "promises", gettext_noop("Broken lately"), "broken=on", ""),
    (Role.FINANCE_PARTNER, "whale", gettext_noop("Beyond the usual cost to serve"), "sort=beyond", ""),
    (Role.PEOPLE_LEAD, "people", gettext_noop("Without a login"), "login=no", ""),
    (Role.ADMINISTRATOR, "history", gettext_noop("Roles given and withdrawn"), "event=access.role", ""),
)
"""Whose, of which list, its name, what it keeps, and with which role it is shared."""


def save_views(*, users: Mapping[Role, User]) -> None:
    """Each role finds its list as it needs it."""
    for role, address, name, query, shared_with in VIEWS:
        of = list_named(address)
        assert of is not None
        save_view(by=users[role], of=of, name=gettext(name), query=query, shared_with=shared_with)
