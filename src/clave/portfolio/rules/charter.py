"""What makes a charter valid: its terms, checks as a table, weights that are whole, and the digest that seals it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from clave.portfolio.rules import charter_refusals as refusals
from clave.portfolio.rules.charter_refusals import Unfit
from clave.portfolio.rules.measured import MEASURES, anchors_of
from clave.portfolio.rules.refused_criteria import plain, refused_measure, refused_wording
from clave.portfolio.rules.states import (
    KEY_ACCOUNTS_FEW,
    KEY_ACCOUNTS_MANY,
    KEY_ACCOUNTS_MOST,
    SCORE_SCALE,
    WEIGHT_SCALE,
    WEIGHTS_WHOLE,
    Kind,
    Side,
)

MOST_ON_A_SIDE = 8
"""So many criteria can still be compared two at a time."""
TOP = 10 * SCORE_SCALE


@dataclass(frozen=True)
class CriterionTerms:
    """What a charter says of one criterion."""

    key: str
    name: str
    side: Side
    kind: Kind
    measure: str = ""
    anchor_10: str = ""
    anchor_5: str = ""
    anchor_0: str = ""
    anchor_values: tuple[str, ...] = ()
    weight_hundredths: int = 0

    @property
    def words(self) -> tuple[str, str, str]:
        """What is a 10, a 5 and a 0, in words."""
        return self.anchor_10, self.anchor_5, self.anchor_0


@dataclass(frozen=True)
class Terms:
    """What a charter says: how many, from which score, by which criteria, and how much the customer's view counts."""

    first: int = 15
    theirs_share_percent: int = 30
    entry_line_thousandths: int = 6_500
    exit_line_thousandths: int = 5_000
    criteria: tuple[CriterionTerms, ...] = field(default=())

    def of_side(self, side: Side) -> tuple[CriterionTerms, ...]:
        """The criteria of one side."""
        return tuple(each for each in self.criteria if each.side == side)


@dataclass(frozen=True)
class Finding:
    """Something a charter may not say, and where: the key of a criterion, or the name of a term."""

    place: str
    refusal: Unfit


def _numbers(terms: Terms) -> Iterator[Finding]:
    if terms.first > KEY_ACCOUNTS_MOST:
        yield Finding("first", refusals.TooManyKeyAccounts(first=terms.first))
    if terms.first < 1:
        yield Finding("first", refusals.TooFewKeyAccounts(first=terms.first))
    if not 0 <= terms.theirs_share_percent <= 100:
        yield Finding("theirs_share_percent", refusals.ShareOutOfRange(share=terms.theirs_share_percent))
    entry, leaving = terms.entry_line_thousandths, terms.exit_line_thousandths
    if not 0 <= leaving < entry <= TOP:
        shown = {"exit": shown_scaled(leaving, SCORE_SCALE), "entry": shown_scaled(entry, SCORE_SCALE)}
        yield Finding("exit_line", refusals.LinesCrossed(**shown))


def _names(terms: Terms) -> Iterator[Finding]:
    seen: set[str] = set()
    for each in terms.criteria:
        name = plain(each.name)
        if not name:
            yield Finding(each.key, refusals.CriterionNameless())
        elif name in seen:
            yield Finding(each.key, refusals.CriterionTwice(criterion=each.name))
        seen.add(name)


def _wordings(terms: Terms) -> Iterator[Finding]:
    for each in terms.criteria:
        refusal = refused_wording(each.name, each.words) or refused_measure(each.name, each.measure)
        if refusal:
            yield Finding(each.key, refusal)


def _measures(terms: Terms) -> Iterator[Finding]:
    for each in terms.criteria:
        if each.kind == Kind.MEASURED and each.measure not in MEASURES and not refused_measure("", each.measure):
            yield Finding(each.key, refusals.MeasureUnknown(criterion=each.name, measure=each.measure))


def _anchors_fit(terms: Terms) -> Iterator[Finding]:
    for each in terms.criteria:
        if each.kind == Kind.MEASURED and any(each.anchor_values) and not anchors_of(each.anchor_values):
            given = ", ".join(value or "…" for value in each.anchor_values)
            yield Finding(each.key, refusals.AnchorsUnfit(criterion=each.name, given=given))


def _weights_fit(terms: Terms) -> Iterator[Finding]:
    for each in terms.criteria:
        if not 0 <= each.weight_hundredths <= WEIGHTS_WHOLE:
            weight = shown_scaled(each.weight_hundredths, WEIGHT_SCALE)
            yield Finding(each.key, refusals.WeightOutOfRange(criterion=each.name, weight=weight))


