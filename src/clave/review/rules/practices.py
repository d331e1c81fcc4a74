"""Practices: what worked somewhere, copied to another key account, judged afterwards by a measure before and after."""

from __future__ import annotations

from enum import StrEnum

from clave.kit.refusals import Refusal, gettext_noop
from clave.review.rules.comparison import MEASURES, Opens

FOLLOW_UP_DAYS = 120
FEW = 5
"""Fewer key accounts than this prove little."""
MEASURED = tuple(each for each in MEASURES if each.opens not in (Opens.PEOPLE, Opens.RISKS))
"""By what a practice may be judged: measures that everybody who reads practices reads of the key accounts they see."""

Measured = StrEnum("Measured", {each.key.upper(): each.key for each in MEASURED})  # type: ignore[misc]
"""The same by their keys."""


class Source(StrEnum):
    """Where a practice comes from."""

    INSIDE = "inside"
    OUTSIDE = "outside"


SOURCE_NAMES: dict[str, str] = {
    Source.INSIDE: gettext_noop("a key account of ours"),
    Source.OUTSIDE: gettext_noop("another company, a book, a study"),
}


class Verdict(StrEnum):
    """What is found when an adoption is followed up."""

    WORKED = "worked"
    DID_NOT = "did not"
    EARLY = "early"


VERDICT_NAMES: dict[str, str] = {
    Verdict.WORKED: gettext_noop("it worked"),
    Verdict.DID_NOT: gettext_noop("it did not"),
    Verdict.EARLY: gettext_noop("too early to say"),
}
VERDICT_MARKS: dict[str, str] = {Verdict.WORKED: "good", Verdict.DID_NOT: "bad"}


class Unready(Refusal):
    """Something that does not say enough."""

    http_status = 422


class PracticeStale(Refusal):
    code = "PRACTICE_STALE"
    template = gettext_noop(
        "Somebody changed this card meanwhile. What stands there now is beside your form: look, and save again. Nothing was "
        "changed."
    )


class AdoptionStale(Refusal):
    code = "PRACTICE_FOLLOW_UP_STALE"
    template = gettext_noop(
        "Somebody looked at this meanwhile: it is looked at again on %(day)s (“%(note)s”). Look, and save again. Nothing was "
        "changed."
    )


class MeasureInUse(Refusal):
    code = "PRACTICE_MEASURE_IN_USE"
    template = gettext_noop(
        "It was copied already, and what was measured before belongs to the measure it had. Write a new card for another "
        "measure. Nothing was changed."
    )


class SourceMissing(Unready):
    code = "PRACTICE_SOURCE_MISSING"
    template = gettext_noop("Say where it comes from: who wrote it, where it can be read. Nothing was changed.")


class EvidenceElsewhere(Unready):
    code = "PRACTICE_EVIDENCE_ELSEWHERE"
    template = gettext_noop(
        "The link leads into Clave: copy what stands after the name of the server, from the first slash on."
    )


class AdoptedAlready(Refusal):
    code = "PRACTICE_ADOPTED_ALREADY"
    template = gettext_noop("%(customer)s follows this practice already. Nothing was changed.")


class JudgedAlready(Refusal):
    code = "PRACTICE_JUDGED_ALREADY"
    template = gettext_noop("It was judged already, and that stays. Nothing was changed.")


class FollowUpPast(Unready):
    code = "PRACTICE_FOLLOW_UP_PAST"
    template = gettext_noop("Choose a day after today for the follow-up. Nothing was changed.")
