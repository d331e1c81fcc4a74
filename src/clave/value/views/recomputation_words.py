"""What a difference between two computations of a run means, in words."""

from __future__ import annotations

from django.utils.translation import gettext

from clave.kit import computed_again
from clave.value.models import Recomputation
from clave.value.rules import State


def why_it_differs(again: Recomputation) -> str:
    """Why a run came out differently; changed files are refused before. Empty where it is the same."""
    if again.state != State.DONE or again.is_same:
        return ""
    said = computed_again.why_it_differs(again.run.code_version, again.code_version)
    checked = gettext("The data and the kept figures were checked and are as they were written.")
    return f"{said} {checked}"
