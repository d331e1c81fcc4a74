"""Leaving: two reviews in a row below the exit line, well apart, and a plan for telling the customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clave.kit.refusals import Refusal, gettext_noop
from clave.portfolio.rules import deciding_refusals as refusals
from clave.portfolio.rules.deciding import shown_score
from clave.portfolio.rules.states import REVIEWS_BELOW_EXIT_LINE

REVIEWS_APART_DAYS = 60
"""Two looks at the same quarter are one look."""
REVIEW_FRESH_DAYS = 45
"""A review is held on figures that are not older than this."""

TELLING: dict[str, str] = {
    "who": gettext_noop("Who tells it, and to whom"),
    "when": gettext_noop("When"),
    "how": gettext_noop("How"),
    "changes": gettext_noop("What changes for the customer"),
    "stays": gettext_noop("What stays as it is"),
}
"""What a plan for telling the customer says, and how it is asked."""


@dataclass(frozen=True)
class Review:
    """What one review found of a key account; score and line in thousandths, no score where it could not be scored."""

    ranking: str
    as_of: date
    score: int | None
    exit_line: int

    @property
    def is_below(self) -> bool:
        """Whether it lay below the exit line; what cannot be scored lies nowhere."""
        return self.score is not None and self.score < self.exit_line


def below_in_a_row(reviews: Iterable[Review], admitted_on: date) -> list[Review]:
    """The reviews since the admission that end, without a break, with the latest and all lie below the exit line."""
    found: list[Review] = []
    for review in sorted(reviews, key=lambda each: each.as_of, reverse=True):
        if review.as_of < admitted_on or not review.is_below:
            break
        found.insert(0, review)
    return found


def is_ripe(row: Sequence[Review]) -> bool:
    """Whether reviews in a row below the line are enough, and far enough apart."""
    enough = len(row) >= REVIEWS_BELOW_EXIT_LINE
    return enough and row[-1].as_of - row[0].as_of >= timedelta(days=REVIEWS_APART_DAYS)


def ripe_from(row: Sequence[Review]) -> date | None:
    """From which day figures ripen the first of these reviews below the line; None where there is none yet."""
    return row[0].as_of + timedelta(days=REVIEWS_APART_DAYS) if row else None


def missing_of(telling: Mapping[str, str]) -> list[str]:
    """What a plan for telling does not say yet."""
    return [name for name in TELLING if not str(telling.get(name, "")).strip()]


@dataclass(frozen=True)
class Leaving:
    """Everything the rules ask about a key account that is to be released.

    `continues_in` is the group it was merged into, where that is a key account itself: then nothing is taken from it.
    """

    customer: str
    admitted_on: date | None
    exit_line: int
    reviews: tuple[Review, ...] = ()
    open_proposal: int | None = None
    continues_in: str = ""
    telling: Mapping[str, str] | None = None


def against_leaving(facts: Leaving, translate: Callable[[str], str] = lambda text: text) -> list[Refusal]:
    """Everything that stands in the way of a release; the plan for telling is asked where one is given."""
    if facts.admitted_on is None:
        return [refusals.NotAKeyAccount(customer=facts.customer)]
    found: list[Refusal] = []
    if facts.open_proposal:
        found.append(refusals.DecisionIsOpen(number=facts.open_proposal, customer=facts.customer))
    if not facts.continues_in and not is_ripe(below_in_a_row(facts.reviews, facts.admitted_on)):
        found.append(_reviews_missing(facts, translate))
    if facts.telling is not None and (missing := missing_of(facts.telling)):
        names = ", ".join(translate(TELLING[name]) for name in missing)
        found.append(refusals.TellingMissing(missing=names))
    return found


def _reviews_missing(facts: Leaving, translate: Callable[[str], str]) -> Refusal:
    since = [each for each in facts.reviews if facts.admitted_on and each.as_of >= facts.admitted_on]
    told = "; ".join(_told(each, translate) for each in sorted(since, key=lambda each: each.as_of))
    nothing = translate(gettext_noop("no review since it was admitted."))
    line, apart = shown_score(facts.exit_line), REVIEWS_APART_DAYS
    return refusals.ReviewsMissing(
        customer=facts.customer, apart=apart, line=line, found=f"{told}." if told else nothing
    )


def _told(review: Review, translate: Callable[[str], str]) -> str:
    if review.score is None:
        return translate(gettext_noop("%(day)s: could not be scored")) % {"day": review.as_of}
    told = {"day": review.as_of, "score": shown_score(review.score), "line": shown_score(review.exit_line)}
    if review.is_below:
        return translate(gettext_noop("%(day)s: %(score)s, below %(line)s")) % told
    return translate(gettext_noop("%(day)s: %(score)s, not below %(line)s")) % told


def against_review(*, ranking: str, latest: str, as_of: date, is_held: bool, today: date) -> Refusal | None:
    """Why this ranking cannot be held as a review."""
    if ranking != latest:
        return refusals.ReviewNotLatest(ranking=ranking, latest=latest)
    if is_held:
        return refusals.ReviewHeld(ranking=ranking)
    if today - as_of > timedelta(days=REVIEW_FRESH_DAYS):
        return refusals.ReviewOfOldFigures(ranking=ranking, as_of=as_of, most=REVIEW_FRESH_DAYS)
    return None
