"""What the analytics will not do, and what the reader can do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from clave.analytics.problems import gettext_noop


class CannotCompute(Exception):
    """A computation that was refused before anything was written; subclasses set the code and the sentence."""

    code: ClassVar[str] = "CANNOT_COMPUTE"
    template: ClassVar[str] = gettext_noop("This cannot be computed.")
    http_status: ClassVar[int] = 422
    exit_status: ClassVar[int] = 2

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.template % facts)

    def sentence(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """The reason in the reader's language."""
        return translate(self.template) % self.facts


class LedgerEmpty(CannotCompute):
    """The ledger holds no order line that counts."""

    code = "LEDGER_EMPTY"
    template = gettext_noop(
        "The ledger holds no order line that counts. Import order lines that are not cancelled, then compute again."
    )


class AsOfBeforeData(CannotCompute):
    """The day of the computation lies before the first order."""

    code = "AS_OF_BEFORE_DATA"
    template = gettext_noop(
        "Nothing was ordered up to %(as_of)s: the first order is of %(first)s. Choose a day from then on."
    )


class ParameterOutOfRange(CannotCompute):
    """A parameter outside the range for which the method has a meaning."""

    code = "PARAMETER_OUT_OF_RANGE"
    template = gettext_noop("%(name)s is %(value)s; expected %(expected)s.")


class CurrenciesMixed(CannotCompute):
    """Orders in several currencies and no currency named for the results."""

    code = "CURRENCY_MIXED"
    template = gettext_noop(
        "The orders are in several currencies (%(currencies)s). "
        "Name the reporting currency and import dated rates for the others."
    )


class RateMissing(CannotCompute):
    """No dated rate for some orders."""

    code = "RATE_MISSING"
    template = gettext_noop(
        "There is no rate from %(currency)s to %(reporting)s for %(dates)s (at most %(max_age_days)d days old). "
        "Import the rates of those days."
    )


class EngineMissing(CannotCompute):
    """An engine that this installation does not have."""

    code = "ENGINE_MISSING"
    template = gettext_noop(
        "The %(engine)s engine is not installed here. Use the duckdb engine, or install pyspark and Java 17."
    )
    http_status = 503


class EngineAway(CannotCompute):
    """The cluster does not answer, or gave up on the computation."""

    code = "ENGINE_AWAY"
    template = gettext_noop(
        "The %(engine)s engine does not answer (%(reason)s). Check CLAVE_SPARK_MASTER and the cluster, or use the "
        "duckdb engine. Nothing was changed."
    )
    http_status = 503
    exit_status = 69


class TemporaryFolderFull(CannotCompute):
    """The folder for temporary files has no room for what memory does not hold."""

    code = "TEMPORARY_FOLDER_FULL"
    template = gettext_noop(
        "%(folder)s has no room left for temporary files. Free some room, or let TMPDIR name another folder, then try "
        "again. Nothing was written."
    )
    http_status = 503
    exit_status = 74

    @staticmethod
    def is_meant_by(error: Exception) -> bool:
        """True when the embedded engine says so in its own words."""
        return any(words in str(error) for words in ("No space left", "failed to offload"))


class NobodyCanServe(CannotCompute):
    """Key accounts that nobody may, can or has the time to manage."""

    code = "NOBODY_CAN_SERVE"
    template = gettext_noop(
        "Nobody who may be appointed reaches the floors and has the hours for: %(accounts)s. Train or free somebody, "
        "lower a floor with a reason, or take on fewer key accounts."
    )


class AmountTooLarge(CannotCompute):
    """A value beyond what can be kept to the cent."""

    code = "AMOUNT_TOO_LARGE"
    template = gettext_noop(
        "%(name)s reaches %(value)s, more than can be kept to the cent. Check the amounts and their currency."
    )


class CostsUnknown(CannotCompute):
    """Contribution was asked for and the ledger holds no cost."""

    code = "COSTS_UNKNOWN"
    template = gettext_noop(
        "The ledger holds neither product cost nor freight, so contribution is not known. Use revenue, or import costs."
    )


class CutOutside(CannotCompute):
    """A backtest needs orders on both sides of the cut."""

    code = "CUT_OUTSIDE"
    template = gettext_noop(
        "The cut %(cut)s needs orders up to that day and orders after it up to %(until)s; "
        "the ledger runs from %(first)s to %(last)s."
    )


class OutputRefused(CannotCompute):
    """A result file of a kind that is not written, or in a place that cannot be written."""

    code = "OUTPUT_REFUSED"
    template = gettext_noop("%(path)s cannot be written: %(reason)s.")


class DeliveryDaysMissing(CannotCompute):
    """No order line says when it was delivered."""

    code = "DELIVERY_DAYS_MISSING"
    template = gettext_noop(
        "No order line of the ledger says when it was delivered (delivered_on), so no delivery promise can be judged. "
        "Import the order lines again with that column, under Data, Imports."
    )


class ScopeColumnMissing(CannotCompute):
    """No order line carries the column by which a promise is narrowed."""

    code = "SCOPE_COLUMN_MISSING"
    template = gettext_noop(
        "No order line of the ledger has a value in %(column)s, so nothing can be said about %(value)s. Import the order "
        "lines again with that column (other systems call it %(also)s), under Data, Imports; or leave the field empty."
    )


class PromisedDaysMissing(CannotCompute):
    """No order line says for when it was promised."""

    code = "PROMISED_DAYS_MISSING"
    template = gettext_noop(
        "No order line of the ledger says for when it was promised (promised_on). "
        "Import the order lines again with that column, or promise a number of days from the order."
    )
