"""Entering: what admits a customer, how votes decide, from when, and what to know before; leaving is in releasing.py."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clave.kit.refusals import Refusal, gettext_noop
from clave.portfolio.rules import deciding_refusals as refusals
from clave.portfolio.rules.states import (
    KEY_ACCOUNTS_FEW,
    KEY_ACCOUNTS_MANY,
    KEY_ACCOUNTS_MOST,
    SCORE_SCALE,
    Choice,
    DecisionState,
)

DAYS_AHEAD = 183
"""A decision takes effect within half a year: later ones are taken on later figures."""
VOTES_NEEDED = 1
"""So many count besides the proposer's: two people at least stand behind what is decided."""


@dataclass(frozen=True)
class Load:
    """How many key accounts a person answers for, and how many there is room for; `held` is without the one at issue."""

    person: str
    held: int
    most: int

    @property
    def is_full(self) -> bool:
        """Whether one more is too many."""
        return self.held >= self.most

    @property
    def after(self) -> int:
        """How many it would be."""
        return self.held + 1


@dataclass(frozen=True)
class Admission:
    """Everything the rules ask about a customer that is to be admitted; scores in thousandths of a point."""

    customer: str
    charter: str
    ranking: str
    entry_line: int
    is_active: bool = True
    is_candidate: bool = True
    is_key_account: bool = False
    open_proposal: int | None = None
    merged_into: tuple[str, str] | None = None  # code and name of the group
    score: int | None = None
    missing: tuple[str, ...] = ()
    held: int = 0
    manager: Load | None = None
    sponsor: Load | None = None


def shown_score(thousandths: int) -> str:
    """A score as a refusal writes it, without rounding what is below a line up to it."""
    return f"{thousandths / SCORE_SCALE:.3f}".rstrip("0").rstrip(".")


def _member(facts: Admission) -> Refusal | None:
    return refusals.AlreadyKeyAccount(customer=facts.customer) if facts.is_key_account else None


def _open(facts: Admission) -> Refusal | None:
    number = facts.open_proposal
    return refusals.DecisionIsOpen(number=number, customer=facts.customer) if number else None


def _merged(facts: Admission) -> Refusal | None:
    if facts.merged_into is None:
        return None
    code, name = facts.merged_into
    return refusals.CustomerMerged(customer=facts.customer, group=name, code=code)


def _inactive(facts: Admission) -> Refusal | None:
    return None if facts.is_active else refusals.CustomerInactive(customer=facts.customer)


def _absent(facts: Admission) -> Refusal | None:
    is_there = facts.is_candidate or facts.merged_into
    return None if is_there else refusals.NotACandidate(customer=facts.customer, ranking=facts.ranking)


def _unscored(facts: Admission) -> Refusal | None:
    if facts.score is not None or not facts.is_candidate:
        return None
    return refusals.CandidateNotScored(customer=facts.customer, missing=", ".join(facts.missing))


def _below(facts: Admission) -> Refusal | None:
    if facts.score is None or facts.score >= facts.entry_line:
        return None
    told = {"score": shown_score(facts.score), "line": shown_score(facts.entry_line)}
    return refusals.BelowEntryLine(customer=facts.customer, charter=facts.charter, **told)


def _full(facts: Admission) -> Refusal | None:
    return refuse_when_full(facts.held)


def _manager(facts: Admission) -> Refusal | None:
    load = facts.manager
    if load is None or not load.is_full:
        return None
    return refusals.ManagerFull(person=load.person, held=load.held, most=load.most)


ADMISSION: tuple[Callable[[Admission], Refusal | None], ...] = (
    _member,
    _open,
    _merged,
    _inactive,
    _absent,
    _unscored,
    _below,
    _full,
    _manager,
)
"""What is looked at before a customer is admitted, in the order in which it is told."""


def against_admission(facts: Admission) -> list[Refusal]:
    """Everything that stands in the way of an admission; nothing when it may be proposed, or decided."""
    return [found for look in ADMISSION if (found := look(facts))]


def refuse_when_full(held: int) -> Refusal | None:
    """Why there can be no further key account; None while there is room."""
    if held < KEY_ACCOUNTS_MOST:
        return None
    return refusals.KeyAccountsFull(held=held, most=KEY_ACCOUNTS_MOST)


class Size(StrEnum):
    """How the number of key accounts compares with what programmes that work have."""

    FEW = "few"
    GUIDED = "guided"
    MANY = "many"


SIZE_ADVICE: dict[Size, str] = {
    Size.FEW: gettext_noop("Fewer than %(few)s: a start, not yet a programme. %(few)s to %(many)s is the guidance."),
    Size.GUIDED: gettext_noop("Within the guidance of %(few)s to %(many)s."),
    Size.MANY: gettext_noop(
        "More than %(many)s: attention gets thin. Programmes that work keep %(few)s to %(many)s; %(most)s is the limit."
    ),
}


