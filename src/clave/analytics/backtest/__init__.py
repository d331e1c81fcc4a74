"""Which way of choosing would have found the customers that mattered, on the ledger's own past."""

from clave.analytics.backtest.field import MEANINGS, METHODS
from clave.analytics.backtest.looking_back import Backtest, backtest
from clave.analytics.backtest.plain_rules import BASELINES
from clave.analytics.backtest.record import ChoiceRecord, choice_record
from clave.analytics.backtest.scoring import MethodRecord

__all__ = ["BASELINES", "MEANINGS", "METHODS", "Backtest", "ChoiceRecord", "MethodRecord", "backtest", "choice_record"]
