"""What is refused about promises: facts, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from clave.kit.refusals import Refusal, gettext_noop

if TYPE_CHECKING:
    from clave.analytics.refusals import CannotCompute


class CannotJudge(Refusal):
    """The ledger lacks what this promise is judged by; says what, and how to bring it in."""

    http_status = 422

    def __init__(self, why: CannotCompute) -> None:
        self.why, self.code = why, why.code  # type: ignore[misc]
        Exception.__init__(self, str(why))
        self.facts = why.facts

    def sentence(self, translate: Callable[[str], str] = lambda text: text) -> str:
        """The reason in the reader's language."""
        return self.why.sentence(translate)


class CountryMissing(Refusal):
    """No customer of the group has a country."""

    code = "COUNTRY_MISSING"
    template = gettext_noop(
        "Neither %(customer)s nor its members have a country, so nothing can be said about %(country)s. Import the "
        "customers again with the column country, under Data, Imports; or leave the field empty."
    )
    http_status = 422


class CustomerUnknown(Refusal):
    """No such customer among those this person sees."""

    code = "CUSTOMER_UNKNOWN"
    template = gettext_noop("There is no customer %(customer)s. Check the code under Customers.")
    http_status = 404


class Unready(Refusal):
    """Something that does not say enough, or says what does not fit."""

    http_status = 422


class PromiseNeedsWords(Unready):
    code = "PROMISE_NEEDS_WORDS"
    template = gettext_noop("Say in one sentence what was promised, as the customer would say it. Nothing was kept.")


class PromiseNeedsOwner(Unready):
    code = "PROMISE_NEEDS_OWNER"
    template = gettext_noop(
        "A promise without an owner is a promise of nobody. Name the person of the function who keeps it. Nothing was kept."
    )


class OwnerHasLeft(Unready):
    code = "OWNER_HAS_LEFT"
    template = gettext_noop("%(person)s is no longer one of us. Name somebody who is. Nothing was changed.")


class NotAKeyAccount(Unready):
    code = "NOT_A_KEY_ACCOUNT"
    template = gettext_noop(
        "%(customer)s has left the programme. Promises are made to key accounts; admit it again first. Nothing was kept."
    )


class DueDayMissing(Unready):
    code = "DUE_DAY_MISSING"
    template = gettext_noop("Say by which day it is due, or make it a standing promise. Nothing was kept.")


class DeliveryMissing(Unready):
    code = "DELIVERY_MISSING"
    template = gettext_noop("Say within how many days, or by the promised day of each order. Nothing was kept.")


class EndsBeforeStart(Unready):
    code = "ENDS_BEFORE_START"
    template = gettext_noop("It would end on %(ends)s, before it starts on %(starts)s. Correct one of the days.")


class DueBeforeStart(Unready):
    code = "DUE_BEFORE_START"
    template = gettext_noop(
        "It would be due on %(due)s, before it starts on %(starts)s. Name a day that is still to come."
    )


class DayIsPast(Refusal):
    code = "DAY_IS_PAST"
    template = gettext_noop(
        "It was due on %(due)s and was not kept by then: that stays on record. Say done or cannot, and promise a new day "
        "to the customer. Nothing was changed."
    )


class NewDayIsPast(Unready):
    code = "NEW_DAY_IS_PAST"
    template = gettext_noop("%(due)s has passed already. Name a day that is still to come. Nothing was changed.")


class PromiseKindStays(Refusal):
    """A file says another kind of a promise that there is."""

    code = "PROMISE_KIND_STAYS"
    template = gettext_noop(
        "“%(what)s” was promised as %(kind)s, and stays so. End it and promise it anew, or correct the kind in the file. "
        "Nothing was changed."
    )


class PromiseOver(Refusal):
    code = "PROMISE_OVER"
    template = gettext_noop(
        "This promise is %(state)s: what was said of it stays. Make a new promise instead. Nothing was changed."
    )


class PromiseUnchanged(Unready):
    code = "PROMISE_UNCHANGED"
    template = gettext_noop("Nothing is different from what stands there now. Nothing was changed.")


class ReasonMissing(Unready):
    code = "REASON_MISSING"
    template = gettext_noop("Say in a few words why: whoever talks to the customer needs it. Nothing was changed.")


class AlreadySaid(Refusal):
    code = "ALREADY_SAID"
    template = gettext_noop(
        "This promise is %(state)s already, said by %(who)s. Look at it before you say anything else: nothing was changed."
    )


class JudgedFromOrders(Refusal):
    code = "JUDGED_FROM_ORDERS"
    template = gettext_noop(
        "This promise is judged from the orders each time data arrives. Correct the order lines instead. Nothing was changed."
    )


class MonthSaid(Refusal):
    code = "MONTH_SAID"
    template = gettext_noop("%(who)s has said how this month went already. Nothing was changed.")


class EscalatedAlready(Refusal):
    code = "ESCALATED_ALREADY"
    template = gettext_noop("The champion has this promise on the desk since %(day)s. Nothing was changed.")


class EscalationAnswered(Refusal):
    code = "ESCALATION_ANSWERED"
    template = gettext_noop("%(who)s has answered this already. Nothing was changed.")


class PromiseStale(Refusal):
    code = "PROMISE_STALE"
    template = gettext_noop(
        "Somebody changed this promise while you edited it. What stands there now and what you wrote are below: nothing was changed."
    )
