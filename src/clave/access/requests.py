"""Which request is being answered, and by whom it was sent."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from clave.access.models import User

request_id: ContextVar[str] = ContextVar("clave_request_id", default="")
"""The number of the request, so that the history can quote it without operations carrying it around."""


class SignedIn(HttpRequest):
    """A request behind a door: its user is known."""

    user: User
