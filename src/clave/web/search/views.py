"""The doors of search: the page with everything that was found, and the part of it that the palette shows while one types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.seeking import MOST_LETTERS
from clave.web.search.asking import MOST, SHORTEST, Found, search
from clave.web.search.kinds import GROUPS
from clave.web.search.pages import every_page

IN_PALETTE = 4
"""How many of each group the palette shows."""


@doors.requires(Action.SEARCH, methods=doors.READING)
def search_page(request: SignedIn) -> HttpResponse:
    """Everything this person may see that holds what they look for, group by group."""
    kind = request.GET.get("kind", "")
    group = next((one for one in GROUPS if one.key == kind), None)
    found = _found(request, {"each": MOST, "group": group.key} if group else {})
    return render(request, "web/search.html", {"found": found, "only": group, "shortest": SHORTEST, "most": MOST})


@doors.requires(Action.SEARCH, methods=doors.READING)
def palette(request: SignedIn) -> HttpResponse:
    """The best of each group as choices; before anything is typed, the pages one can go to."""
    found = _found(request, {"each": IN_PALETTE})
    pages = [] if found.asked else list(every_page(request.user))
    return render(request, "web/search_palette.html", {"found": found, "pages": pages, "shortest": SHORTEST})


def _found(request: SignedIn, how: dict[str, object]) -> Found:
    asked = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:MOST_LETTERS]
    return search(request.user, asked, **how)  # type: ignore[arg-type]
