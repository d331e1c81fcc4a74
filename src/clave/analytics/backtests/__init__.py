"""Which way of choosing would have found the customers that mattered, on the ledger's own past."""

from clave.analytics.backtests.field import MEANINGS, METHODS
from clave.analytics.backtests.looking_back import Backtest, backtest
from clave.analytics.backtests.plain_rules import BASELINES
from clave.analytics.backtests.record import ChoiceRecord, choice_record
from clave.analytics.backtests.scoring import MethodRecord

__all__ = ["BASELINES", "MEANINGS", "METHODS", "Backtest", "ChoiceRecord", "MethodRecord", "backtest", "choice_record"]
