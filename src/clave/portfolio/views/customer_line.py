"""What the page of a customer says of it as a candidate: one line, for who may see candidates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from clave.access.models import User
from clave.access.policy import Action
from clave.portfolio.queries.candidates import Asked, found
from clave.portfolio.queries.ranking import latest_done
from clave.portfolio.views.candidate_words import LineView


def customer_line(request: HttpRequest, customer: Any) -> str:
    """Place, score with its interval and status in the latest ranking; nothing where the reader may not see it."""
    user = request.user
    if not isinstance(user, User) or not user.may(Action.SEE_CANDIDATES):
        return ""
    ranking = latest_done()
    if ranking is None:
        return ""
    held = found(user, ranking, Asked(), timezone.localdate())
    row = held.whole.filter(customer=customer).select_related("customer").first()
    if row is None:
        return ""
    view = LineView(held.line(row), held.lines_drawn)
    return render_to_string("portfolio/customer_line.html", {"view": view, "ranking": ranking}, request)
