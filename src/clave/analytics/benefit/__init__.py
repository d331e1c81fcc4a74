"""Whether the programme pays: what key accounts contributed beyond what similar customers would suggest."""

from clave.analytics.benefit.panel import Panel
from clave.analytics.benefit.statement import Statement, benefit

__all__ = ["Panel", "Statement", "benefit"]
