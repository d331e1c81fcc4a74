"""The pages of one key account as tabs, on each of them."""

from __future__ import annotations

from typing import Any

from django import template

from clave.accounts.rooms import tabs

register = template.Library()


@register.inclusion_tag("accounts/tabs.html", takes_context=True)
def rooms(context: template.RequestContext, code: str) -> dict[str, Any]:
    """The pages of this key account that the reader may open; the one that is open is marked."""
    request = context["request"]
    return {"tabs": tabs(request.user, code), "request": request}
