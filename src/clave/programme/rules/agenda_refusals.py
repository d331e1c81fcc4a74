"""What is refused about the executive agenda and its meetings: facts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop
from clave.programme.rules.refusals import Unready


class ItemNeedsWords(Unready):
    code = "ITEM_NEEDS_WORDS"
    template = gettext_noop("Say in one sentence what is wanted. Nothing was changed.")


class ItemOwnerHasLeft(Refusal):
    code = "ITEM_OWNER_HAS_LEFT"
    template = gettext_noop("%(person)s is no longer one of our people. Name somebody else. Nothing was changed.")


class ItemStale(Refusal):
    code = "ITEM_STALE"
    template = gettext_noop(
        "Somebody changed this item while you read it. It stands above what you wrote: nothing was changed."
    )


class ItemSettled(Refusal):
    code = "ITEM_SETTLED"
    template = gettext_noop(
        "This item is %(state)s, and what was decided stays. Put a new item on the agenda that refers to it. Nothing was "
        "changed."
    )


class DecisionNeedsWords(Unready):
    code = "DECISION_NEEDS_WORDS"
    template = gettext_noop("Write down what was decided, so that it can be done. Nothing was changed.")


class DecidesOwnItem(Refusal):
    code = "DECIDES_OWN_ITEM"
    template = gettext_noop(
        "Who put an item on the agenda does not decide it. Ask another sponsor. Nothing was changed."
    )


class WithdrawalNeedsReason(Unready):
    code = "WITHDRAWAL_NEEDS_REASON"
    template = gettext_noop("Say why; the reason stays beside it. Nothing was changed.")


class NothingToDo(Refusal):
    code = "NOTHING_TO_DO"
    template = gettext_noop("This was not agreed, so there is nothing to do. Nothing was changed.")


class NotDecidedYet(Refusal):
    code = "NOT_DECIDED_YET"
    template = gettext_noop("Nothing was decided about this yet, so nothing can be done. Nothing was changed.")


class NothingToCorrect(Refusal):
    code = "NOTHING_TO_CORRECT"
    template = gettext_noop("Item %(number)s is not decided yet: change it instead. Nothing was changed.")


class OnAgendaAlready(Refusal):
    code = "ON_AGENDA_ALREADY"
    template = gettext_noop("Item %(number)s of the agenda is about this already. Nothing was changed.")


class NotProposed(Refusal):
    code = "NOT_PROPOSED"
    template = gettext_noop("This no longer waits to be put on the agenda. Nothing was changed.")


class MeetingInThePast(Unready):
    code = "MEETING_IN_THE_PAST"
    template = gettext_noop("The day %(day)s has passed. Plan the meeting for today or later. Nothing was changed.")


class MeetingPlannedThen(Refusal):
    code = "MEETING_PLANNED_THEN"
    template = gettext_noop("A meeting is planned on %(day)s already. Nothing was changed.")


class MeetingSettled(Refusal):
    code = "MEETING_SETTLED"
    template = gettext_noop("This meeting is %(state)s. Choose one that is planned. Nothing was changed.")


class MeetingNotYet(Refusal):
    code = "MEETING_NOT_YET"
    template = gettext_noop("The meeting is on %(day)s. Close it when it has been held. Nothing was changed.")
