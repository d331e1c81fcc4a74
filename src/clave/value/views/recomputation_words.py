"""What a difference between two computations of a run means, in words."""

from __future__ import annotations

from django.utils.translation import gettext

from clave.value.models import Recomputation
from clave.value.rules import State


def why_it_differs(again: Recomputation) -> str:
    """Other code may compute otherwise, the same code must not; changed files are refused before. Empty where it is the same."""
    if again.state != State.DONE or again.is_same:
        return ""
    facts = {"was": again.run.code_version, "now": again.code_version}
    if again.is_by_other_code:
        return (
            gettext(
                "The code has changed since: Clave %(was)s computed the run, Clave %(now)s computed it again. The data and "
                "the kept figures were checked and are as they were written."
            )
            % facts
        )
    return (
        gettext(
            "Clave %(now)s computed it both times. The data and the kept figures were checked and are as they were "
            "written, so the record of the run, a setting or the machine is not what it was."
        )
        % facts
    )
