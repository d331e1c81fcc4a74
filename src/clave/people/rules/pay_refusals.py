"""What is refused of pay plans, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class OwnPay(Refusal):
    code = "PAY_OWN"
    template = gettext_noop("Nobody sets their own pay: another people lead has to register this. Nothing was changed.")
    http_status = 403


class OnePayee(Refusal):
    code = "PAY_ONE_PAYEE"
    template = gettext_noop("Say either for which person or for which role. Nothing was changed.")
    http_status = 422


class WeightsDoNotAddUp(Refusal):
    code = "PAY_WEIGHTS"
    template = gettext_noop("The weights add up to %(total)s; they must add up to 100. Nothing was changed.")
    http_status = 422


class CurveTurned(Refusal):
    code = "PAY_CURVE"
    template = gettext_noop("The cap must lie above the floor. Nothing was changed.")
    http_status = 422


class PayPlanStale(Refusal):
    code = "PAY_PLAN_STALE"
    template = gettext_noop(
        "Somebody registered plan %(number)s for the same payee while you wrote. It stands in the list; what you wrote is in the form: "
        "nothing was changed."
    )


class PayPlanOverlaps(Refusal):
    code = "PAY_PLAN_OVERLAPS"
    template = gettext_noop(
        "The present plan counts from %(day)s. Choose a later day for the new one. Nothing was changed."
    )
    http_status = 422


class PayPlanOver(Refusal):
    code = "PAY_PLAN_OVER"
    template = gettext_noop("That plan ended on %(day)s already. Nothing was changed.")
