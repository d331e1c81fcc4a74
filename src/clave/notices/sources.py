"""Where news comes from: apps further up say what there is to tell a person, and this app knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clave.access.models import User
    from clave.notices.rules import News

Source = Callable[["User", date], Iterable["News"]]
"""Takes a person and a day; gives what this person may see and should know, in the language that is active."""
_SOURCES: dict[str, Source] = {}


def tell(name: str, source: Source) -> None:
    """Ask this source from now on; one of the same name is replaced."""
    _SOURCES[name] = source


def news_of(user: User, on: date) -> list[News]:
    """Everything there is to tell a person on a day, from every source; nothing to who holds no role."""
    if not user.roles:
        return []
    return [each for _, source in sorted(_SOURCES.items()) for each in source(user, on)]
