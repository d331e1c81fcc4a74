"""How well each way of choosing would have picked the customers that then brought most, on the ledger's own past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from clave.analytics.decimals import Floats, to_floats
from clave.analytics.engines import Engine, date_literal
from clave.analytics.holdings import Holdings, survey
from clave.analytics.ledger import Ledger
from clave.analytics.lifetime.histories import DAYS_PER_WEEK
from clave.analytics.plain_rules import BASELINES, RULES, rules_sql
from clave.analytics.refusals import CostsUnknown, CutOutside, ParameterOutOfRange
from clave.analytics.roll_up import customer_table, opened_ledger, roll_up
from clave.analytics.valuation import EPOCH_ORDINAL, expected_values

BY = ("revenue", "contribution")
MODEL, RANK_AVERAGE = "lifetime_model", "rank_average"
AVERAGED = (MODEL, "last_year", "recency_weighted")
METHODS = (RANK_AVERAGE, MODEL, *(rule.name for rule in RULES))
"""In order of preference where earlier cuts cannot tell them apart."""
INNER_CUTS = 3
INNER_DAYS = 182


@dataclass(frozen=True)
class Prediction:
    """One method at one cut: the amount foreseen for each customer and the score by which it ranks them."""

    name: str
    amounts: Floats
    scores: Floats


@dataclass(frozen=True)
class MethodRecord:
    """How one method did: by top K the hits and the share of the best possible value; rank correlation; mean error."""

    name: str
    hits: Mapping[int, int]
    captured_share: Mapping[int, float | None]
    spearman: float | None
    mae: float

    def as_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return {
            "name": self.name,
            "hits": {str(k): hits for k, hits in self.hits.items()},
            "captured_share": {str(k): share for k, share in self.captured_share.items()},
            "spearman": self.spearman,
            "mae": self.mae,
        }


@dataclass(frozen=True)
class Backtest:
    """The record of every method at one cut, and the method that earlier cuts of the same ledger would have chosen."""

    cut: date
    until: date
    by: str
    currency: str
    customers: int
    methods: tuple[MethodRecord, ...]
    chosen: str
    inner_cuts: tuple[date, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that `clave backtest --json` prints."""
        return {
            "cut": self.cut.isoformat(),
            "until": self.until.isoformat(),
            "by": self.by,
            "currency": self.currency,
            "customers": self.customers,
            "methods": [method.as_json() for method in self.methods],
            "chosen": self.chosen,
            "baselines": list(BASELINES),
            "inner_cuts": [cut.isoformat() for cut in self.inner_cuts],
        }


def backtest(
    ledger: Ledger,
    *,
    cut: date,
    until: date | None = None,
    by: str = "revenue",
    top: Sequence[int] = (10, 25),
    threads: int | None = None,
) -> Backtest:
    """Predict from the lines up to and including `cut`, judge by the orders after it up to and including `until`.

    `until` defaults to the last day ordered on, `by` is `revenue` or `contribution`. A hit at K is a customer in both
    the predicted and the true top K among the customers known at the cut; `captured_share` is what the predicted top K
    brought over what the true top K brought. Nothing after the cut enters a prediction or the choice of a method.
    Raises CutOutside, CostsUnknown, ParameterOutOfRange and what `score` raises.
    """
    if by not in BY or not top or min(top) < 1:
        raise ParameterOutOfRange(
            name="by, top", value=f"{by}, {list(top)}", expected="revenue or contribution, 1 or more"
        )
    with opened_ledger(ledger, threads=threads) as engine:
        last = until or survey(engine, ledger.reporting_currency, None).as_of
        codes, predictions, holdings = predicted(engine, ledger, cut, (last - cut).days, by, last)
        inner = inner_cuts(holdings.first_ordered_on, cut)
        chosen = chosen_method(engine, ledger, inner, by, max(top))
        actual = came_after(engine, ledger, codes, cut, last, by)
    records = tuple(record(prediction, actual, top) for prediction in predictions)
    return Backtest(cut, last, by, holdings.currency, len(codes), records, chosen, tuple(at for at, _ in inner))


def predicted(
    engine: Engine, ledger: Ledger, cut: date, days: int, by: str, until: date
) -> tuple[list[str], list[Prediction], Holdings]:
    """Every method's prediction for the `days` after `cut`, from the lines up to it; customers sorted by code."""
    if days < 1:
        refuse_cut(engine, ledger, cut, until)
    holdings = roll_up(engine, ledger, cut)
    if by == "contribution" and not holdings.knows_contribution:
        raise CostsUnknown
    basis = replace(holdings, value_basis=by)
    table = customer_table(engine, basis)
    rules = engine.table(rules_sql(by, cut.toordinal() - EPOCH_ORDINAL))
    seen = (cut - holdings.first_ordered_on).days + 1
    amounts = {rule.name: to_floats(rules[rule.name]) * (days / rule.days(seen)) for rule in RULES}
    amounts[MODEL] = expected_values(table, basis, days / DAYS_PER_WEEK)
    return table["customer_code"].to_pylist(), with_rank_average(amounts), holdings


