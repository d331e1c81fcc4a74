"""What is refused about promises: facts, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from clave.kit.refusals import Refusal, gettext_noop

if TYPE_CHECKING:
    from clave.analytics.refusals import CannotCompute


class CannotJudge(Refusal):
    """The ledger lacks what this promise is judged by; says what, and how to bring it in."""

    http_status = 422

    def __init__(self, why: CannotCompute) -> None:
        self.why, self.code = why, why.code  # type: ignore[misc]
        Exception.__init__(self, str(why))
        self.facts = why.facts

    def sentence(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """The reason in the reader's language."""
        return self.why.sentence(translate)


class CustomerUnknown(Refusal):
    """No such customer among those this person sees."""

    code = "CUSTOMER_UNKNOWN"
    template = gettext_noop("There is no customer %(customer)s. Check the code under Customers.")
    http_status = 404
