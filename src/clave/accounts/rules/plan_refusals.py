"""What is refused about account plans: facts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unready(Refusal):
    """Something that does not say enough, or says what does not fit."""

    http_status = 422


class PlanStale(Refusal):
    code = "PLAN_STALE"
    template = gettext_noop(
        "Somebody changed this meanwhile. Both versions stand side by side: take over what is right, and save again."
        " Nothing was changed."
    )


class PlanOver(Refusal):
    code = "PLAN_OVER"
    template = gettext_noop(
        "The plan from %(starts)s to %(ends)s is kept as it was. Write in the plan that follows it. Nothing was changed."
    )


class PlanExists(Refusal):
    code = "PLAN_EXISTS"
    template = gettext_noop(
        "There is a plan from %(starts)s to %(ends)s already. Write in that one, or begin after it. Nothing was changed."
    )


class NotKeyAccount(Refusal):
    code = "PLAN_OF_NO_KEY_ACCOUNT"
    template = gettext_noop("%(customer)s has left the programme; its plans stay to be read. Nothing was changed.")


class PeriodUnfit(Unready):
    code = "PLAN_PERIOD_UNFIT"
    template = gettext_noop(
        "A plan lasts from 1 to %(most)s whole months. Choose the first month and how many follow. Nothing was changed."
    )


class NeedsWords(Unready):
    code = "PLAN_NEEDS_WORDS"
    template = gettext_noop("Say it in one sentence. Nothing was kept.")


class NotConfirmedByAnybody(Unready):
    code = "GOAL_CONFIRMED_BY_NOBODY"
    template = gettext_noop(
        "Confirmed means that somebody of the customer said so: name who, and the day; or leave it assumed."
        " Nothing was kept."
    )


class DayAhead(Unready):
    code = "PLAN_DAY_AHEAD"
    template = gettext_noop("%(day)s is still to come. Name the day on which it was said. Nothing was kept.")


class NeedsTarget(Unready):
    code = "OBJECTIVE_NEEDS_TARGET"
    template = gettext_noop(
        "Say what is to be reached: a number above 0, at most 100 where it is a per cent. Nothing was kept."
    )


class NeedsGroup(Unready):
    code = "OBJECTIVE_NEEDS_GROUP"
    template = gettext_noop("Name the product group as the ledger writes it. Nothing was kept.")


class GroupUnknown(Unready):
    code = "OBJECTIVE_GROUP_UNKNOWN"
    template = gettext_noop(
        "No order line names the product group %(group)s. Write it as the ledger does, or measure something else."
        " Nothing was kept."
    )


class NeedsOwner(Unready):
    code = "ACTION_NEEDS_OWNER"
    template = gettext_noop("Name somebody of ours who is still here, and by when. Nothing was kept.")


class MoveUnknown(Refusal):
    code = "PLAN_MOVE_UNKNOWN"
    template = gettext_noop("It is %(state)s already; open it again first. Nothing was changed.")
