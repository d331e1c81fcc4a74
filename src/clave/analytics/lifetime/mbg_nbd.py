"""MBG/NBD: a customer may leave after any purchase, the first one too."""

from __future__ import annotations

from typing import ClassVar

from clave.analytics.lifetime.beta_geometric import BetaGeometric


class MbgNbd(BetaGeometric):
    """Batislam, Denizel and Filiztekin (2007), International Journal of Research in Marketing 24(3):201-209.

    L = B(a, b+x+1)/B(a, b) * Gamma(r+x) alpha^r/Gamma(r) * [(alpha+T)^-(r+x) + a/(b+x) (alpha+t_x)^-(r+x)]
    P(active) = 1 / [1 + a/(b+x) ((alpha+T)/(alpha+t_x))^(r+x)]
    """

    name: ClassVar[str] = "mbg_nbd"
    leaves_after_first: ClassVar[int] = 1
