"""Judgements: what one needs, when it counts, and when it has grown old."""

from __future__ import annotations

from datetime import date

from clave.kit.refusals import Refusal, gettext_noop
from clave.portfolio.rules.states import SCORE_SCALE

TOP = 10 * SCORE_SCALE
RATERS_NEEDED = 2
"""One opinion is no judgement yet."""
FRESH_MONTHS = 12
"""An older judgement is still counted, and marked: somebody should look again."""


class Unjudged(Refusal):
    """A judgement that cannot be taken as it is."""

    http_status = 422


class EvidenceMissing(Unjudged):
    code = "JUDGEMENT_NEEDS_EVIDENCE"
    template = gettext_noop("Say what you saw or heard that shows it: a score without evidence is an opinion.")


class ScoreOffScale(Unjudged):
    code = "JUDGEMENT_OFF_SCALE"
    template = gettext_noop("A score lies between 0 and 10. Read what is a 10, a 5 and a 0, and choose.")


class RivalMissing(Unjudged):
    code = "JUDGEMENT_NEEDS_RIVAL"
    template = gettext_noop(
        "On the customer's side the best alternative needs its score too: strength is what we are against it."
    )


class RivalUnasked(Unjudged):
    code = "JUDGEMENT_RIVAL_UNASKED"
    template = gettext_noop("How attractive a customer is to us needs no rival. Leave the rival's score empty.")


class ConfirmedInFuture(Unjudged):
    code = "JUDGEMENT_CONFIRMED_IN_FUTURE"
    template = gettext_noop("The customer cannot have confirmed it on %(day)s: that day has not come. Correct the day.")


class CriterionNotJudged(Unjudged):
    code = "JUDGEMENT_CRITERION_UNKNOWN"
    template = gettext_noop("“%(criterion)s” is not judged by the charter in force. Choose one of its judged criteria.")


def refuse_unfit(
    *, score: int, evidence: str, rival: int | None, needs_rival: bool, confirmed_on: date | None, today: date
) -> None:
    """Raise what is wrong with a judgement, scores in thousandths."""
    if not 0 <= score <= TOP or (rival is not None and not 0 <= rival <= TOP):
        raise ScoreOffScale
    if not evidence.strip():
        raise EvidenceMissing
    if needs_rival and rival is None:
        raise RivalMissing
    if rival is not None and not needs_rival:
        raise RivalUnasked
    if confirmed_on and confirmed_on > today:
        raise ConfirmedInFuture(day=confirmed_on)


def months_old(judged_on: date, today: date) -> int:
    """Whole months since a judgement."""
    return (today.year - judged_on.year) * 12 + today.month - judged_on.month - (today.day < judged_on.day)


def is_old(judged_on: date, today: date) -> bool:
    """Whether somebody should look again."""
    return months_old(judged_on, today) >= FRESH_MONTHS
