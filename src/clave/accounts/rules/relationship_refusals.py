"""What is refused about people at a customer: facts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unready(Refusal):
    """Something that does not say enough, or says what does not fit."""

    http_status = 422


class PlaceStale(Refusal):
    code = "PLACE_STALE"
    template = gettext_noop(
        "Somebody changed this person meanwhile. What stands there now is beside your form: look, and save again. Nothing was "
        "changed."
    )


class LineMakesCircle(Unready):
    code = "REPORTING_CIRCLE"
    template = gettext_noop(
        "That reporting line comes back to where it began: %(chain)s. Choose another boss, or change one of these lines first. "
        "Nothing was changed."
    )


class BossElsewhere(Unready):
    code = "BOSS_ELSEWHERE"
    template = gettext_noop("Choose a boss among the people of %(customer)s. Nothing was changed.")


class PersonElsewhere(Refusal):
    code = "PERSON_ELSEWHERE"
    template = gettext_noop(
        "%(email)s is already on record at %(customer)s, and a person belongs to one customer at a time: if they have moved, "
        "change on their page where they work. Nothing was added."
    )


class PersonHere(Refusal):
    code = "PERSON_HERE"
    template = gettext_noop(
        "%(email)s is already among the people of %(customer)s: open their page. Nothing was added."
    )


class PersonOutOfSight(Refusal):
    code = "PERSON_OUT_OF_SIGHT"
    template = gettext_noop(
        "%(email)s is already on record, and not with a customer of yours. A person belongs to one customer at a time: ask the "
        "champion, who moves people with the next import of contacts. Nothing was added."
    )


class ConsentRefused(Unready):
    code = "CONSENT_REFUSED"
    template = gettext_noop(
        "This person does not want to be on record, so nothing is written about where they stand or when we spoke. Nothing was "
        "changed."
    )


class StanceNeedsReason(Unready):
    code = "STANCE_NEEDS_REASON"
    template = gettext_noop("Say what makes you think so: a stance without a reason helps nobody. Nothing was changed.")


class DayAhead(Unready):
    code = "DAY_AHEAD"
    template = gettext_noop("%(day)s is still to come. Choose the day on which it happened. Nothing was changed.")


class KnowerHasLeft(Unready):
    code = "KNOWER_HAS_LEFT"
    template = gettext_noop("%(person)s is no longer one of our people. Choose somebody else. Nothing was changed.")


class TieSaysNothing(Unready):
    code = "TIE_SAYS_NOTHING"
    template = gettext_noop("Say how well they know each other, today or as you want it. Nothing was changed.")
