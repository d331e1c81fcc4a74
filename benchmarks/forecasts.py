"""Mean error of many ways to foresee what a customer brings, on held-out pasts: python benchmarks/forecasts.py."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.coverage import windows
from benchmarks.pasts import pasts
from clave.analytics.backtest.rhythm_rules import chance_and_size, size_over_gap, trend
from clave.analytics.backtest.snapshot import Snapshot
from clave.analytics.backtest.takings import Takings

from clave.analytics.lifetime.bg_nbd import BgNbd
from clave.analytics.lifetime.choice import LifetimeModel, choose_model
from clave.analytics.lifetime.histories import Floats, Histories
from clave.analytics.lifetime.interval_rule import IntervalRule
from clave.analytics.lifetime.lesson import came_after
from clave.analytics.lifetime.mbg_cnbd import MbgCnbd
from clave.analytics.lifetime.mbg_nbd import MbgNbd
from clave.analytics.lifetime.nbd import Nbd
from clave.analytics.lifetime.own_rate import OwnRate
from clave.analytics.lifetime.pareto_nbd import ParetoNbd
from clave.analytics.lifetime.past import Past, Standing
from clave.analytics.lifetime.regularity import base_regularity

Fitted = Callable[[Histories, float], LifetimeModel]
MODELS: dict[str, Fitted] = {
    "nbd": lambda histories, _: Nbd.fit(histories)[0],
    "bg_nbd": lambda histories, _: BgNbd.fit(histories)[0],
    "mbg_nbd": lambda histories, _: MbgNbd.fit(histories)[0],
    "mbg_cnbd": lambda histories, log_gaps: MbgCnbd.best(histories, log_gaps)[0],
    "pareto": lambda histories, _: ParetoNbd.fit(histories)[0],
    "own_rate": lambda histories, _: OwnRate.fit(histories),
    "interval": lambda histories, _: IntervalRule.fit(histories),
}
RHYTHMS = {"croston": size_over_gap, "tsb": chance_and_size, "trend": trend}
COLUMNS = (*MODELS, "chosen", *RHYTHMS)


def errors(past: Past, days: int) -> dict[str, float]:
    """For each way the mean absolute error of value over the mean value that came, `days` held out."""
    until = int(past.day.max())
    cut = until - days
    standing = Standing.of(past, cut)
    _, brought = came_after(past, cut, standing)
    size = float(np.mean(np.abs(brought)))
    ratios = standing.last_gap_ratios
    regularity = base_regularity(ratios[np.isfinite(ratios)])

    def foreseen(model: LifetimeModel) -> Floats:
        """The value each customer is expected to bring."""
        orders = model.p_active(standing.histories) * model.orders_if_active(standing.histories, days / 7)
        return orders * standing.values.mean

    found = {name: foreseen(fit(standing.histories, standing.log_gaps)) for name, fit in MODELS.items()}
    chosen = choose_model(standing.histories, regularity, standing.log_gaps).model
    found["chosen"] = foreseen(chosen) if chosen is not None else np.zeros(len(brought))
    count = int(past.place.max()) + 1
    takings = Takings([str(n) for n in range(count)], past.place, past.day, np.nan_to_num(past.value), past.bought)
    snapshot = Snapshot.of(takings, cut, days)
    rows = np.searchsorted(snapshot.customers, standing.buyers)
    found |= {name: rule(snapshot)[rows] for name, rule in RHYTHMS.items()}
    return {name: float(np.mean(np.abs(amounts - brought))) / size for name, amounts in found.items()}


def main() -> None:
    """Print a row per past and the geometric mean of each way against the one that was chosen."""
    print(f"{'held out':<24}{'days':>5}" + "".join(f"{name:>10}" for name in COLUMNS))
    table = []
    for name, past in pasts():
        days = windows(past)[0]
        row = errors(past, days)
        table.append([row[column] for column in COLUMNS])
        print(f"{name:<24}{days:>5}" + "".join(f"{row[column]:>10.3f}" for column in COLUMNS), flush=True)
    ratios = np.log(np.array(table)) - np.log(np.array(table))[:, [COLUMNS.index("chosen")]]
    print(f"{'to the chosen, mean':<29}" + "".join(f"{each:>10.3f}" for each in np.exp(ratios.mean(axis=0))))
    wins = np.bincount(np.argmin(np.array(table), axis=1), minlength=len(COLUMNS))
    print(f"{'lowest error':<29}" + "".join(f"{each:>10}" for each in wins))


if __name__ == "__main__":
    main()
