"""BG/NBD: nobody leaves before a second purchase. To compare with print and other programs, never a default."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from clave.analytics.lifetime.beta_geometric import BetaGeometric
from clave.analytics.lifetime.histories import Histories


class BgNbd(BetaGeometric):
    """Fader, Hardie and Lee (2005), Marketing Science 24(2):275-284.

    L = B(a, b+x)/B(a, b) * Gamma(r+x) alpha^r/Gamma(r) * [(alpha+T)^-(r+x) + 1{x>0} a/(b+x-1) (alpha+t_x)^-(r+x)]
    P(active) = 1 / [1 + 1{x>0} a/(b+x-1) ((alpha+T)/(alpha+t_x))^(r+x)]
    """

    name: ClassVar[str] = "bg_nbd"
    leaves_after_first: ClassVar[int] = 0

    def orders_of_newcomer(self, weeks: float) -> float:
        """Expected repeat purchases of a new customer within `weeks` (equation 9)."""
        newcomer = Histories.of(*(np.zeros(1, dtype=np.int64) for _ in range(3)))
        return float(self.orders_if_active(newcomer, weeks)[0])
