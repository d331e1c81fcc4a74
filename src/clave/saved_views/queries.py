"""Which views of a list a person has, and which of them is on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from clave.saved_views.lists import SavedList, list_named
from clave.saved_views.models import SavedView
from clave.saved_views.rules import gone, narrowed

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Shown:
    """A view as a link: where it leads, whether it is what the page shows, and the filters that are no longer there."""

    view: SavedView
    of: SavedList
    path: str
    is_current: bool
    is_own: bool
    gone: list[str]


@dataclass(frozen=True)
class Bar:
    """The views of one list, and whether what is shown now could be saved as another."""

    of: SavedList
    views: list[Shown]
    query: str

    @property
    def can_save(self) -> bool:
        """Whether the list is narrowed or sorted in a way that has no name yet."""
        return bool(self.query) and not any(each.is_current for each in self.views)

    @property
    def has_own(self) -> bool:
        """Whether one of them is the reader's own."""
        return any(each.is_own for each in self.views)


def bar(user: User, address: str, query: str) -> Bar | None:
    """The views of the list at an address; None where it has none or is not for this person."""
    of = list_named(address)
    if of is None or not user.may(of.needs):
        return None
    now = narrowed(query, of.parameters)
    found = SavedView.objects.visible_to(user).filter(address=address)
    return Bar(of, [shown(each, user, of, now) for each in found], now)


def shown(view: SavedView, user: User, of: SavedList, now: str = "") -> Shown:
    """One view as a link."""
    path = f"{reverse(of.address)}?{narrowed(view.query, of.parameters)}"
    lost = gone(view.query, of.parameters)
    return Shown(view, of, path, view.query == now, view.owner_id == user.pk, lost)


def own_views(user: User) -> list[Shown]:
    """Every view of this person, list by list; those of a list that is not for them any more are left out."""
    found = ((each, list_named(each.address)) for each in SavedView.objects.owned_by(user))
    return [shown(each, user, of) for each, of in found if of is not None and user.may(of.needs)]
