"""What a saved view is: the filters and the order of one list, under a name. No Django here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from clave.kit.refusals import Refusal, gettext_noop

MOST_VIEWS = 20
LONGEST_QUERY = 1_000


class NothingToSave(Refusal):
    """The list is shown as it always is."""

    code = "VIEW_EMPTY"
    template = gettext_noop(
        "There is nothing to save yet. Choose a filter or an order first, then save it under a name."
    )


class NameTaken(Refusal):
    """Another view of the same list of this person has that name."""

    code = "VIEW_NAME_TAKEN"
    template = gettext_noop(
        "You have a view “%(name)s” of this list already. Give this one another name, or delete that one."
    )


class TooManyViews(Refusal):
    """So many links help nobody."""

    code = "VIEWS_TOO_MANY"
    template = gettext_noop("You have %(most)s views of this list. Delete one that you need no more.")
    http_status: ClassVar[int] = 409


def narrowed(query: str, parameters: Iterable[str]) -> str:
    """What of a query string a list understands and is not empty, always in the same order."""
    known = set(parameters)
    pairs = parse_qsl(query[: 4 * LONGEST_QUERY], max_num_fields=100)
    return urlencode(sorted((name, value) for name, value in pairs if name in known))[:LONGEST_QUERY]


def gone(query: str, parameters: Iterable[str]) -> list[str]:
    """The filters of a saved query that the list does not have any more."""
    known = set(parameters)
    return sorted({name for name, _ in parse_qsl(query) if name not in known})
