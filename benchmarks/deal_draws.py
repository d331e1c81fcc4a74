"""How long 100,000 futures of a deal take, beside a plain loop and plain arrays: python benchmarks/deal_draws.py [DRAWS]."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from clave.analytics.deal_risk import Deal, Range, Scenario, deal_risk

TRIES, SECONDS, LOOPED = 5, 1.0, 2_000
DEAL = Deal(
    years=5,
    volume=Range(800, 1_000, 1_300),
    price=Range(1_900, 2_000, 2_050),
    product_cost=Range(1_350, 1_420, 1_600),
    serving=[Scenario("as now", 0.5, 260), Scenario("more orders", 0.35, 310), Scenario("expedites", 0.15, 520)],
    discount_rate=0.1,
    payment_days=Range(30, 60, 90),
    cost_of_capital=0.08,
    one_off_cost=150_000,
    exit_cost=60_000,
    kept_each_year=0.85,
    rank_correlation=-0.4,
    cost_correlation=0.3,
    volume_growth=0.03,
    cost_growth=0.02,
)


def main() -> None:
    """Seconds of the draw with everything a page shows, of plain arrays and of a plain loop; exit 1 over a second."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    ours = median(lambda: deal_risk(DEAL, draws=draws))
    arrays = median(lambda: plain_arrays(draws))
    loop = median(lambda: plain_loop(LOOPED)) * draws / LOOPED
    print(f"{draws:,} futures, median of {TRIES}\n{'way':<46}{'seconds':>9}{'ratio':>8}")
    for name, seconds in (
        ("with quantiles, tail, causes, years", ours),
        ("plain numpy arrays, mean and tail alone", arrays),
        (f"plain loop (of {LOOPED:,}), mean and tail alone", loop),
    ):
        print(f"{name:<46}{seconds:>9.3f}{seconds / ours:>8.1f}")
    raise SystemExit(ours > SECONDS)


def median(work: Callable[[], object]) -> float:
    """The median time of some tries."""
    taken = []
    for _ in range(TRIES):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[TRIES // 2]


def plain_arrays(draws: int) -> tuple[float, float]:
    """The same futures drawn straight from numpy, without copula; what they are worth and their worst twentieth."""
    generator = np.random.default_rng(1)
    volume, price, cost, days = (
        _pert(generator, each, draws) for each in (DEAL.volume, DEAL.price, DEAL.product_cost, DEAL.payment_days)
    )
    served = generator.choice(
        [one.cost_per_unit for one in DEAL.serving], draws, p=[one.chance for one in DEAL.serving]
    )
    years = 1 + (generator.random((draws, DEAL.years - 1)) < DEAL.kept_each_year).cumprod(axis=1).sum(axis=1)
    worth = ((1 + DEAL.discount_rate) ** -np.arange(1.0, DEAL.years + 1)).cumsum()[years - 1]
    values = volume * worth * (price * (1 - days * DEAL.cost_of_capital / 365) - cost - served) - DEAL.one_off_cost
    return float(values.mean()), float(np.sort(values)[: draws // 20].mean())


def plain_loop(draws: int) -> tuple[float, float]:
    """One future after the other, as a script would."""
    generator = np.random.default_rng(1)
    costs, chances = [one.cost_per_unit for one in DEAL.serving], [one.chance for one in DEAL.serving]
    values = []
    for _ in range(draws):
        volume, price, cost, days = (
            float(_pert(generator, each, 1)[0])
            for each in (DEAL.volume, DEAL.price, DEAL.product_cost, DEAL.payment_days)
        )
        served, value = float(generator.choice(costs, p=chances)), -DEAL.one_off_cost
        for year in range(1, DEAL.years + 1):
            value += (
                volume
                * (price * (1 - days * DEAL.cost_of_capital / 365) - cost - served)
                / (1 + DEAL.discount_rate) ** year
            )
            if generator.random() >= DEAL.kept_each_year:
                break
        values.append(value)
    return float(np.mean(values)), float(np.sort(values)[: max(1, draws // 20)].mean())


def _pert(generator: np.random.Generator, ends: Range, draws: int) -> np.ndarray:
    width = ends.high - ends.low
    first = 1 + 4 * (ends.likely - ends.low) / width
    return ends.low + width * generator.beta(first, 6 - first, draws)


if __name__ == "__main__":
    main()
