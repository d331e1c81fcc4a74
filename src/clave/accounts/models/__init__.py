"""The records of the key account workspace."""

from clave.accounts.models.whitespace import WhitespaceCell
from clave.accounts.models.worth import FactorAnswer, Forecast, Renewal, Risk

__all__ = ["FactorAnswer", "Forecast", "Renewal", "Risk", "WhitespaceCell"]
