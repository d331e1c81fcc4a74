"""What the value pages refuse, why, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class NothingToCompute(Refusal):
    """There is no data version yet."""

    code = "LEDGER_EMPTY"
    template = gettext_noop("There are no order lines yet. Import a file of order lines first, then start a run.")


class ParameterOutOfRange(Refusal):
    """A parameter without a meaning."""

    code = "PARAMETER_OUT_OF_RANGE"
    template = gettext_noop("%(name)s is %(value)s; expected %(expected)s. Nothing was started.")
    http_status = 422


class RunUnknown(Refusal):
    """No such run."""

    code = "RUN_UNKNOWN"
    template = gettext_noop("There is no run %(run)s. See the list of runs.")
    http_status = 404


class RunNotDone(Refusal):
    """Only finished runs can be computed again."""

    code = "RUN_NOT_DONE"
    template = gettext_noop(
        "Run %(run)s is not done, so there is nothing to compare with. Wait for it, or start another."
    )


class RunIsFinal(Refusal):
    """A finished run never changes."""

    code = "RUN_IS_FINAL"
    template = gettext_noop("Run %(run)s is finished and stays as it is. Start a new run instead.")


class RunFilesDamaged(Refusal):
    """A frozen file that is not what was frozen."""

    code = "RUN_FILES_DAMAGED"
    template = gettext_noop(
        "The file %(file)s of run %(run)s is missing or damaged, so there is nothing to compare with. "
        "Bring it back from a backup."
    )
    http_status = 503
    exit_status = 74


class CustomerUnknown(Refusal):
    """No such customer in the book."""

    code = "CUSTOMER_UNKNOWN"
    template = gettext_noop("There is no customer %(customer)s in the latest run. Check the code.")
    http_status = 404


class NoRunYet(Refusal):
    """Nothing has been computed."""

    code = "NO_RUN_YET"
    template = gettext_noop("No run is done yet. Start one with: clave run")


class ColumnUnknown(Refusal):
    """A column that this person cannot sort or filter by, whether or not it exists."""

    code = "COLUMN_UNKNOWN"
    template = gettext_noop("“%(column)s” is not a column of this list. Choose one of its headings.")
    http_status = 422


class DriversStale(Refusal):
    """Somebody else saved cost drivers in the meantime."""

    code = "DRIVERS_STALE"
    template = gettext_noop(
        "Version %(latest)d was saved while you were editing version %(based_on)d. "
        "Compare it with your text below, and save again. Nothing was changed."
    )


class DriversUnchanged(Refusal):
    """The same drivers as those that count."""

    code = "DRIVERS_UNCHANGED"
    template = gettext_noop(
        "These drivers are those of version %(number)d. Change something, or keep them as they are."
    )


class DriversNeedReason(Refusal):
    """A change without a reason."""

    code = "DRIVERS_NEED_REASON"
    template = gettext_noop("Say in a sentence why the drivers change. Nothing was changed.")
    http_status = 422
