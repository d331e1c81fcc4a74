"""Saving, renaming, sharing and deleting views of lists: the only writer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from clave.access import journal
from clave.access.policy import FieldClass
from clave.saved_views.lists import SavedList
from clave.saved_views.models import SavedView
from clave.saved_views.rules import MOST_VIEWS, NameTaken, NothingToSave, TooManyViews, narrowed

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def save_view(*, by: User, of: SavedList, name: str, query: str, shared_with: str = "") -> SavedView:
    """Keep the filters and the order of a list under a name."""
    journal.lock()
    kept, name = narrowed(query, of.parameters), name.strip()
    if not kept:
        raise NothingToSave
    own = SavedView.objects.owned_by(by).filter(address=of.address)
    if own.count() >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    _refuse_taken(own, name)
    made = SavedView.objects.create(owner=by, address=of.address, name=name, query=kept, shared_with=shared_with)
    journal.record(by=by, event="saved_views.view.saved", subject=made, after=_image(made), holds=FieldClass.F7)
    return made


@transaction.atomic
def change_view(*, by: User, view: SavedView, name: str, shared_with: str) -> SavedView:
    """Give a view another name, or share it with another role or with nobody."""
    journal.lock()
    before, name = _image(view), name.strip()
    _refuse_taken(SavedView.objects.owned_by(by).filter(address=view.address).exclude(pk=view.pk), name)
    view.name, view.shared_with = name, shared_with
    if _image(view) != before:
        view.save(update_fields=["name", "shared_with"])
        journal.record(
            by=by,
            event="saved_views.view.changed",
            subject=view,
            before=before,
            after=_image(view),
            holds=FieldClass.F7,
        )
    return view


@transaction.atomic
def delete_view(*, by: User, view: SavedView) -> None:
    """Take a view away, also from those it was shared with; the list itself stays as it is."""
    subject = (view._meta.label_lower, str(view.pk))
    journal.record(by=by, event="saved_views.view.discarded", subject=subject, before=_image(view), holds=FieldClass.F7)
    view.delete()


def _refuse_taken(own: Any, name: str) -> None:
    if own.filter(name=name).exists():
        raise NameTaken(name=name)


def _image(view: SavedView) -> dict[str, str]:
    return {"address": view.address, "name": view.name, "query": view.query, "shared_with": view.shared_with}
