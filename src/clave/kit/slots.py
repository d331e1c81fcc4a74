"""Places on a page that apps further up may fill: who owns the page names the place, and knows nobody who fills it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Filler = Callable[[HttpRequest, Any], str]
"""Takes the request and what the page is about; gives escaped HTML, empty where there is nothing for this reader."""
CUSTOMER = "customer"
"""Below the figures of a customer; the subject is the customer."""
VISITS = "visits"
"""Beside the heading of one key account's visits; the subject is the customer."""
_FILLERS: dict[str, dict[str, Filler]] = {}


def fill(place: str, name: str, filler: Filler) -> None:
    """Fill a place from now on; a filler of the same name is replaced."""
    _FILLERS.setdefault(place, {})[name] = filler


def filled(place: str, request: HttpRequest, subject: Any) -> list[str]:
    """What everybody puts there for this reader, in the order of their names."""
    found = (filler(request, subject) for _, filler in sorted(_FILLERS.get(place, {}).items()))
    return [part for part in found if part]
