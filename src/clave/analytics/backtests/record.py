"""What to tell the user: on earlier days, how many of the customers that then mattered this choice would have found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clave.analytics.backtests.choosing import predictions_at, winner
from clave.analytics.backtests.field import MEANINGS, Foresight, Prediction
from clave.analytics.backtests.learning import learned_weights
from clave.analytics.backtests.plain_rules import BASELINES
from clave.analytics.backtests.scoring import MethodRecord, captured, hits, record
from clave.analytics.backtests.segments import OWN, SegmentChoice, Segments, arranged, segment_choices
from clave.analytics.backtests.snapshot import Snapshot
from clave.analytics.backtests.takings import Integers, Takings, day_of, number_of, read_takings
from clave.analytics.backtests.trials import MOST_TRIALS, USUAL_DAYS, Trial, known_at, trials_before
from clave.analytics.cost_to_serve.preparing import with_drivers
from clave.analytics.holdings import survey
from clave.analytics.ledger import Ledger
from clave.analytics.problems import gettext_noop
from clave.analytics.roll_up import opened_ledger

if TYPE_CHECKING:
    import pyarrow as pa

MOST_REMEMBERED = MOST_TRIALS + 3
"""Earlier cuts tried: the later ones to be judged, the oldest to choose by only."""
TOP, SHORT_TOP, LARGEST_SHARE = 25, 10, 3
"""The customers that matter: 25, or a third of a small base; and the first ten of them."""

SENTENCES = {
    "found": gettext_noop(
        "On %(cuts)d earlier days this choice would have found %(hits)s of the %(top)d customers that then mattered "
        "most (plain last year: %(plain)s), holding %(share)s %% of their value."
    ),
    "nothing_came": gettext_noop(
        "On %(cuts)d earlier days this choice would have found %(hits)s of the %(top)d customers that then mattered "
        "most (plain last year: %(plain)s); together these brought no gain."
    ),
    "too_short": gettext_noop(
        "The history is too short to try the choice on earlier days; all methods have an equal say until it is longer."
    ),
    "own": gettext_noop(
        "Of %(segments)d segments, these are ordered by a way of their own, which steadily found more there: %(names)s."
    ),
    "none_of_its_own": gettext_noop(
        "Of %(segments)d segments looked at, none has a way of its own that was steadily better, so that of the whole "
        "orders them all."
    ),
}


@dataclass(frozen=True)
class EarlierChoice:
    """One earlier day: what would have been chosen, by data up to that day alone, and what it would have found.

    `methods` tells how every method would have done, over the customers that stand high by any of them or by what came.
    """

    cut: date
    until: date
    customers: int
    top: int
    chosen: str
    hits: int
    captured_share: float | None
    baseline_hits: Mapping[str, int]
    baseline_captured: Mapping[str, float | None]
    methods: tuple[MethodRecord, ...]
    made: MethodRecord
    """How the choice of that day would have done, segments with a choice of their own ordered by it."""
    own: Mapping[str, str]
    """Segment -> the method of its own, where one was chosen."""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types, without the methods; `own` only where there is one."""
        told = {name: value for name, value in self.__dict__.items() if name not in ("methods", "made", "own")}
        return {
            **told,
            "cut": self.cut.isoformat(),
            "until": self.until.isoformat(),
            **({"own": dict(self.own)} if self.own else {}),
        }


