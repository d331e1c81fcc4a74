"""The door of practices for other programs."""

from __future__ import annotations

from typing import Any

from ninja import Router

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Answer, Limit, newest_first
from clave.review.queries import practices as queries

PRACTICES = gettext_noop("Practices")
router = Router(tags=[PRACTICES])


class PracticeTold(Answer):
    """One practice card, how often it was copied, judged, and found to work."""

    number: int
    title: str
    what: str
    fits: str
    measure: str
    source: str
    source_words: str
    evidence: str
    evidence_path: str
    copied: int
    judged: int
    worked: int


class PracticesTold(Answer):
    """A page of cards, the newest first."""

    items: list[PracticeTold]
    next_cursor: str | None


@router.get("/practices", response=PracticesTold, url_name="practices", summary=PRACTICES)
@requires(Action.SEE_PRACTICES)
def practices(request: SignedIn, limit: Limit = 50, cursor: After = "", q: str = "") -> dict[str, Any]:
    """The practice cards that hold the words of `q`."""
    return newest_first(queries.practices(request.user, q[:100]), limit, cursor, _told, by="number")


def _told(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PracticeTold.model_fields}