def refuse_cut(engine: Engine, ledger: Ledger, cut: date, until: date) -> None:
    """Raises CutOutside with the dates the ledger runs from and to."""
    held = survey(engine, ledger.reporting_currency, None)
    raise CutOutside(cut=cut, until=until, first=held.first_ordered_on, last=held.last_ordered_on)


def with_rank_average(amounts: Mapping[str, Floats]) -> list[Prediction]:
    """A prediction for each method, and one that ranks by the mean of three ranks and foresees their mean amount."""
    ranks = np.mean([average_ranks(amounts[name]) for name in AVERAGED], axis=0)
    mean = np.mean([amounts[name] for name in AVERAGED], axis=0)
    found = {name: Prediction(name, values, values) for name, values in amounts.items()}
    found[RANK_AVERAGE] = Prediction(RANK_AVERAGE, mean, ranks)
    return [found[name] for name in METHODS]


def came_after(engine: Engine, ledger: Ledger, codes: list[str], cut: date, until: date, by: str) -> Floats:
    """What each customer of `codes` (sorted) brought after `cut` up to `until`."""
    holdings = roll_up(engine, ledger, until)
    after = engine.rows(
        f"SELECT customer_code, CAST(SUM({by}) AS DOUBLE) FROM order_roll_up "
        f"WHERE ordered_on > {date_literal(cut)} GROUP BY customer_code"
    )
    if not after:
        refuse_cut(engine, ledger, cut, holdings.as_of)
    brought = dict(after)
    return np.array([brought.get(code) or 0.0 for code in codes])


def inner_cuts(first: date, cut: date) -> list[tuple[date, int]]:
    """Up to three earlier cuts and the days judged after each: half a year, or a third of a shorter history."""
    days = min(INNER_DAYS, (cut - first).days // 3)
    cuts = (cut - timedelta(days * step) for step in range(1, INNER_CUTS + 1)) if days else ()
    return [(at, days) for at in cuts if (at - first).days >= days]


def chosen_method(engine: Engine, ledger: Ledger, inner: list[tuple[date, int]], by: str, k: int) -> str:
    """The method that captured most value in its top K on the earlier cuts; the rank average where there are none."""
    shares: dict[str, list[float]] = {name: [] for name in METHODS}
    for at, days in inner:
        until = at + timedelta(days)
        codes, predictions, _ = predicted(engine, ledger, at, days, by, until)
        actual = came_after(engine, ledger, codes, at, until, by)
        for prediction in predictions:
            shares[prediction.name].append(captured(prediction.scores, actual, k) or 0.0)
    return max(METHODS, key=lambda name: sum(shares[name]))


def record(prediction: Prediction, actual: Floats, top: Sequence[int]) -> MethodRecord:
    """How a prediction compares with what came."""
    return MethodRecord(
        name=prediction.name,
        hits={k: hits(prediction.scores, actual, k) for k in top},
        captured_share={k: captured(prediction.scores, actual, k) for k in top},
        spearman=spearman(prediction.scores, actual),
        mae=round(float(np.mean(np.abs(prediction.amounts - actual))), 2),
    )


def best(values: Floats, k: int) -> np.typing.NDArray[np.int64]:
    """The places of the K highest values; equal values in order of the code."""
    return np.argsort(-values, kind="stable")[:k]


def hits(scores: Floats, actual: Floats, k: int) -> int:
    """How many of the predicted top K are in the true top K."""
    return len(set(best(scores, k).tolist()) & set(best(actual, k).tolist()))


def captured(scores: Floats, actual: Floats, k: int) -> float | None:
    """What the predicted top K brought over what the true top K brought; None when that brought nothing."""
    possible = float(actual[best(actual, k)].sum())
    return round(float(actual[best(scores, k)].sum()) / possible, 6) if possible > 0 else None


def average_ranks(values: Floats) -> Floats:
    """Ranks from 1 for the lowest, equal values sharing the mean of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Floats = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return ranks


def spearman(one: Floats, other: Floats) -> float | None:
    """Rank correlation, -1 .. 1; None when one side does not vary."""
    left, right = (average_ranks(values) - (len(values) + 1) / 2 for values in (one, other))
    scale = float(np.sqrt((left @ left) * (right @ right)))
    return round(float(left @ right) / scale, 6) if scale > 0 else None
