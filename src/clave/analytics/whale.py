"""The whale curve: customers from the most to the least profitable, and what they bring together so far.

W(j) = 100 * (sum of the first j contributions) / (sum of all), Kaplan and Narayanan (2001), Journal of Cost Management
15(5):5-15. Where all together bring nothing or a loss, percentages mean nothing and the curve is in money.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate


@dataclass(frozen=True)
class WhalePoint:
    """One customer on the curve; shares in percent, `cumulative_percent` None when the curve is in money."""

    customer_code: str
    amount: Decimal
    cumulative: Decimal
    customers_percent: float
    cumulative_percent: float | None


@dataclass(frozen=True)
class WhaleCurve:
    """The curve and what it says; amounts in the currency of the book, percentages of the total.

    `peak` is the highest cumulative amount, `erosion` what the customers after it take away again.
    """

    points: tuple[WhalePoint, ...]
    total: Decimal
    peak: Decimal
    unprofitable: int
    unprofitable_amount: Decimal
    unknown: int

    @property
    def in_percent(self) -> bool:
        """False when the total is zero or a loss, so that the curve must be read in money."""
        return self.total > 0

    @property
    def erosion(self) -> Decimal:
        """What customers beyond the peak destroy, as a positive amount."""
        return self.peak - self.total

    @property
    def peak_percent(self) -> float | None:
        """The peak in percent of the total; None when the curve is in money."""
        return float(100 * self.peak / self.total) if self.in_percent else None

    @property
    def erosion_percent(self) -> float | None:
        """The erosion in percent of the total; None when the curve is in money."""
        return float(100 * self.erosion / self.total) if self.in_percent else None


def whale_curve(contributions: Iterable[tuple[str, Decimal | None]]) -> WhaleCurve:
    """The curve of (customer_code, contribution) pairs; equal contributions stand in order of the code.

    Customers whose contribution is unknown (None) are counted apart, not drawn.
    """
    pairs = list(contributions)
    known = sorted(
        ((code, amount) for code, amount in pairs if amount is not None), key=lambda pair: (-pair[1], pair[0])
    )
    running = list(accumulate((amount for _, amount in known), initial=Decimal(0)))
    total = running[-1]
    points = (
        WhalePoint(code, amount, so_far, 100 * place / len(known), float(100 * so_far / total) if total > 0 else None)
        for place, ((code, amount), so_far) in enumerate(zip(known, running[1:], strict=True), start=1)
    )
    losses = [amount for _, amount in known if amount < 0]
    return WhaleCurve(tuple(points), total, max(running), len(losses), sum(losses, Decimal(0)), len(pairs) - len(known))
