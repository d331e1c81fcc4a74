"""What the deal desk refuses, why, and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from clave.kit.refusals import Refusal, gettext_noop

WORDS = frozenset({"name", "state", "next", "waits"})
"""Facts that are words of ours: they are said in the reader's language too."""


class DealRefusal(Refusal):
    """Something the deal desk will not do."""

    def sentence(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """The reason in the reader's language, with the words in it."""
        return translate(self.template) % {name: _said(name, fact, translate) for name, fact in self.facts.items()}


def _said(name: str, fact: object, translate: Callable[[str], str]) -> object:
    if isinstance(fact, tuple):
        return ", ".join(map(translate, fact))
    return translate(fact) if name in WORDS and isinstance(fact, str) else fact


class LowAboveHigh(DealRefusal):
    """A range the wrong way round."""

    code = "DEAL_LOW_ABOVE_HIGH"
    template = gettext_noop(
        "%(name)s: low, likely and high must rise (%(low)s, %(likely)s, %(high)s). Write the smallest first."
    )
    http_status = 422


class ChancesDoNotAddUp(DealRefusal):
    """Ways of serving that leave something out or count it twice."""

    code = "DEAL_CHANCES"
    template = gettext_noop(
        "The chances of the ways of serving add up to %(sum)s; they must add up to 100 per cent. Change one of them."
    )
    http_status = 422


class NoScenario(DealRefusal):
    """A deal without a cost to serve."""

    code = "DEAL_NO_SERVING"
    template = gettext_noop("Name at least one way of serving it, with its chance and what a unit then costs to serve.")
    http_status = 422


class NoVolume(DealRefusal):
    """A deal in which nothing is sold."""

    code = "DEAL_NO_VOLUME"
    template = gettext_noop(
        "The volume is zero in every case, so there is nothing to price. Write the units a year you expect; only low may be 0."
    )
    http_status = 422


class OutOfBounds(DealRefusal):
    """A number without a meaning here."""

    code = "DEAL_OUT_OF_BOUNDS"
    template = gettext_noop("%(name)s is %(value)s; it must lie between %(low)s and %(high)s.")
    http_status = 422


class NoRate(DealRefusal):
    """A deal in a currency that cannot be compared with the book's."""

    code = "DEAL_NO_RATE"
    template = gettext_noop(
        "There is no rate from %(currency)s to %(book)s of the last %(days)s days. Finance brings in a file of rates "
        "(Data, Rates); or price the deal in %(book)s."
    )
    http_status = 422


class DealNeedsWords(DealRefusal):
    """A deal without a name, or a change without a reason."""

    code = "DEAL_NEEDS_WORDS"
    template = gettext_noop("Say in a few words what it is about: whoever decides reads it.")
    http_status = 422


class DealStale(DealRefusal):
    """Somebody else changed the deal meanwhile."""

    code = "DEAL_STALE"
    template = gettext_noop(
        "Version %(latest)s was saved meanwhile, and you worked on version %(based_on)s. Both stand side by side: nothing "
        "was overwritten."
    )


class DealUnchanged(DealRefusal):
    """A version that says the same."""

    code = "DEAL_UNCHANGED"
    template = gettext_noop("Nothing differs from version %(number)s. Nothing was changed.")


class DealMoveNotAllowed(DealRefusal):
    """A step that a deal in this state cannot take."""

    code = "DEAL_MOVE"
    template = gettext_noop("The deal is %(state)s, so this cannot be done any more. %(next)s")


class NobodyToAsk(DealRefusal):
    """A customer without a sponsor."""

    code = "DEAL_NO_SPONSOR"
    template = gettext_noop(
        "Beyond these limits an executive sponsor decides too, and %(customer)s has none. The champion names one (Sponsors, "
        "or Who answers for whom); then ask again."
    )


class NoDealsSeat(DealRefusal):
    """Somebody who is not asked."""

    code = "DEAL_NOT_ASKED"
    template = gettext_noop("No decision of yours is open here: it waits for %(waits)s.")
    http_status = 403


class OwnDeal(DealRefusal):
    """Somebody who would judge their own work."""

    code = "DEAL_OWN"
    template = gettext_noop(
        "Whoever wrote a version of a deal or asked for its approval does not decide on it. It waits for %(waits)s."
    )
    http_status = 403


class DecidedAlready(DealRefusal):
    """A second voice of the same person."""

    code = "DEAL_DECIDED"
    template = gettext_noop(
        "You have decided on this version already: one person takes one seat. It waits for %(waits)s."
    )


class VerdictMissing(DealRefusal):
    """A decision that says neither yes nor no, or not why."""

    code = "DEAL_VERDICT"
    template = gettext_noop("Choose approve or refuse, and say why: both stay with the deal.")
    http_status = 422


class LimitsCross(DealRefusal):
    """Limits the wrong way round."""

    code = "DEAL_LIMITS_CROSS"
    template = gettext_noop("%(name)s: the first limit (%(first)s) must lie below the second (%(second)s).")
    http_status = 422


class LimitsStale(DealRefusal):
    """Somebody else changed the limits meanwhile."""

    code = "DEAL_LIMITS_STALE"
    template = gettext_noop(
        "Version %(latest)s of the limits was saved meanwhile. It is shown now: change it again where needed."
    )
