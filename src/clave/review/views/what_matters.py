"""What the page of a key account says of its latest relationship review: the needs, ranked, with our standing."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from clave.access.models import User
from clave.accounts.queries.overview import Overview
from clave.review.queries.relationship_reviews import glanced


def what_matters(request: HttpRequest, found: Overview) -> str:
    """The needs of the latest review; nothing where the reader may not see reviews, or none can be held any more."""
    user = request.user
    if not isinstance(user, User) or not found.rights.reads_people:
        return ""
    facts = {"customer": found.held.customer, "found": glanced(user, found.held)}
    return render_to_string("review/what_matters.html", facts, request)
