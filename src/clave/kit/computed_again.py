"""What it means that a kept result comes out differently when it is computed again, in words."""

from __future__ import annotations

from django.utils.translation import gettext


def why_it_differs(was: str, now: str) -> str:
    """By the versions of the code that computed it first and again: other code may compute otherwise, the same must not."""
    if was != now:
        said = gettext("The code has changed since: Clave %(was)s computed it first, Clave %(now)s computed it again.")
    else:
        said = gettext(
            "Clave %(now)s computed it both times, so its record, a setting or the machine is not what it was."
        )
    return said % {"was": was, "now": now}
