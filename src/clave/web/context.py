"""What every page of a signed-in person shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.access.models import User
from clave.access.policy import Action

NAVIGATION = (
    ("home", _("My day"), Action.SEE_MY_DAY),
    ("customers", _("Customers"), Action.SEE_CUSTOMERS),
    ("whale", _("Value"), Action.SEE_WHALE_CURVE),
    ("runs", _("Runs"), Action.SEE_RUNS),
    ("hierarchy", _("Groups"), Action.SEE_HIERARCHY),
    ("people", _("People"), Action.SEE_PEOPLE),
    ("imports", _("Data"), Action.SEE_IMPORTS),
    ("users", _("Users"), Action.SEE_USERS),
    ("history", _("History"), Action.SEE_HISTORY),
)
"""Address name, label, and the action a person needs to be shown the way there."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The way to every page this person may open, and the roles held."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    items = [
        {"href": href, "label": label, "current": is_current(href, request.path)}
        for href, label in ((reverse(name), label) for name, label, action in NAVIGATION if user.may(action))
    ]
    return {"navigation": items, "roles": user.role_names or [gettext("no role yet")]}


def is_current(href: str, path: str) -> bool:
    """Whether the page at `path` belongs under the item `href`."""
    return path == href if href == "/" else path.startswith(href)