@dataclass(frozen=True)
class ChoiceRecord:
    """The method chosen on `as_of`, its record on earlier days, and its ranking of today's customers.

    `segments` is the choice of every segment, empty where the ledger names none.
    """

    as_of: date
    by: str
    currency: str
    days: int
    chosen: str
    weights: Mapping[str, float]
    earlier: tuple[EarlierChoice, ...]
    codes: Sequence[str]
    prediction: Prediction
    segments: tuple[SegmentChoice, ...] = ()

    @property
    def captured_share(self) -> float | None:
        """Mean share of the best possible value; None when nothing could be won."""
        return mean_of(each.captured_share for each in self.earlier)

    @property
    def baselines(self) -> dict[str, dict[str, float | None]]:
        """Mean hits and captured share of the plain rules on the same days."""
        return {
            name: {
                "hits": mean_of([each.baseline_hits[name] for each in self.earlier]),
                "captured_share": mean_of([each.baseline_captured[name] for each in self.earlier]),
            }
            for name in BASELINES
        }

    @property
    def tops(self) -> tuple[int, ...]:
        """How many customers count as found: the first ten and 25, fewer in a small base."""
        top = self.earlier[0].top if self.earlier else TOP
        return tuple(sorted({min(SHORT_TOP, top), top}))

    @property
    def methods(self) -> list[dict[str, Any]]:
        """How every method would have done, in the mean over the earlier days; none without earlier days."""
        found = [summed_up(records) for records in zip(*(each.methods for each in self.earlier), strict=True)]
        return [{**each, "meaning": MEANINGS[each["name"]], "is_plain": each["name"] in BASELINES} for each in found]

    @property
    def made(self) -> dict[str, Any] | None:
        """The same for the choice itself, made anew on each earlier day; None without earlier days."""
        return summed_up([each.made for each in self.earlier]) if self.earlier else None

    def as_json(self) -> dict[str, Any]:
        """What pages need, in plain JSON types; `sentence` has a template and its facts."""
        found = [each.hits for each in self.earlier]
        own = {"segments": self.segments_as_json()} if self.segments else {}
        return {
            "as_of": self.as_of.isoformat(),
            "by": self.by,
            "currency": self.currency,
            "days": self.days,
            "chosen": self.chosen,
            "weights": {name: round(weight, 6) for name, weight in self.weights.items()},
            "hits": mean_of(found),
            "hits_low": min(found, default=None),
            "hits_high": max(found, default=None),
            "captured_share": self.captured_share,
            "baselines": self.baselines,
            "tops": list(self.tops),
            "made": self.made,
            "methods": self.methods,
            "earlier": [each.as_json() for each in self.earlier],
            "sentence": {"template": SENTENCES[self.case], "facts": self.facts},
            **own,
        }

    def segments_as_json(self) -> dict[str, Any]:
        """The choice of every segment, and a sentence about all of them."""
        own = [each for each in self.segments if each.case == OWN]
        template = SENTENCES["own" if own else "none_of_its_own"]
        facts = {"segments": len(self.segments), "names": ", ".join(each.segment for each in own)}
        told = [{**each.as_json(), "meaning": MEANINGS[each.chosen]} for each in self.segments]
        return {"choices": told, "sentence": {"template": template, "facts": facts}}

    @property
    def case(self) -> str:
        """Which sentence holds."""
        if not self.earlier:
            return "too_short"
        return "nothing_came" if self.captured_share is None else "found"

    @property
    def facts(self) -> dict[str, Any]:
        """What the sentence is filled with: means over the earlier days, one decimal; the share in whole percent."""
        if not self.earlier:
            return {}
        return {
            "cuts": len(self.earlier),
            "top": self.earlier[0].top,
            "hits": shortened(mean_of(each.hits for each in self.earlier)),
            "plain": shortened(self.baselines["last_year"]["hits"]),
            "share": f"{100 * (self.captured_share or 0):.0f}",
        }

    def sentence(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """How good the choice would have been, in the reader's language."""
        sentences = [translate(SENTENCES[self.case]) % self.facts]
        if self.segments:
            told = self.segments_as_json()["sentence"]
            sentences.append(translate(told["template"]) % told["facts"])
        return " ".join(sentences)

    def ranking(self) -> pa.Table:
        """`customer_code`, `foreseen` (DECIMAL, what the chosen method expects in `days`) and `choice_rank`, by rank."""
        import pyarrow as pa

        from clave.analytics.decimals import to_amounts

        order = np.argsort(-self.prediction.scores, kind="stable")
        return pa.table(
            {
                "customer_code": pa.array([self.codes[place] for place in order.tolist()], pa.string()),
                "foreseen": to_amounts("foreseen", self.prediction.amounts[order]),
                "choice_rank": pa.array(range(1, len(order) + 1), pa.int64()),
            }
        )


def summed_up(records: Sequence[MethodRecord]) -> dict[str, Any]:
    """One method over several days: the mean of every measure and the fewest and most hits, in plain JSON types."""
    tops = tuple(records[0].hits)
    return {
        "name": records[0].name,
        "hits": {str(k): mean_of(each.hits[k] for each in records) for k in tops},
        "hits_low": {str(k): min(each.hits[k] for each in records) for k in tops},
        "hits_high": {str(k): max(each.hits[k] for each in records) for k in tops},
        "captured_share": {str(k): mean_of(each.captured_share[k] for each in records) for k in tops},
        "spearman": mean_of(each.spearman for each in records),
        "mae": mean_of(each.mae for each in records),
    }


def mean_of(values: Iterable[float | None]) -> float | None:
    """The mean of the known values; None when none is known."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 6) if known else None


def shortened(value: float | None) -> str:
    """A mean number of hits for a sentence."""
    return f"{value or 0:.1f}".removesuffix(".0")


def choice_record(
    ledger: Ledger,
    *,
    as_of: date | None = None,
    by: str | None = None,
    days: int = USUAL_DAYS,
    threads: int | None = None,
    engine: str = "duckdb",
) -> ChoiceRecord:
    """Which method to rank by on `as_of` for the `days` ahead, and how it would have done on up to six earlier days.

    `as_of` defaults to the last day ordered on, `by` to contribution where the ledger holds a cost. On each earlier day
    the method is chosen anew from what was known then. Raises CostsUnknown and what `score` raises.
    """
    with opened_ledger(ledger, engine, threads) as opened:
        holdings = with_drivers(opened, ledger, survey(opened, ledger.reporting_currency, as_of))
        measured = by or holdings.value_basis
        takings = read_takings(opened, ledger, holdings, holdings, measured)
    today = number_of(holdings.as_of)
    trials = trials_before(takings, today, days, MOST_REMEMBERED)
    latest, snapshot = trials[:MOST_TRIALS], Snapshot.of(takings, today, days)
    segments, top = Segments.of(takings.codes, ledger.segments), top_of(latest)
    made = Made.of(latest, segments, segments.sizes(takings, today))
    return ChoiceRecord(
        as_of=holdings.as_of,
        by=measured,
        currency=holdings.currency,
        days=days,
        chosen=made.chosen,
        weights=made.weights,
        earlier=tuple(earlier_choice(trials, each, top, segments, takings) for each in latest),
        codes=[takings.codes[place] for place in snapshot.customers.tolist()],
        prediction=made.ranked(Foresight.of(snapshot).predictions(made.weights), segments, snapshot.customers),
        segments=made.segments,
    )


@dataclass(frozen=True)
class Made:
    """A choice made on one day: the method of the whole, the weights of the blend, the choice of every segment."""

    chosen: str
    weights: Mapping[str, float]
    segments: tuple[SegmentChoice, ...]

    @classmethod
    def of(cls, known: Sequence[Trial], segments: Segments, sizes: Sequence[tuple[int, int]]) -> Made:
        """From the trials whose outcome is known on that day, each foreseen once for the whole and for all segments."""
        tried = predictions_at(known)
        chosen = winner(known, tried)
        own = segment_choices(known, tried, chosen, segments, sizes)
        return cls(chosen, learned_weights(known), tuple(own))

    def ranked(self, predictions: Sequence[Prediction], segments: Segments, places: Integers) -> Prediction:
        """The ranking of the customers at these places of the takings."""
        return arranged(predictions, self.chosen, self.segments, segments, places)


def top_of(trials: Sequence[Trial]) -> int:
    """How many customers matter: the same number on every earlier day, so that the days can be averaged."""
    fewest = min((each.customers for each in trials), default=TOP)
    return min(TOP, max(1, fewest // LARGEST_SHARE))


def earlier_choice(
    trials: Sequence[Trial], each: Trial, top: int, segments: Segments, takings: Takings
) -> EarlierChoice:
    """What would have been chosen on the day of a trial, and found among the `top` of the time after it."""
    known = known_at(trials, each.cut)
    made = Made.of(known, segments, segments.sizes(takings, each.cut))
    predictions = each.foresight.predictions(made.weights)
    scores = {prediction.name: prediction.scores for prediction in predictions}
    tops, ours = sorted({min(SHORT_TOP, top), top}), made.ranked(predictions, segments, each.places)
    return EarlierChoice(
        cut=day_of(each.cut),
        until=day_of(each.judged_by),
        customers=each.customers,
        top=top,
        chosen=made.chosen,
        hits=hits(ours.scores, each.actual, top),
        captured_share=captured(ours.scores, each.actual, top),
        baseline_hits={name: hits(scores[name], each.actual, top) for name in BASELINES},
        baseline_captured={name: captured(scores[name], each.actual, top) for name in BASELINES},
        methods=tuple(record(one.name, one.amounts, one.scores, each.actual, tops) for one in predictions),
        made=record(ours.name, ours.amounts, ours.scores, each.actual, tops),
        own={found.segment: found.chosen for found in made.segments if found.case == OWN},
    )
