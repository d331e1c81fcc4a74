"""The bar of saved views above a list."""

from __future__ import annotations

from typing import Any

from django import template

from clave.saved_views import queries

register = template.Library()


@register.inclusion_tag("saved_views/bar.html", takes_context=True)
def saved_views_bar(context: dict[str, Any]) -> dict[str, Any]:
    """The views of the list that this page shows, where it is a list whose views can be saved."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if request is None or match is None or not request.user.is_authenticated:
        return {"bar": None}
    return {"bar": queries.bar(request.user, match.view_name, request.GET.urlencode())}