def size_of(count: int) -> Size:
    """Where so many key accounts stand against the guidance."""
    if count < KEY_ACCOUNTS_FEW:
        return Size.FEW
    return Size.GUIDED if count <= KEY_ACCOUNTS_MANY else Size.MANY


def size_advice(count: int, translate: Callable[[str], str] = lambda text: text) -> str:
    """What to think of so many key accounts, in a sentence."""
    facts = {"few": KEY_ACCOUNTS_FEW, "many": KEY_ACCOUNTS_MANY, "most": KEY_ACCOUNTS_MOST}
    return translate(SIZE_ADVICE[size_of(count)]) % facts


@dataclass(frozen=True)
class Tally:
    """How the votes stand."""

    yes: int
    no: int
    recused: int

    @property
    def counted(self) -> int:
        """The votes that count."""
        return self.yes + self.no

    @property
    def outcome(self) -> DecisionState:
        """What the votes come to: more yes than no approves, everything else refuses."""
        return DecisionState.APPROVED if self.yes > self.no else DecisionState.REFUSED


def tally_of(choices: Iterable[str]) -> Tally:
    """The votes, counted."""
    given = list(choices)
    return Tally(*(given.count(choice) for choice in (Choice.YES, Choice.NO, Choice.RECUSED)))


def against_vote(
    *, number: int, customer: str, choice: str, reason: str, is_proposer: bool, answers_for_it: bool
) -> Refusal | None:
    """Why this vote cannot be taken; who answers for the customer may only step back."""
    if choice not in set(Choice):
        return refusals.VoteUnclear()
    if is_proposer:
        return refusals.ProposerVotes(number=number)
    if answers_for_it and choice != Choice.RECUSED:
        return refusals.OwnAccount(customer=customer)
    if choice != Choice.YES and not answers_for_it and not reason.strip():
        return refusals.VoteNeedsReason()
    return None


OUTCOME_NAMES: dict[DecisionState, str] = {
    DecisionState.OPEN: gettext_noop("open"),
    DecisionState.APPROVED: gettext_noop("approved"),
    DecisionState.REFUSED: gettext_noop("refused"),
    DecisionState.WITHDRAWN: gettext_noop("withdrawn"),
}


@dataclass(frozen=True)
class Closing:
    """How somebody wants to close a proposal: as what, from when, with which minutes, on which votes."""

    number: int
    customer: str
    outcome: DecisionState
    minutes: str
    effective_on: date
    as_of: date
    today: date
    tally: Tally
    is_proposer: bool
    answers_for_it: bool


def against_closing(closing: Closing, translate: Callable[[str], str] = lambda text: text) -> list[Refusal]:
    """Everything that keeps this person from deciding a proposal so."""
    return list(_against(closing, translate))


def _against(it: Closing, translate: Callable[[str], str]) -> Iterator[Refusal]:
    if it.is_proposer:
        yield refusals.ProposerDecides(number=it.number)
    if it.answers_for_it:
        yield refusals.OwnAccount(customer=it.customer)
    if it.tally.counted < VOTES_NEEDED:
        yield refusals.VotesMissing(number=it.number)
    elif it.outcome != it.tally.outcome:
        asked = translate(OUTCOME_NAMES[it.outcome])
        yield refusals.VotesSayOtherwise(number=it.number, yes=it.tally.yes, no=it.tally.no, asked=asked)
    if not it.minutes.strip():
        yield refusals.MinutesMissing()
    if it.effective_on < it.as_of:
        yield refusals.EffectiveTooEarly(day=it.effective_on, as_of=it.as_of)
    if it.effective_on > it.today + timedelta(days=DAYS_AHEAD):
        yield refusals.EffectiveTooLate(day=it.effective_on, most=DAYS_AHEAD)


@dataclass(frozen=True)
class LineFlip:
    """A change of one weight, in points of a hundred, that would carry a score across a line."""

    criterion: str
    points: float


def line_flips(*, scores: Mapping[str, int], weights: Mapping[str, float], score: int, line: int) -> list[LineFlip]:
    """The smallest changes of a single weight that carry the score to the line, the others keeping their proportions.

    Scores in thousandths, weights sum to one; an unknown criterion scores nothing. With weight w of criterion c moved by d,
    the score becomes score + d · (score of c - score of the rest).
    """
    found = [_to_line(key, weight, scores.get(key, 0), score, line) for key, weight in weights.items()]
    return sorted((flip for flip in found if flip), key=lambda flip: abs(flip.points))


def _to_line(key: str, weight: float, own: int, score: int, line: int) -> LineFlip | None:
    if weight >= 1:
        return None
    steepness = own - (score - weight * own) / (1 - weight)
    if abs(steepness) < 1:
        return None
    moved = (line - score) / steepness
    return LineFlip(key, round(100 * moved, 1)) if 0 <= weight + moved <= 1 else None


def recused(responsible: Collection[int], voters: Collection[int]) -> list[int]:
    """Who could vote and is recused because they answer for the customer."""
    return sorted(set(responsible) & set(voters))
