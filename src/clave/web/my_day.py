"""What needs one person today, in order of consequence: each with its deciding fact and the page to act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, CharField, F, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from clave.access import chain
from clave.access.commands import ANCHORS
from clave.access.models import User
from clave.access.policy import ROLE_NAMES, Action, who_may
from clave.company import queries as company
from clave.company.models import Person
from clave.kit.templatetags import figures
from clave.ledger import group_queries, rate_queries
from clave.ledger.gates import assigned_to
from clave.ledger.models import Batch, Customer, ImportJob
from clave.ledger.rules import KIND_NAMES, STATE_NAMES, State
from clave.portfolio.queries.at_a_glance import Glance
from clave.value import fields
from clave.value.queries import needs
from clave.value.queries.needs import ANSWERS, RunState, Slipping
from clave.web import (
    choice_needs,
    committee_needs,
    manager_needs,
    plan_needs,
    practice_needs,
    programme_needs,
    promise_needs,
    sponsor_needs,
)
from clave.web.deal_needs import deal_needs
from clave.web.need import Need, Weight
from clave.web.review_needs import review_needs
from clave.web.waiting import Waiting, things, whether

WAITING = {
    State.FAILED: "bad",
    State.REFUSED: "bad",
    State.MAPPING: "warn",
    State.READY: "warn",
}
"""State in which an import waits for a person -> how it is marked."""
PARTS = (
    choice_needs,
    manager_needs,
    sponsor_needs,
    promise_needs,
    plan_needs,
    programme_needs,
    practice_needs,
    committee_needs,
)
"""What waits in these is asked in one question."""
SHOWN_OWN = 12
ENTRIES_UNANCHORED = 1_000
"""So many changes of the history may pass before somebody should write down where it ends."""


@dataclass(frozen=True)
class Step:
    """One step of the way to the first figures; `to` is empty where somebody else takes it."""

    title: str
    is_done: bool
    to: str
    who: str


@dataclass(frozen=True)
class Day:
    """Everything My day shows."""

    needs: list[Need]
    steps: list[Step]
    runs: RunState


def day_of(user: User, on: date) -> Day:
    """What needs this person on a day; the first steps while nothing was computed yet."""
    state, waits, glance = needs.runs(), Waiting(_asked(user, on)), Glance(user, on)
    found = [
        *_data(user, waits, state),
        *choice_needs.choice_needs(user, waits, glance),
        *manager_needs.manager_needs(user, waits, on, glance),
        *sponsor_needs.sponsor_needs(user, waits, on, glance),
        *promise_needs.promise_needs(waits, on, glance),
        *deal_needs(user, on),
        *plan_needs.plan_needs(waits, on),
        *programme_needs.programme_needs(user, waits, on, state.done),
        *review_needs(user, on),
        *practice_needs.practice_needs(waits),
        *committee_needs.committee_needs(waits, on),
        *_customers(user, waits, state, on),
        *_care(user, waits),
    ]
    first = [] if state.done or not user.roles else _steps(user)
    return Day(sorted(found, key=lambda need: need.weight), first, state)


def _asked(user: User, on: date) -> Iterator[Any]:
    """What is asked of all parts at once."""
    for part in PARTS:
        yield from part.waiting(user, on)
    if user.may(Action.SEE_IMPORTS):
        counted = Case(When(state=State.REFUSED, then=F("refused_count")), default=F("rows"))
        found = ImportJob.objects.visible_to(user).filter(state__in=WAITING).annotate(counted=counted)
        names = {"words": "file_name", "who": "state", "told": "kind", "code": "named", "count": "counted"}
        yield things("imports", found.annotate(named=Cast("key", CharField())), **names)
    if user.may(Action.SEE_CUSTOMERS):
        yield whether("own customers", assigned_to(user, ANSWERS, on), user)
    if user.may(Action.CHANGE_HIERARCHY):
        yield things("groups", group_queries.links_to_review(today=on), key="parent")
    if user.may(Action.CHANGE_PEOPLE):
        yield whether("free logins", company.free_logins(), user)


def _data(user: User, waits: Waiting, state: RunState) -> Iterator[Need]:
    yield from _imports(waits)
    held = rate_queries.currencies() if user.may(Action.SEE_RATES) or user.may(Action.START_RUN) else None
    if held and user.may(Action.START_RUN):
        yield from _runs(state, held.latest)
    if held and user.may(Action.SEE_RATES):
        yield from _rates(held)


def _imports(waits: Waiting) -> Iterator[Need]:
    """Imports that wait for this person, the newest first: read but not confirmed, refused, or stopped half-way."""
    for job in sorted(waits.of("imports"), key=lambda job: -job.key)[:SHOWN_OWN]:
        state, count = State(job.who), job.count or 0
        facts = {"file": job.words, "state": gettext(STATE_NAMES[state])}
        rows = ngettext("%(number)s row refused.", "%(number)s rows refused.", count)
        read = ngettext("%(number)s row read.", "%(number)s rows read.", count)
        told = rows if state is State.REFUSED else read
        yield Need(
            Weight.WRONG if WAITING[state] == "bad" else Weight.STALE,
            gettext("%(file)s: %(state)s") % facts,
            f"{gettext(KIND_NAMES[job.told])}. {told % {'number': figures.number(count)}}",
            reverse("import", kwargs={"key": UUID(job.code)}),
            WAITING[state],
            facts["state"],
        )


def _runs(state: RunState, latest: int) -> Iterator[Need]:
    """A run that failed, or a ledger that has moved on since the latest run."""
    if state.failed:
        why = (state.failed.failure or {}).get("code", "")
        title = gettext("Run %(run)s failed") % {"run": state.failed}
        fact = gettext("Nothing was changed. See why (%(code)s) and start it again.") % {"code": why}
        yield Need(Weight.STOPPED, title, fact, reverse("runs"), "bad", gettext("failed"))
    if state.at_work or not state.done:
        return
    behind = latest - state.done.data_version.number
    if behind > 0:
        fact = ngettext(
            "%(number)s change of the data since run %(run)s.",
            "%(number)s changes of the data since run %(run)s.",
            behind,
        )
        told = fact % {"number": figures.number(behind), "run": state.done}
        yield Need(
            Weight.STALE,
            gettext("Start a run: the data is newer than the figures"),
            told,
            reverse("runs"),
            "warn",
            gettext("out of date"),
        )


def _rates(found: rate_queries.Currencies) -> Iterator[Need]:
    """Currencies that cannot be converted on a day with orders."""
    for held in found.lacking:
        facts = {"currency": held.currency, "into": found.into, "number": figures.number(held.missing_days)}
        fact = ngettext("%(number)s order day lacks one.", "%(number)s order days lack one.", held.missing_days)
        first = gettext("The first is %(day)s.") % {"day": figures.day(held.missing[0].first)}
        yield Need(
            Weight.WRONG,
            gettext("Bring in rates from %(currency)s into %(into)s") % facts,
            f"{fact % facts} {first}",
            reverse("rates"),
            "bad",
            gettext("missing"),
        )


def _customers(user: User, waits: Waiting, state: RunState, on: date) -> Iterator[Need]:
    """Own customers that slip away; for who answers for the whole, how many there are."""
    reading = fields.reading(user, on)
    if not user.may(Action.SEE_CUSTOMERS):
        return
    own = needs.slipping(state=state, reading=reading) if waits.of("own customers") else []
    for each in own[:SHOWN_OWN]:
        yield _own(each)
    whole = needs.programme(state=state, reading=reading)
    if whole and whole.losing:
        title = ngettext(
            "%(number)s customer costs more than it brings",
            "%(number)s customers cost more than they bring",
            whole.losing,
        )
        fact = gettext("Together %(money)s of contribution (run %(run)s).") % {
            "money": figures.money(whole.lost),
            "run": state.done,
        }
        to = f"{reverse('customers')}?losing=on"
        yield Need(
            Weight.LOSING, title % {"number": figures.number(whole.losing)}, fact, to, "bad", gettext("losing money")
        )
    if whole and whole.quiet:
        title = ngettext("%(number)s customer has gone quiet", "%(number)s customers have gone quiet", whole.quiet)
        fact = gettext("The chance that they still buy is below one half (run %(run)s).") % {"run": state.done}
        to = f"{reverse('customers')}?quiet=on"
        yield Need(Weight.SLIPPING, title % {"number": figures.number(whole.quiet)}, fact, to, "warn", gettext("quiet"))


def _own(each: Slipping) -> Need:
    """One own customer, under the worst of what is wrong with it."""
    name, to = each.row.customer.name, reverse("customer", kwargs={"code": each.row.customer.code})
    if each.is_losing:
        title = gettext("%(customer)s costs more than it brings") % {"customer": name}
        fact = gettext("Contribution %(money)s.") % {"money": figures.money_whole(each.contribution)}
        return Need(Weight.LOSING, title, fact, to, "bad", gettext("losing money"))
    if each.is_quiet:
        title = gettext("%(customer)s has gone quiet") % {"customer": name}
        return Need(Weight.SLIPPING, title, _at_stake(each), to, "warn", gettext("quiet"))
    title = gettext("%(customer)s is served less well than before") % {"customer": name}
    facts = {"now": _share(each.on_time), "before": _share(each.on_time_before)}
    fact = gettext("On time %(now)s, in the run before %(before)s.") % facts
    return Need(Weight.SLIPPING, title, fact, to, "warn", gettext("late"))


def _at_stake(each: Slipping) -> str:
    last = gettext("Last order %(day)s.") % {"day": figures.day(each.row.last_ordered_on)}
    if each.lifetime_value is None:
        return last
    worth = gettext("Worth %(value)s (80 %% interval %(low)s to %(high)s).") % {
        "value": figures.money(each.lifetime_value),
        "low": figures.money(each.low),
        "high": figures.money(each.high),
    }
    return f"{last} {worth}"


def _share(basis_points: int | None) -> str:
    return figures.percent((basis_points or 0) / 10_000)


def _care(user: User, waits: Waiting) -> Iterator[Need]:
    """What keeps the house in order: reviews, logins, roles, the history."""
    if due := len({link.key for link in waits.of("groups")}):
        title = ngettext("Look at the members of %(number)s group", "Look at the members of %(number)s groups", due)
        fact = gettext("Nobody has looked at all of their links for a year.")
        yield Need(
            Weight.CARE, title % {"number": figures.number(due)}, fact, reverse("hierarchy"), "none", gettext("review")
        )
    if waits.of("free logins") and (found := len(company.matching_logins())):
        title = ngettext("Link %(number)s login to its person", "Link %(number)s logins to their people", found)
        fact = gettext("Their e-mail addresses are the same; until then their own work is not found.")
        yield Need(
            Weight.CARE, title % {"number": figures.number(found)}, fact, reverse("people"), "none", gettext("to link")
        )
    if user.may(Action.GRANT_ROLE):
        yield from _administration()


def _administration() -> Iterator[Need]:
    held = User.objects.get_queryset().filter(grants__withdrawn_at=None, grants__isnull=False).values("pk")
    lonely = User.objects.get_queryset().filter(is_active=True).exclude(pk__in=held)
    for person in lonely[:SHOWN_OWN]:
        title = gettext("Give %(person)s a role") % {"person": person}
        fact = gettext("Without one this person signs in and sees nothing.")
        yield Need(Weight.STALE, title, fact, reverse("user", kwargs={"pk": person.pk}), "warn", gettext("no role"))
    anchored = chain.anchors(settings.DATA_DIR / ANCHORS)
    behind = chain.head().seq - (anchored[-1].seq if anchored else 0)
    if behind > ENTRIES_UNANCHORED:
        title = gettext("Write down where the history ends")
        fact = gettext("%(number)s changes since it was last done; run clave audit verify, then clave audit anchor.")
        told = fact % {"number": figures.number(behind)}
        yield Need(Weight.CARE, title, told, reverse("history"), "none", gettext("unverified"))


def _steps(user: User) -> list[Step]:
    """The way to the first figures, with what is done already."""
    kinds = set(Batch.objects.filter(active_to_version=None).values_list("kind", flat=True).distinct())
    has_customers = "customers" in kinds or Customer.objects.exists()
    has_people = "people" in kinds or Person.objects.exists()
    new = f"{reverse('import-new')}?kind="
    return [
        _step(user, gettext("Import our people"), has_people, f"{new}people", Action.IMPORT_PEOPLE),
        _step(user, gettext("Import customers"), has_customers, f"{new}customers", Action.IMPORT_CUSTOMERS),
        _step(
            user,
            gettext("Import exchange rates (with several currencies)"),
            "rates" in kinds,
            f"{new}rates",
            Action.CHANGE_RATES,
        ),
        _step(user, gettext("Import order lines"), "orders" in kinds, f"{new}orders", Action.IMPORT_ORDERS),
        _step(user, gettext("Start a run"), False, reverse("runs"), Action.START_RUN),
    ]


def _step(user: User, title: str, is_done: bool, to: str, action: Action) -> Step:
    able = ", ".join(gettext(ROLE_NAMES[role]) for role in who_may(action))
    return Step(title, is_done, to if user.may(action) and not is_done else "", able)
