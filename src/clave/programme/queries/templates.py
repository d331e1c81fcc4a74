"""Which template of the company the board pack uses."""

from __future__ import annotations

from clave.programme.models import PackTemplate


def template_in_use() -> PackTemplate | None:
    """The template that was kept last and not put away; None where the pack has the look of Clave."""
    found: PackTemplate | None = PackTemplate.objects.filter(put_away_at=None).select_related("by").first()
    return found
