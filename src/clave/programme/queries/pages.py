"""Which pages somebody may open: what a role may not open is shown as text, and never as a link to a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import resolve, reverse

from clave.programme.queries.sources import SOURCES
from clave.programme.rules.warnings import MODES

if TYPE_CHECKING:
    from clave.access.models import User


def open_pages(user: User) -> frozenset[str]:
    """The names of those pages to which the programme leads that this person may open."""
    names = {source.page for source in SOURCES.values()} | {mode.page for mode in MODES}
    return frozenset(name for name in names if user.may(resolve(reverse(name)).func.opens_to))  # type: ignore[attr-defined]
