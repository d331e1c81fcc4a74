"""The pages of the navigation, found by their name or that of their section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from clave.access.policy import Action
from clave.kit.seeking import folded
from clave.web.context import Page, Section, sections_for

if TYPE_CHECKING:
    from clave.access.models import User

OWN = Section(
    _("My account"),
    (
        Page(_("Notifications"), "/notifications/", Action.SEE_MY_DAY),
        Page(_("What I am told of"), "/notifications/preferences/", Action.SEE_MY_DAY),
        Page(_("API tokens"), "/tokens/", Action.HOLD_TOKENS),
        Page(_("Password"), "/accounts/password/change/", Action.SEE_MY_DAY),
    ),
)
"""What stands at the foot of the navigation."""


def every_page(user: User) -> Iterator[tuple[Section, Page]]:
    """The pages this person may open, with the section they stand in."""
    for section in (*sections_for(user), OWN):
        yield from ((section, page) for page in section.pages if user.may(page.needs))


def pages_of(user: User, words: Sequence[str]) -> Iterator[tuple[str, str, str, int]]:
    """Those whose name, with that of their section, holds all the words: name, section, address, and how good a hit it is."""
    for section, page in every_page(user):
        name, within = str(page.label), str(section.label)
        if all(word in folded(f"{name} {within}") for word in words):
            yield name, "" if within == name else within, page.path, int(not folded(name).startswith(words[0]))