def _few_enough(terms: Terms) -> Iterator[Finding]:
    for side in Side:
        if (count := len(terms.of_side(side))) > MOST_ON_A_SIDE:
            yield Finding(f"weights_{side}", refusals.TooManyCriteria(count=count, most=MOST_ON_A_SIDE))


Check = Callable[[Terms], Iterator[Finding]]
BROKEN: tuple[Check, ...] = (_numbers, _names, _wordings, _measures, _anchors_fit, _weights_fit, _few_enough)
"""What may not even stand in a draft."""


def _both_sides(terms: Terms) -> Iterator[Finding]:
    empty = {Side.OURS: refusals.OurSideEmpty, Side.THEIRS: refusals.TheirSideEmpty}
    yield from (Finding(f"weights_{side}", empty[side]()) for side in Side if not terms.of_side(side))


def _whole_weights(terms: Terms) -> Iterator[Finding]:
    for side in Side:
        total = weight_of(terms.of_side(side))
        if terms.of_side(side) and total != WEIGHTS_WHOLE:
            refusal = NOT_WHOLE[side, total > WEIGHTS_WHOLE]
            shown = {"sum": total, "gap": abs(total - WEIGHTS_WHOLE)}
            told = {name: shown_scaled(value, WEIGHT_SCALE) for name, value in shown.items()}
            yield Finding(f"weights_{side}", refusal(**told))


def _anchors_there(terms: Terms) -> Iterator[Finding]:
    for each in terms.criteria:
        there = anchors_of(each.anchor_values) if each.kind == Kind.MEASURED else all(each.words)
        if not there:
            yield Finding(each.key, refusals.AnchorsMissing(criterion=each.name))


NOT_WHOLE: dict[tuple[Side, bool], type[Unfit]] = {
    (Side.OURS, False): refusals.OurWeightsShort,
    (Side.OURS, True): refusals.OurWeightsOver,
    (Side.THEIRS, False): refusals.TheirWeightsShort,
    (Side.THEIRS, True): refusals.TheirWeightsOver,
}
UNFINISHED: tuple[Check, ...] = (_both_sides, _whole_weights, _anchors_there)
"""What a draft may lack, but no proposal."""


def broken(terms: Terms) -> list[Finding]:
    """Everything that keeps these terms from being saved, in the order of the table."""
    return [finding for check in BROKEN for finding in check(terms)]


def unfinished(terms: Terms, *, has_run: bool = True) -> list[Finding]:
    """Everything that keeps these terms from being proposed but not from being saved."""
    found = [finding for check in UNFINISHED for finding in check(terms)]
    measured = [] if has_run else [each for each in terms.criteria if each.kind == Kind.MEASURED]
    return [*found, *(Finding(each.key, refusals.RunMissing(criterion=each.name)) for each in measured[:1])]


def refuse(findings: Sequence[Finding]) -> None:
    """Raise the first of them, when there is one."""
    for finding in findings:
        raise finding.refusal


def weight_of(criteria: Iterable[CriterionTerms]) -> int:
    """What the weights sum to, in hundredths of a percent."""
    return sum(each.weight_hundredths for each in criteria)


def whole_weights(shares: Sequence[float]) -> tuple[int, ...]:
    """Shares of one as weights that sum to exactly 100 %; the largest remainders take what rounding leaves."""
    exact = [share / sum(shares) * WEIGHTS_WHOLE for share in shares]
    weights = [int(each) for each in exact]
    order = sorted(range(len(exact)), key=lambda place: weights[place] - exact[place])
    for place in order[: WEIGHTS_WHOLE - sum(weights)]:
        weights[place] += 1
    return tuple(weights)


def is_many(first: int) -> bool:
    """More key accounts than most companies can treat as such."""
    return first > KEY_ACCOUNTS_MANY


def is_few(first: int) -> bool:
    """Too few for a programme."""
    return first < KEY_ACCOUNTS_FEW


def new_key(name: str, taken: Collection[str]) -> str:
    """A key for a new criterion from its name; judgements quote it, so it stays when the name changes."""
    stem = re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")[:36] or "criterion"
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, 999)))
    return next(key for key in candidates if key not in taken)


def shown_scaled(value: int, scale: int) -> str:
    """A whole number of hundredths or thousandths as people write it: 6.5, 99, 12.25."""
    return format((Decimal(value) / scale).normalize() + 0, "f")


def digest_of(terms: Terms, pinned: Mapping[str, Any]) -> str:
    """SHA-256 over everything the charter says and what it was pinned to: its number, run, data and code version."""
    criteria = sorted((asdict(each) for each in terms.criteria), key=lambda each: (each["side"], each["key"]))
    facts = {**asdict(terms), "criteria": criteria, "pinned": dict(pinned)}
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
