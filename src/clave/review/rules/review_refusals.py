"""What is refused about relationship reviews and questionnaires: facts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unready(Refusal):
    """Something that does not say enough, or says what does not fit."""

    http_status = 422


class ReviewOpenAlready(Refusal):
    code = "REVIEW_OPEN_ALREADY"
    template = gettext_noop("A review of this key account is open already. Finish that one first. Nothing was changed.")


class ReviewClosed(Refusal):
    code = "REVIEW_CLOSED"
    template = gettext_noop("This review is closed and stays as it is. Begin the next one. Nothing was changed.")


class ReviewStale(Refusal):
    code = "REVIEW_STALE"
    template = gettext_noop(
        "Somebody changed this review meanwhile. What stands there now is beside your form: look, and save again. Nothing was "
        "changed."
    )


class MattersMissing(Unready):
    code = "MATTERS_MISSING"
    template = gettext_noop("Write at least one thing that matters to the customer. Nothing was changed.")


class MattersTwice(Unready):
    code = "MATTERS_TWICE"
    template = gettext_noop("%(what)s stands there twice. Write it once, at its rank. Nothing was changed.")


class MattersAsked(Refusal):
    code = "MATTERS_ASKED"
    template = gettext_noop(
        "The customer has rated these things already. Points and notes may change; the things and their order stay until the "
        "next review. Nothing was changed."
    )


class ConclusionMissing(Unready):
    code = "CONCLUSION_MISSING"
    template = gettext_noop("Write what you conclude before you close the review. Nothing was changed.")


class NextReviewPast(Unready):
    code = "NEXT_REVIEW_PAST"
    template = gettext_noop("Choose a day after today for the next review. Nothing was changed.")


class LinkAnswered(Refusal):
    code = "LINK_ANSWERED"
    template = gettext_noop("This link has been answered: it needs no revoking. Nothing was changed.")


class LinkNotOpen(Refusal):
    code = "LINK_NOT_OPEN"
    template = gettext_noop("This link is not open any more. Thank you all the same.")
    http_status = 404


class RatingsMissing(Unready):
    code = "RATINGS_MISSING"
    template = gettext_noop("Please choose a point from 1 to 5 on every line. Nothing was sent yet.")


class ReviewActionMissing(Refusal):
    code = "REVIEW_ACTION_MISSING"
    http_status = 422
    template = gettext_noop("Say what is to be done: an action without words helps nobody. Nothing was saved.")


class ReviewActionNeedsOwner(Refusal):
    code = "REVIEW_ACTION_NEEDS_OWNER"
    http_status = 422
    template = gettext_noop(
        "An action needs somebody of ours who does it: give the code of a person who is still here. Nothing was saved."
    )
