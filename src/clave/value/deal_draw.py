"""What the draw finds about a deal, as a version keeps it: figures in the deal's currency, rounded once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from clave.analytics.deal_risk import DealRisk, deal_risk
from clave.value.deal_terms import DRAWS, SEED, Terms

PARTS = 36
DIGITS = 2
"""Bars of the picture; decimals of amounts."""


def drawn(terms: Terms, *, draws: int = DRAWS, seed: int = SEED) -> dict[str, Any]:
    """The findings over so many futures; the same terms and seed give the same. Raises what `Terms.as_deal` does."""
    found = deal_risk(terms.as_deal(), draws=draws, seed=seed)
    return {
        "draws": draws,
        "seed": seed,
        "mean": _money(found.mean),
        "standard_error": _money(found.standard_error),
        "chance_of_loss": round(found.chance_of_loss, 6),
        "quantiles": {str(at): _money(value) for at, value in found.quantiles.items()},
        "value_at_risk": _money(found.tail.value_at_risk),
        "shortfall": _money(found.tail.expected_shortfall),
        "shortfall_error": _money(found.tail.standard_error),
        "walk_away_price": None if found.walk_away_price is None else round(found.walk_away_price, 4),
        "by_scenario": {name: _money(value) for name, value in found.by_scenario.items()},
        "influences": [
            {"name": name, "share": round(one.share, 4), "lowest": _money(one.lowest), "highest": _money(one.highest)}
            for name, one in found.influences.items()
        ],
        "by_year": [
            {
                "low": _money(year.low),
                "middle": _money(year.middle),
                "high": _money(year.high),
                "still_runs": round(year.still_runs, 4),
            }
            for year in found.by_year
        ],
        **_picture(found),
    }


def share_at_risk(result: dict[str, Any], rate: Decimal, year: int | None, digits: int) -> float | None:
    """The mean of the worst twentieth as a share of what all customers bring in a year; None where that is not known."""
    if year is None or year <= 0:
        return None
    loss = max(0.0, float(result["shortfall"])) * float(rate) * 10**digits
    return round(float(loss / year), 6)


def _picture(found: DealRisk) -> dict[str, Any]:
    """How many futures fall where: bars of equal width between the outermost thousandths, the rest in the first and last."""
    low, high = np.quantile(found.values, (0.001, 0.999)).tolist()
    if high <= low:
        return {"bars": {"from": _money(low), "to": _money(low), "counts": [len(found.values)]}}
    counts, _ = np.histogram(np.clip(found.values, low, high), bins=PARTS, range=(low, high))
    return {"bars": {"from": _money(low), "to": _money(high), "counts": counts.tolist()}}


def _money(value: float) -> float:
    return round(value, DIGITS) + 0.0
