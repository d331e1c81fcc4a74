"""The registry of evidence: which record shows what, what to do when it is missing, and on which page.

A new source is one function and its line in SOURCES; what has no line here says that it is not recorded in Clave yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.kit.refusals import gettext_noop
from clave.programme.queries.known import Known
from clave.programme.rules.agenda import deciding
from clave.programme.rules.communication import reached
from clave.programme.rules.findings import FRESH_DAYS, REVIEW_DAYS, Finding, of_age, of_number, of_share
from clave.programme.rules.warnings import PAID_ON_NAMES, PaidOn


@dataclass(frozen=True)
class Source:
    """How one piece of evidence is read; what to do when it falls short, and the name of the page to do it on."""

    read: Callable[[Known], Finding]
    todo: str
    page: str


def charter(known: Known) -> Finding:
    """Whether the programme's purpose is written down."""
    found = known.charter
    if found is None:
        return Finding(0, gettext_noop("Nobody has written down why, and for how many years."))
    facts = {"years": found.horizon_years, "number": found.number}
    return Finding(4, gettext_noop("Horizon in years: %(years)s, version %(number)s."), facts)


def criteria(known: Known) -> Finding:
    """Whether the criteria are locked."""
    if known.criteria is None:
        return Finding(0, gettext_noop("No criteria are written yet."))
    state, number = known.criteria
    if state == "locked":
        return Finding(4, gettext_noop("Version %(number)s is locked."), {"number": number})
    return Finding(1, gettext_noop("Version %(number)s is not locked yet."), {"number": number})


def figures(known: Known) -> Finding:
    """How fresh the figures of every customer are."""
    if known.run is None:
        return Finding(0, gettext_noop("No run is finished yet."))
    facts = {"run": known.run.short_code, "days": known.days_since_run}
    template = gettext_noop("Run %(run)s, age of its figures in days: %(days)s.")
    return Finding(of_age(known.days_since_run, FRESH_DAYS), template, facts)


def champion(known: Known) -> Finding:
    """Whether somebody leads, with a line to the top team."""
    if not known.champions:
        return Finding(0, gettext_noop("Nobody leads the programme."))
    best = max(known.champions, key=lambda term: term.reports_to.is_top_team)
    facts = {"person": best.person, "boss": best.reports_to}
    if best.reports_to.is_top_team:
        return Finding(4, gettext_noop("%(person)s, reports to %(boss)s of the top team."), facts)
    return Finding(2, gettext_noop("%(person)s reports to %(boss)s, who is not in the top team."), facts)


def few(known: Known) -> Finding:
    """Whether there are as many key accounts as can be kept."""
    count = len(known.members)
    return Finding(of_number(count), gettext_noop("Key accounts: %(number)s; 5 to 25 can be kept."), {"number": count})


def managers(known: Known) -> Finding:
    """How many key accounts have a manager."""
    template = gettext_noop("Key accounts with a manager: %(done)s of %(all)s.")
    return of_share(len(known.held_as("manager")), len(known.members), template)


def managers_trained(known: Known) -> Finding:
    """How many key accounts have a trained manager."""
    template = gettext_noop("Key accounts with a trained manager: %(done)s of %(all)s.")
    return of_share(len(known.managed_by_trained), len(known.members), template)


def sponsors(known: Known) -> Finding:
    """How many key accounts have a sponsor."""
    template = gettext_noop("Key accounts with a sponsor: %(done)s of %(all)s.")
    return of_share(len(known.held_as("sponsor")), len(known.members), template)


def owners(known: Known) -> Finding:
    """How many functions somebody answers for."""
    template = gettext_noop("Functions with an owner: %(done)s of %(all)s.")
    return of_share(len(known.owned), len(known.functions), template)


def functions_trained(known: Known) -> Finding:
    """In how many functions at least half of the people hold a course."""
    held = known.people_trained
    done = sum(2 * held.get(each.pk, 0) >= each.size for each in known.functions)  # type: ignore[attr-defined]
    template = gettext_noop("Functions where half of the people hold a course: %(done)s of %(all)s.")
    return of_share(done, len(known.functions), template)


def offers(known: Known) -> Finding:
    """How many key accounts are treated differently."""
    template = gettext_noop("Key accounts that get something different: %(done)s of %(all)s.")
    return of_share(known.with_offer, len(known.members), template)


PAY_SCORES = {PaidOn.REVENUE: 0, PaidOn.MIXED: 2, PaidOn.VALUE: 4}


def rewards(known: Known) -> Finding:
    """What managers are paid on; nothing until somebody has said."""
    if known.paid_on is None:
        return Finding(None)
    name = gettext_lazy(PAID_ON_NAMES[known.paid_on])
    return Finding(PAY_SCORES[known.paid_on], gettext_noop("Managers are paid: %(paid_on)s."), {"paid_on": name})


