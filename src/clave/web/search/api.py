"""The door of search for other programs: the same answer as on the page, as far as the scopes of the token read."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext
from ninja import Query, Router

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.seeking import MOST_LETTERS
from clave.kit.wire import Answer
from clave.web.search.asking import search

Asked = Annotated[str, Query(min_length=2, max_length=MOST_LETTERS, description="What to look for.")]
router = Router(tags=[gettext_noop("Search")])


class HitTold(Answer):
    """One thing that was found, and the page it is on."""

    title: str
    detail: str
    path: str


class KindFound(Answer):
    """What was found of one kind: the best of it, and how much there is in all."""

    kind: str
    name: str
    count: int
    hits: list[HitTold]


class FoundTold(Answer):
    """Everything that holds all the words, whatever their case and accents."""

    count: int
    kinds: list[KindFound]


@router.get("/search", response=FoundTold, url_name="search", summary=gettext_noop("Find what holds these words"))
@requires(Action.SEARCH)
def find(request: SignedIn, q: Asked) -> dict[str, Any]:
    """The best of every kind that the token reads."""
    found = search(request.user, q)
    kinds = [
        {"kind": one.group.key, "name": gettext(one.group.heading), "count": one.count, "hits": one.hits}
        for one in found.sections
    ]
    return {"count": found.count, "kinds": kinds}
