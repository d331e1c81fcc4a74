"""What the page of a key account says of its latest relationship review: the needs, ranked, with our standing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from clave.access.models import User
from clave.accounts.queries.relationships import key_accounts_seen
from clave.review.queries.relationship_reviews import glanced


def what_matters(request: HttpRequest, held: Any) -> str:
    """The needs of the latest review; nothing where the reader may not see reviews, or none can be held any more."""
    user = request.user
    if not isinstance(user, User) or not key_accounts_seen(user).filter(pk=held.pk).exists():
        return ""
    return render_to_string(
        "review/what_matters.html", {"customer": held.customer, "found": glanced(user, held)}, request
    )
