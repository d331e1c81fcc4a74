"""What is refused about cost drivers, and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from clave.analytics.problems import Problem, gettext_noop
from clave.analytics.refusals import CannotCompute


class DriversRefused(CannotCompute):
    """A set of drivers that cannot be used; `problems` names every line that is wrong."""

    code = "COSTS_INVALID"
    template = gettext_noop("The cost drivers cannot be used: %(count)d lines are wrong.")

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(count=len(problems))

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """Every problem on a line of its own."""
        return "\n".join(problem.sentence(translate) for problem in self.problems)


class CostsColumnMissing(CannotCompute):
    """A driver reads a column of which the ledger holds nothing."""

    code = "COSTS_COLUMN_MISSING"
    template = gettext_noop(
        "The driver “%(driver)s” reads %(column)s, and the ledger holds none. Import it, or take it out of the driver."
    )


class CostsNeedActivities(CannotCompute):
    """Drivers count activities and the ledger has none."""

    code = "COSTS_NEED_ACTIVITIES"
    template = gettext_noop(
        "The driver “%(driver)s” counts activities, and the ledger holds none. "
        "Import them (on the command line: --activities FILE), or delete the driver."
    )


class CostsCurrencyDiffers(CannotCompute):
    """Drivers in another currency than the results."""

    code = "COSTS_CURRENCY"
    template = gettext_noop(
        "The drivers are in %(drivers)s and the results in %(results)s. "
        "Write the drivers in %(results)s, or choose %(drivers)s as the reporting currency."
    )
