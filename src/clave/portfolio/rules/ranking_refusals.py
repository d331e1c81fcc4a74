"""What keeps candidates from being ranked or shown, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class NoCharterInForce(Refusal):
    code = "NO_CHARTER_IN_FORCE"
    template = gettext_noop(
        "No charter is in force, so there is nothing to rank candidates by. Agree one first: draft it, have it approved by "
        "two, and it is locked."
    )


class RankingNeedsRun(Refusal):
    code = "RANKING_NEEDS_A_RUN"
    template = gettext_noop("Candidates are ranked by the figures of a run, and no run is done yet. Start a run first.")


class NoCandidates(Refusal):
    code = "RANKING_WITHOUT_CANDIDATES"
    template = gettext_noop(
        "Run %(run)s holds no active customer, so there is nobody to rank. Import order lines and start a run."
    )


class NoRankingYet(Refusal):
    code = "NO_RANKING_YET"
    template = gettext_noop(
        "No candidate has been ranked yet. Rank them: clave candidates --rank, or the page Candidates."
    )


class RankingUnknown(Refusal):
    code = "RANKING_UNKNOWN"
    template = gettext_noop("There is no ranking called “%(ranking)s”. The page Candidates lists them all.")
    http_status = 404


class RankingNotDone(Refusal):
    code = "RANKING_NOT_DONE"
    template = gettext_noop("Ranking %(ranking)s is not done, so there is nothing to compute again.")


class NoMeasuredCriteria(Refusal):
    code = "NO_MEASURED_CRITERIA"
    template = gettext_noop(
        "The charter measures nothing: every criterion is judged, and nobody judged a year ago. There is no past to try it on."
    )


class RankingIsFinal(Refusal):
    code = "RANKING_IS_FINAL"
    template = gettext_noop("Ranking %(ranking)s is done and stays as it is. Rank anew instead.")


STOPPED = {
    "code": "RANKING_STOPPED",
    "template": gettext_noop(
        "The process that ranked the candidates has died; nothing of it was kept. Rank them again."
    ),
    "facts": {},
}
UNEXPECTED = {
    "code": "RANKING_FAILED",
    "template": gettext_noop(
        "The ranking failed in a way that Clave did not expect; nothing of it was kept. Rank again; if it fails again, give "
        "the administrator this ranking's code: the log says more."
    ),
    "facts": {},
}
