"""The demo's programme: its charter and champion, what the top team decided, and who has heard the message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Count
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Function, Person
from clave.demo.countries import SITES
from clave.kit.refusals import gettext_noop
from clave.portfolio.models import KeyAccount
from clave.programme.models import AgendaItem, Site
from clave.programme.operations import agenda, communication, course, leading, meetings
from clave.programme.rules.agenda import ItemKind, Verdict
from clave.programme.rules.elements import BY_KEY
from clave.programme.rules.warnings import PaidOn

YEARS = 4
MET_DAYS_AGO, MEETS_IN_DAYS = 50, 8
BROUGHT = (
    (
        ItemKind.DECISION,
        gettext_noop("Pay managers of key accounts on value instead of revenue"),
        gettext_noop("Today a discount that buys revenue is rewarded, even where the customer becomes worth less."),
        Verdict.AGREED,
        gettext_noop("From January half of the bonus follows the lifetime value of the customer."),
        25,
        False,
    ),
    (
        ItemKind.ASK,
        gettext_noop("One order desk for all key accounts"),
        gettext_noop("Each plant answers in its own way, and nobody sees the whole order."),
        Verdict.AGREED,
        gettext_noop("The order desk in Zaragoza takes the key accounts of all three plants."),
        -20,
        True,
    ),
    (
        ItemKind.BLOCKER,
        gettext_noop("Nobody in Lyon may move an order slot without asking Zaragoza"),
        gettext_noop("Two promises were broken in a single week while the answer was awaited."),
        Verdict.AGREED,
        gettext_noop("The plant manager in Lyon decides on slots of key accounts alone, up to two a week."),
        -6,
        False,
    ),
    (
        ItemKind.ASK,
        gettext_noop("A second planner in Wrocław for the autumn peak"),
        "",
        Verdict.REFUSED,
        gettext_noop("Not this year: a planner of the day shift moves over in the peak."),
        0,
        False,
    ),
    (
        ItemKind.ESCALATION,
        gettext_noop("Service and Operations answer complaints of key accounts twice, and differently"),
        gettext_noop("Say who answers first, and in how many days."),
        None,
        "",
        MEETS_IN_DAYS,
        False,
    ),
)
"""What was brought to the last meeting: kind, what, why, the verdict and its words, due in days, whether it is done."""
LARGE_IN = (0, 5, 6)
"""Where a function has people: at home every function, elsewhere those with at least so many people."""
HEARD = (
    (gettext_noop("Why key accounts come first, and what changes for each of us"), 1, 430, False),
    (gettext_noop("Why key accounts come first, and what changes for each of us"), 0, 120, False),
    (gettext_noop("A promise has an owner, and the orders say whether it was kept"), 0, 40, True),
)
"""What was told at which site, how many days ago, and whether to the function that keeps the promises alone."""


def run_programme(*, users: Mapping[Role, User], started_on: date, until: date) -> None:
    """Write the charter as of the start, appoint the champion, say what managers are paid on, judge one element."""
    champion = users[Role.CHAMPION]
    course.write_charter(
        by=champion,
        based_on=0,
        purpose=gettext(
            "The customers that matter most get one face and what we promised, from every function. We want them to stay and "
            "to grow with us, and we want to prove that it pays."
        ),
        horizon_years=YEARS,
        started_on=started_on,
    )
    boss = Person.objects.filter(is_top_team=True, is_active=True).exclude(user=champion).order_by("person_code")[0]
    leading.appoint_champion(
        by=users[Role.EXECUTIVE_SPONSOR],
        person=Person.objects.get(user=champion),
        reports_to=boss,
        mandate=gettext("May call every function to the table, and bring blockers to the top team in the same month."),
        reason=gettext("Plants pick up the phone at once, and nobody in the company says no twice."),
        starts_on=started_on,
        ends_on=until + timedelta(days=500),
    )
    leading.answer_pay(by=champion, answer=PaidOn.REVENUE)
    course.judge_element(
        by=champion,
        element=BY_KEY["practices"],
        score=2,
        evidence=gettext("The fixed delivery window was copied from one key account to two others."),
        seen_on=until,
        today=until,
    )
    bring(users=users, until=until)
    tell(users=users, until=until)


def bring(*, users: Mapping[Role, User], until: date) -> None:
    """One meeting was held: what it decided, what is done, what stayed open; the next one is planned."""
    champion, sponsor = users[Role.CHAMPION], users[Role.EXECUTIVE_SPONSOR]
    owners = list(Person.objects.filter(is_top_team=True, is_active=True).order_by("person_code"))
    met = until - timedelta(days=MET_DAYS_AGO)
    held = meetings.plan_meeting(by=champion, meets_on=met, place=SITES[0][1], today=met)
    meetings.plan_meeting(by=champion, meets_on=until + timedelta(days=MEETS_IN_DAYS), place=SITES[0][1], today=until)
    for at, (kind, what, why, verdict, words, days, is_done) in enumerate(BROUGHT, start=1):
        said = {"owner": owners[at % len(owners)], "due_on": until + timedelta(days=days)}
        told = {"what": gettext(what), "why": gettext(why) if why else "", "meeting": held}
        item = agenda.put_on_agenda(by=champion, kind=kind, **told, **said)  # type: ignore[arg-type]
        if verdict:
            decided = {"verdict": verdict, "decision": gettext(words), "based_on": item.version, "today": met}
            agenda.decide_item(by=sponsor, item=item, **decided, **said)  # type: ignore[arg-type]
        if is_done:
            agenda.finish_item(by=champion, item=item, today=until - timedelta(days=22))
    meetings.close_meeting(by=champion, meeting=held, today=until)
    first = AgendaItem.objects.order_by("number")[0]
    agenda.put_on_agenda(
        by=champion,
        kind=ItemKind.DECISION,
        what=gettext("Pay on value from April instead of January: the figures of the year are ready then"),
        owner=first.owner,
        due_on=until + timedelta(days=MEETS_IN_DAYS),
        meeting=AgendaItem.objects.get(state="open").meeting,
        corrects=AgendaItem.objects.get(pk=first.pk),
    )


def tell(*, users: Mapping[Role, User], until: date) -> None:
    """Say who works where; the message went round at home, a year ago in the second site, and never in the third."""
    champion, member = users[Role.CHAMPION], Person.objects.get(user=users[Role.FUNCTION_MEMBER])
    sized = {each: each.size for each in Function.objects.annotate(size=Count("people")).filter(size__gt=0)}
    sites: list[Site] = []
    for (_, name), least in zip(SITES, LARGE_IN, strict=True):
        there = [each for each, size in sized.items() if size >= least]
        sites.append(communication.add_site(by=champion, name=name, functions=there))
    teller = Person.objects.get(user=champion)
    for words, at, days, is_for_one in HEARD:
        communication.log_telling(
            by=champion,
            words=gettext(words),
            told_on=until - timedelta(days=days),
            told_by=teller,
            functions=[member.function] if is_for_one else list(sized),
            sites=[sites[at]],
            how=gettext("Shift meeting"),
            today=until,
        )
    manager = users[Role.KEY_ACCOUNT_MANAGER]
    own = KeyAccount.objects.visible_to(manager, until).current(until).order_by("customer__name")
    for held in own[:2]:
        communication.log_telling(
            by=champion,
            words=gettext("What they build, what we promised them, and whom to call"),
            told_on=until - timedelta(days=33),
            told_by=Person.objects.get(user=manager),
            functions=[member.function],
            sites=[sites[0]],
            key_account=held,
            how=gettext("Shift meeting"),
            today=until,
        )
