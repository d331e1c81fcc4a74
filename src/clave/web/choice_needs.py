"""What the choice of key accounts needs from one person: votes, decisions, and key accounts that something is wrong with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.templatetags import figures
from clave.ledger.models import Customer
from clave.portfolio.models import Decision
from clave.portfolio.queries.at_a_glance import Glance
from clave.portfolio.rules.deciding import tally_of
from clave.portfolio.templatetags.choosing import points
from clave.web.need import Need, Weight
from clave.web.waiting import Waiting, whether

SHOWN = 12


def waiting(user: User, on: date) -> Iterator[Any]:
    """Whether something was proposed on which this person votes."""
    if user.may(Action.VOTE_ON_DECISIONS):
        yield whether("proposals", _proposed(user), user)


def choice_needs(user: User, waits: Waiting, glance: Glance) -> Iterator[Need]:
    """Proposals to vote on or decide, and key accounts to look at where the person sees some."""
    if waits.of("proposals"):
        yield from _proposals(user)
    if glance.held and user.may(Action.SEE_DECISIONS):
        yield from _key_accounts(user, glance)


def _proposed(user: User) -> QuerySet[Decision]:
    found: QuerySet[Decision] = Decision.objects.visible_to(user).filter(state="open").exclude(proposed_by=user)
    return found


def _proposals(user: User) -> Iterator[Need]:
    for row in _proposed(user).select_related("customer", "proposed_by").prefetch_related("votes")[:SHOWN]:
        mine = [vote.choice for vote in row.votes.all() if vote.by_id == user.pk]
        tally = tally_of(vote.choice for vote in row.votes.all())
        facts = {"customer": row.customer, "who": row.proposed_by, "yes": tally.yes, "no": tally.no}
        to = reverse("decision", kwargs={"number": row.number})
        if not mine:
            words = gettext("Vote: admit %(customer)s?") if row.admits else gettext("Vote: release %(customer)s?")
            fact = gettext("Proposed by %(who)s; %(yes)s yes, %(no)s no so far.")
            yield Need(Weight.STALE, words % facts, fact % facts, to, "warn", gettext("to vote"))
        elif tally.counted and "recused" not in mine and user.may(Action.DECIDE):
            fact = gettext("The votes are in: %(yes)s yes, %(no)s no. It needs its minutes.")
            title = gettext("Decide about %(customer)s") % facts
            yield Need(Weight.STALE, title, fact % facts, to, "warn", gettext("to decide"))


def _key_accounts(user: User, glance: Glance) -> Iterator[Need]:
    for each in glance.held:
        yield from _standing(user, each.customer, glance)
    if user.may(Action.PROPOSE_DECISIONS) and (count := glance.lacking("manager")):
        title = ngettext("Nobody manages %(number)s key account", "Nobody manages %(number)s key accounts", count)
        fact = gettext("A key account without a manager is a promise to nobody.")
        told = title % {"number": figures.number(count)}
        yield Need(Weight.WRONG, told, fact, reverse("key-accounts"), "bad", gettext("no manager"))
    if user.may(Action.CHANGE_OFFERS) and (count := glance.lacking("offer")):
        title = ngettext(
            "%(number)s key account gets nothing different", "%(number)s key accounts get nothing different", count
        )
        fact = gettext("A key account that is treated like everybody else is one in name only.")
        told = title % {"number": figures.number(count)}
        yield Need(Weight.CARE, told, fact, reverse("offers"), "none", gettext("nothing different"))


def _standing(user: User, customer: Customer, glance: Glance) -> Iterator[Need]:
    to = reverse("membership", kwargs={"code": customer.code})
    group, line = glance.merged.get(customer.pk), glance.below.get(customer.pk)
    facts = {"customer": customer.name, "group": group.name if group else ""}
    if group and user.may(Action.PROPOSE_DECISIONS):
        title = gettext("%(customer)s belongs to %(group)s now") % facts
        fact = gettext("The group buys and decides: it should be the key account.")
        yield Need(Weight.SLIPPING, title, fact, to, "warn", gettext("merged"))
    elif line:
        scores = {"score": points(line.score), "line": points(line.exit_line)}
        fact = gettext("Score %(score)s, exit line %(line)s. Find out why before the next review.") % scores
        if line.may_leave:
            fact = gettext("Two reviews say so: %(score)s, exit line %(line)s. Decide whether it leaves.") % scores
        title = gettext("%(customer)s is below the exit line") % facts
        yield Need(Weight.SLIPPING, title, fact, to, "bad", gettext("below the exit line"))
