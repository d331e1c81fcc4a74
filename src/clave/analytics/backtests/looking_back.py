"""The backtest itself: every method at one cut, judged by what came, and the method that the past would have chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.analytics.backtests.choosing import chosen_method
from clave.analytics.backtests.field import Foresight, Prediction
from clave.analytics.backtests.learning import learned_weights
from clave.analytics.backtests.plain_rules import BASELINES
from clave.analytics.backtests.scoring import MethodRecord, record
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import day_of, number_of, read_takings
from clave.analytics.backtests.trials import USUAL_DAYS, Trial, came_after, trials_before
from clave.analytics.engines import Engine
from clave.analytics.holdings import Holdings, survey
from clave.analytics.ledger import Ledger
from clave.analytics.refusals import CutOutside, ParameterOutOfRange
from clave.analytics.roll_up import opened_ledger

BY = ("revenue", "contribution")


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
    """Predict from the lines up to and including `cut`, judge by the lines after it up to and including `until`.

    `until` defaults to the last day ordered on, `by` is `revenue` or `contribution`. A hit at K is a customer in both
    the predicted and the true top K among the customers known at the cut; `captured_share` is what the predicted top K
    brought over what the true top K brought. Nothing after the cut enters a prediction or the choice of a method.
    Raises CutOutside, CostsUnknown, ParameterOutOfRange and what `score` raises.
    """
    check_question(by, top)
    with opened_ledger(ledger, threads=threads) as engine:
        before, whole = surveys(engine, ledger, cut, until)
        takings = read_takings(engine, ledger, before, whole, by)
    last = until or whole.as_of
    at, days = number_of(cut), (last - cut).days
    trials = trials_before(takings, at, USUAL_DAYS if until is None else days)
    snapshot = Snapshot.of(takings, at, days)
    actual = came_after(takings, snapshot)
    records = tuple(record(p.name, p.amounts, p.scores, actual, top) for p in foreseen(snapshot, trials))
    cuts = tuple(day_of(trial.cut) for trial in trials)
    return Backtest(cut, last, by, takings.currency, len(actual), records, chosen_method(trials), cuts)


def check_question(by: str, top: Sequence[int]) -> None:
    """Raises ParameterOutOfRange for a measure or a K without meaning."""
    if by not in BY or not top or min(top) < 1:
        expected = "revenue or contribution, 1 or more"
        raise ParameterOutOfRange(name="by, top", value=f"{by}, {list(top)}", expected=expected)


def surveys(engine: Engine, ledger: Ledger, cut: date, until: date | None) -> tuple[Holdings, Holdings]:
    """What the ledger holds up to the cut, and up to `until` (default: the last day ordered on).

    Raises CutOutside where there is nothing on one side of the cut, and what `survey` raises.
    """
    before = survey(engine, ledger.reporting_currency, cut)
    whole = survey(engine, ledger.reporting_currency, until)
    if whole.last_ordered_on <= cut:
        held = survey(engine, ledger.reporting_currency, None)
        raise CutOutside(cut=cut, until=whole.as_of, first=held.first_ordered_on, last=held.last_ordered_on)
    return before, whole


def foreseen(snapshot: Snapshot, trials: Sequence[Trial]) -> list[Prediction]:
    """Every method's prediction from the snapshot, the blend weighted by the trials."""
    return Foresight.of(snapshot).predictions(learned_weights(trials))
