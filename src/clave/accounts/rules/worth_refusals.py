"""What is refused about risks, the scorecard and renewals: facts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unready(Refusal):
    """Something that does not say enough, or says what does not fit."""

    http_status = 422


class RiskNeedsWords(Unready):
    code = "RISK_NEEDS_WORDS"
    template = gettext_noop("Say in one sentence what could happen. Nothing was saved.")


class RiskNeedsOwner(Unready):
    code = "RISK_NEEDS_OWNER"
    template = gettext_noop("A risk without an owner is watched by nobody. Name one of us. Nothing was saved.")


class WatcherHasLeft(Unready):
    code = "WATCHER_HAS_LEFT"
    template = gettext_noop("%(person)s is no longer one of us. Name somebody who is. Nothing was saved.")


class ChanceOutOfRange(Unready):
    code = "CHANCE_OUT_OF_RANGE"
    template = gettext_noop("A chance lies between 0 and 100 per cent, and this one is %(given)s. Nothing was saved.")


class MitigationRaisesRisk(Unready):
    code = "MITIGATION_RAISES_RISK"
    template = gettext_noop(
        "With the mitigation the risk would be likelier (%(after)s per cent) than without it (%(before)s). Correct one of "
        "them. Nothing was saved."
    )


class RiskCannotMove(Refusal):
    code = "RISK_CANNOT_MOVE"
    template = gettext_noop("This risk has happened, which stays on record. Put down a new one. Nothing was changed.")


class RiskStale(Refusal):
    code = "RISK_STALE"
    template = gettext_noop(
        "Somebody changed this risk while you edited it. What stands there now and what you wrote are below: nothing was "
        "changed."
    )


class ReasonNeeded(Unready):
    code = "REASON_NEEDED"
    template = gettext_noop("Say in a few words why: who reads it in a year needs to know. Nothing was saved.")


class FactorUnknown(Unready):
    code = "FACTOR_UNKNOWN"
    template = gettext_noop("%(factor)s is no factor of the scorecard. Choose one of %(known)s.")


class ScoreOutOfRange(Unready):
    code = "SCORE_OUT_OF_RANGE"
    template = gettext_noop("A factor is scored 1 to 5, and this one is %(given)s. Nothing was saved.")


class AnsweredInFuture(Unready):
    code = "ANSWERED_IN_FUTURE"
    template = gettext_noop("An answer cannot be of a day that is still to come (%(day)s). Nothing was saved.")


class NothingAnswered(Unready):
    code = "NOTHING_ANSWERED"
    template = gettext_noop("No factor differs from what stands there now. Nothing was saved.")


class ScorecardStale(Refusal):
    code = "SCORECARD_STALE"
    template = gettext_noop(
        "Somebody answered the scorecard while you did. What stands there now and what you wrote are below: nothing was "
        "saved."
    )


class RenewalNeedsWords(Unready):
    code = "RENEWAL_NEEDS_WORDS"
    template = gettext_noop("Say which contract or agreement is renewed. Nothing was saved.")


class RenewalStale(Refusal):
    code = "RENEWAL_STALE"
    template = gettext_noop(
        "Somebody changed this renewal while you edited it. What stands there now and what you wrote are below: nothing was "
        "changed."
    )
