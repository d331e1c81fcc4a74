"""What key accounts get that others do not: what keeps an element from being offered or given, and who gets nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clave.kit.refusals import Refusal, gettext_noop


class OfferUnready(Refusal):
    """An element or a gift that does not say enough."""

    http_status = 422


class OfferNeedsName(OfferUnready):
    code = "OFFER_NEEDS_NAME"
    template = gettext_noop(
        "Name the element as a customer would: a named engineer, reserved stock, a shared forecast."
    )


class OfferNameTaken(Refusal):
    code = "OFFER_NAME_TAKEN"
    template = gettext_noop("“%(name)s” is offered already. Change that element, or choose another name.")


class OfferCostUnfit(OfferUnready):
    code = "OFFER_COST_UNFIT"
    template = gettext_noop(
        "A cost is an amount of zero or more a year, with its currency. Leave it empty if not known."
    )


class OfferStale(Refusal):
    code = "OFFER_STALE"
    template = gettext_noop(
        "Somebody changed “%(name)s” while you edited it. What stands there now and what you wrote are below: nothing was "
        "changed."
    )


class OfferWithdrawn(Refusal):
    code = "OFFER_WITHDRAWN"
    template = gettext_noop("“%(name)s” is not offered any more. Choose another element, or offer it again first.")


class OfferGiven(Refusal):
    code = "OFFER_GIVEN"
    template = gettext_noop("%(customer)s gets “%(name)s” already, since %(day)s.")


class OfferEnded(Refusal):
    code = "OFFER_ENDED"
    template = gettext_noop("That ended on %(day)s already.")


class OfferBeforeAdmission(OfferUnready):
    code = "OFFER_BEFORE_ADMISSION"
    template = gettext_noop("%(customer)s is a key account since %(day)s; what it gets as one begins then or later.")


class OfferDaysReversed(OfferUnready):
    code = "OFFER_DAYS_REVERSED"
    template = gettext_noop("It began on %(start)s, so it cannot end on %(until)s.")


class OfferNotForReleased(Refusal):
    code = "OFFER_NOT_FOR_RELEASED"
    template = gettext_noop("%(customer)s left the programme on %(day)s; what key accounts get is not for it any more.")


@dataclass(frozen=True)
class Gift:
    """One element that one key account gets: from when to when."""

    key_account: int
    given_from: date
    given_to: date | None

    def holds(self, on: date) -> bool:
        """Whether the key account gets it on this day."""
        return self.given_from <= on and (self.given_to is None or self.given_to >= on)


def nothing_different(key_accounts: Iterable[int], gifts: Iterable[Gift], on: date) -> list[int]:
    """The key accounts that get on this day nothing that others do not get."""
    served = {gift.key_account for gift in gifts if gift.holds(on)}
    return [pk for pk in key_accounts if pk not in served]
