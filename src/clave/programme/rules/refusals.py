"""What is refused about the programme: facts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unready(Refusal):
    """Something that does not say enough."""

    http_status = 422


class ProgrammeCharterStale(Refusal):
    code = "PROGRAMME_CHARTER_STALE"
    template = gettext_noop(
        "Somebody wrote version %(number)s of the programme's charter while you edited yours. It stands above what you "
        "wrote: nothing was changed."
    )


class ProgrammeCharterUnchanged(Unready):
    code = "PROGRAMME_CHARTER_UNCHANGED"
    template = gettext_noop("This is what the charter says already. Nothing was changed.")


class ReasonMissing(Unready):
    code = "PROGRAMME_REASON_MISSING"
    template = gettext_noop("Say why the charter changes; it stays beside the version. Nothing was changed.")


class ElementIsComputed(Refusal):
    code = "ELEMENT_IS_COMPUTED"
    template = gettext_noop(
        "Clave reads this from its own records, so nobody judges it: change what is recorded. Nothing was changed."
    )


class JudgedAhead(Unready):
    code = "JUDGED_AHEAD"
    template = gettext_noop("The day %(day)s has not come yet. Say when it was seen. Nothing was changed.")


class GateWithoutEvidence(Unready):
    code = "GATE_WITHOUT_EVIDENCE"
    template = gettext_noop(
        "The gate stays open: %(done)s of %(all)s elements stand, and three in four must. Missing: %(missing)s. Nothing was "
        "changed."
    )


class GateOutOfOrder(Refusal):
    code = "GATE_OUT_OF_ORDER"
    template = gettext_noop("Close the gate of the phase before first: no phase is skipped. Nothing was changed.")


class GateClosed(Refusal):
    code = "GATE_CLOSED"
    template = gettext_noop("This gate was closed on %(day)s and stays closed.")


class NobodyAppointsThemselves(Refusal):
    code = "NOBODY_APPOINTS_THEMSELVES"
    template = gettext_noop("Nobody makes themselves champion. Ask a sponsor to appoint you. Nothing was changed.")


class ChampionHasLeft(Refusal):
    code = "CHAMPION_HAS_LEFT"
    template = gettext_noop("%(person)s is no longer one of our people. Choose somebody else. Nothing was changed.")


class ReportsToThemselves(Unready):
    code = "REPORTS_TO_THEMSELVES"
    template = gettext_noop(
        "%(person)s cannot report to themselves. Name somebody of the top team. Nothing was changed."
    )


class TermEndsBeforeStart(Unready):
    code = "TERM_ENDS_BEFORE_START"
    template = gettext_noop("The term ends before it begins. Choose a later last day. Nothing was changed.")


class TermOver(Refusal):
    code = "TERM_OVER"
    template = gettext_noop("This term ends on %(day)s anyway. Choose an earlier day. Nothing was changed.")


class ChampionAlready(Refusal):
    code = "CHAMPION_ALREADY"
    template = gettext_noop("%(person)s holds a term in these days already. End that one first. Nothing was changed.")
