"""What account plans need from one person: plans that are missing, over or stale, and actions of one's own that are late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Action
from clave.accounts.queries.overview import planless
from clave.accounts.queries.plans import own_actions
from clave.accounts.rules.plans import is_stale
from clave.accounts.views.plan_words import freshness
from clave.kit.templatetags import figures
from clave.web.need import Need, Weight

SHOWN = 5


def plan_needs(user: User, on: date) -> Iterator[Need]:
    """Late actions of one's own; for who writes plans, those without one for today and those nobody touches."""
    for each in own_actions(user).filter(state="open", due_on__lt=on)[:SHOWN]:
        fact = gettext("%(customer)s, due on %(day)s.") % {
            "customer": each.plan.key_account.customer.name,
            "day": figures.day(each.due_on),
        }
        yield Need(Weight.SLIPPING, each.words, fact, reverse("plan-actions"), "bad", gettext("late"))
    if not user.may(Action.WRITE_PLANS):
        return
    lacking, plans = planless(user, on)
    for held in lacking[:SHOWN]:
        title = gettext("%(customer)s has no plan for today") % {"customer": held.customer.name}
        fact, to = gettext("It begins with what Clave knows already."), reverse("plan", args=[held.customer.code])
        yield Need(Weight.STALE, title, fact, to, "warn", gettext("no plan"))
    for plan in [each for each in plans if is_stale(each.days_untouched(on))][:SHOWN]:
        customer = plan.key_account.customer
        title = gettext("Go through the plan of %(customer)s") % {"customer": customer.name}
        to = reverse("plan", args=[customer.code])
        yield Need(Weight.STALE, title, freshness(plan, on)[1], to, "warn", gettext("stale"))
