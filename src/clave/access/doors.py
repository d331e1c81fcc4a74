"""The doors of the web application: every view says which action it needs, or that it is open to all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import ROLE_NAMES, Action, who_may

View = Callable[..., HttpResponseBase]
READING = frozenset({"GET", "HEAD"})
PUBLIC = "public"
SIGNED_IN = "signed in"


def requires(
    action: Action, *, writing: Action | None = None, methods: Collection[str] = ("GET", "HEAD", "POST")
) -> Callable[[View], View]:
    """Open this view to those who may do `action` (and `writing`, where given, for anything but reading)."""

    def mark(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            needed = action if writing is None or request.method in READING else writing
            if not cast(User, request.user).may(needed):
                return refuse(request, needed)
            if request.method not in methods:
                return not_asked_so(request, methods)
            return view(request, *args, **kwargs)

        door.login_required = True  # type: ignore[attr-defined]
        door.opens_to = action  # type: ignore[attr-defined]
        door.writing = writing or action  # type: ignore[attr-defined]
        return door

    return mark


def public(view: View) -> View:
    """Open this view to everybody, signed in or not."""
    opened = login_not_required(view)
    opened.opens_to = PUBLIC  # type: ignore[attr-defined]
    return opened


def signed_in(view: View) -> View:
    """Open this view to everybody who is signed in, whatever their roles."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    door.login_required = True  # type: ignore[attr-defined]
    door.opens_to = SIGNED_IN  # type: ignore[attr-defined]
    return door


def refuse(request: HttpRequest, action: Action) -> HttpResponseBase:
    """The page that says this may not be done, and who can do it."""
    able = [gettext(ROLE_NAMES[role]) for role in who_may(action)]
    return render(request, "access/forbidden.html", {"able": able}, status=403)


def not_asked_so(request: HttpRequest, methods: Collection[str]) -> HttpResponseBase:
    """Whoever only looks, as with a copied address, is told that a form is sent here; a program needs no page."""
    page = render_to_string("access/form_only.html", request=request) if request.method == "GET" else ""
    return HttpResponseNotAllowed(list(methods), page)