def reviews(known: Known) -> Finding:
    """When the portfolio was last reviewed."""
    days = known.days_since_review
    if days is None:
        return Finding(0, gettext_noop("The portfolio was never reviewed."))
    return Finding(of_age(days, REVIEW_DAYS), gettext_noop("Days since the last review: %(days)s."), {"days": days})


def promises(known: Known) -> Finding:
    """How often what was promised to key accounts was kept; nothing until one was judged."""
    kept, judged = known.promises_kept
    if not judged:
        return Finding(None, gettext_noop("No promise to a key account was judged in the last year."))
    return of_share(kept, judged, gettext_noop("Promises kept in the last year: %(done)s of %(all)s occasions."))


def plans(known: Known) -> Finding:
    """How many key accounts have a plan that is worked with."""
    template = gettext_noop("Key accounts with a plan touched within 90 days: %(done)s of %(all)s.")
    return of_share(known.plans_fresh, len(known.members), template)


def visits(known: Known) -> Finding:
    """How many key accounts are visited by their sponsor as planned."""
    template = gettext_noop("Key accounts visited by their sponsor as planned: %(done)s of %(all)s.")
    return of_share(known.visited_as_planned, len(known.members), template)


def told(known: Known) -> Finding:
    """How far the message went, function by function and site by site."""
    placed = {function for function, _ in known.places}
    unplaced = sum(each.pk not in placed for each in known.functions)
    return reached(known.places, known.reached, unplaced)


def agenda(known: Known) -> Finding:
    """Whether the top team decides what is brought to it."""
    return deciding(known.brought, known.on)


BENEFIT_SCORES = {"claimed": 4, "cannot_tell": 3, "nothing": 1}
STATED_DAYS = 400
"""A statement older than a year, and a little, says nothing of the programme as it is."""


def benefit(known: Known) -> Finding:
    """Whether the benefit is estimated with its doubt; that the data cannot tell is an honest answer, and told."""
    found = known.benefit
    if found is None:
        return Finding(0, gettext_noop("No benefit has been stated yet."))
    day, result = timezone.localdate(found.finished_at), found.result or {}
    days = (known.on - day).days
    facts = {"statement": found.short_code, "days": days}
    if days > STATED_DAYS:
        return Finding(2, gettext_noop("Statement %(statement)s, age in days: %(days)s."), facts)
    if not result["methods"]:
        template = gettext_noop("Statement %(statement)s: nothing could be measured yet.")
        return Finding(BENEFIT_SCORES["nothing"], template, facts)
    if result["is_claimed"]:
        template = gettext_noop("Statement %(statement)s: a benefit is told from chance, by every method.")
        return Finding(BENEFIT_SCORES["claimed"], template, facts)
    template = gettext_noop("Statement %(statement)s: the data cannot tell the benefit from chance yet.")
    return Finding(BENEFIT_SCORES["cannot_tell"], template, facts)


SOURCES: dict[str, Source] = {
    "charter": Source(charter, gettext_noop("Write down the purpose and the horizon"), "programme-charter"),
    "criteria": Source(criteria, gettext_noop("Agree the criteria and lock them"), "charter"),
    "figures": Source(figures, gettext_noop("Bring in new data and start a run"), "runs"),
    "champion": Source(champion, gettext_noop("Appoint a champion who reports to the top team"), "champions"),
    "few": Source(few, gettext_noop("Choose between 5 and 25 key accounts"), "candidates"),
    "managers": Source(managers, gettext_noop("Appoint managers"), "appointments"),
    "managers_trained": Source(managers_trained, gettext_noop("Train the managers"), "training"),
    "sponsors": Source(sponsors, gettext_noop("Find sponsors in the top team"), "sponsors"),
    "owners": Source(owners, gettext_noop("Name an owner for every function"), "functions"),
    "functions_trained": Source(functions_trained, gettext_noop("Train people of every function"), "training"),
    "offers": Source(offers, gettext_noop("Say what each key account gets that others do not"), "offers"),
    "rewards": Source(rewards, gettext_noop("Pay managers on the value of the customer"), "programme-warnings"),
    "plans": Source(plans, gettext_noop("Go through the plans that nobody touched"), "key-accounts"),
    "reviews": Source(reviews, gettext_noop("Review the portfolio"), "rankings"),
    "visits": Source(visits, gettext_noop("Plan the visits of the sponsors, and tell of them"), "sponsors"),
    "told": Source(told, gettext_noop("Tell the functions that have not heard it"), "communication"),
    "agenda": Source(agenda, gettext_noop("Bring it before the top team, and let it decide"), "agenda"),
    "benefit": Source(benefit, gettext_noop("State what the programme added"), "benefit"),
    "promises": Source(promises, gettext_noop("Keep what was promised, or promise less"), "promises"),
}
