"""The demo's account plans: last year's and this year's, with what the customer wants, what we want and who does what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.accounts.models import Objective, Plan
from clave.accounts.operations import plans
from clave.accounts.operations.notes import write_note
from clave.accounts.queries.plans import Books, books_of
from clave.accounts.rules.plans import GoalKind, Measure, Standing, State, period_of
from clave.company.models import Person
from clave.kit.refusals import gettext_noop
from clave.portfolio.models import KeyAccount
from clave.sponsorship.rules.notes import Audience

WANTED = (
    (GoalKind.GOAL, gettext_noop("Bring a second line into production before the summer"), True),
    (GoalKind.PRESSURE, gettext_noop("Their stock may cost no more than last year"), True),
    (GoalKind.GOAL, gettext_noop("One contact for all of their sites"), False),
    (GoalKind.PRESSURE, gettext_noop("A rival offers them ninety days to pay"), False),
)
"""What the customer wants or is pressed by, and whether somebody of theirs confirmed it."""
LAST_YEAR = (0.96, 0.98, 1.07)
"""Last year's targets against what came."""
GROWTH, DEMANDING = 1.04, 1.12
"""This year's contribution against last year's: what most plans aim at, and what every third one does."""
TYPED = (gettext_noop("Move small orders to a weekly drop"), 0, 60, 38)
"""An objective that is written by hand: words, where it began, its target, where it is, all in per cent."""
DONE = (
    (gettext_noop("Joint range review with their purchasing"), 25, 0),
    (gettext_noop("Show them the stock list by plant every month"), 12, 1),
    (gettext_noop("Agree the weekly drop with their logistics"), -6, 2),
    (gettext_noop("Ask their board what the second line needs"), -40, None),
)
"""What is done, in how many days it is due, for which objective; None where it is done already."""
NOTES = (
    gettext_noop(
        "Their planner called about the autumn peak. They want to see our stock list by plant. Their new buyer starts in May."
    ),
    gettext_noop("Lunch with their quality engineer. She praised the new labels. Two pallets were damaged on the way."),
)
"""What the manager wrote down after a call or a lunch."""
STALE_AFTER, UNPLANNED = 95, 2
"""One plan was left alone for so many days, and so many of the last key accounts have none yet."""
AGREED = gettext_noop("their purchasing director")


def plan(*, users: Mapping[Role, User], until: date) -> None:
    """A plan for last year and one for this year for most key accounts; one of them was left alone."""
    champion = users[Role.CHAMPION]
    manager = Person.objects.get(user=users[Role.KEY_ACCOUNT_MANAGER])
    for at, account in enumerate(KeyAccount.objects.visible_to(users[Role.KEY_ACCOUNT_MANAGER], until).current(until)):
        words = gettext(NOTES[at % len(NOTES)])
        write_note(by=users[Role.KEY_ACCOUNT_MANAGER], key_account=account, text=words, audience=Audience.TEAM)
    helper = Person.objects.filter(is_active=True, function__name__startswith="Op").order_by("person_code")[0]
    held = list(KeyAccount.objects.current(until).select_related("customer").order_by("customer__code"))
    mine = set(KeyAccount.objects.visible_to(users[Role.KEY_ACCOUNT_MANAGER], until).values_list("pk", flat=True))
    held.sort(key=lambda each: each.pk not in mine)
    for at, account in enumerate(held[: len(held) - UNPLANNED]):
        by = users[Role.KEY_ACCOUNT_MANAGER] if account.pk in mine else champion
        this_year = _plan_years(by, account, at, until, (manager, helper))
        if at == 1:
            _leave_alone(this_year, until)


def _plan_years(by: User, account: KeyAccount, at: int, until: date, people: tuple[Person, Person]) -> Plan:
    """Last year's plan with what became of it, and this year's, which carries on."""
    this, books = period_of(date(until.year, 1, 1), 12), books_of(account)
    last = plans.begin_plan(by=by, key_account=account, period=period_of(date(until.year - 1, 1, 1), 12), today=until)
    for kind, words, is_confirmed in WANTED[: 2 + at % 3]:
        told: dict[str, Any] = {"standing": Standing.ASSUMED, "confirmed_by": "", "confirmed_on": None}
        if is_confirmed:
            told = {"standing": Standing.CONFIRMED, "confirmed_by": gettext(AGREED), "confirmed_on": last.starts_on}
        plans.put_goal(by=by, plan=last, kind=kind, words=gettext(words), today=until, **told)
    _settle_last_year(by, last, books, at, until)
    made = plans.begin_plan(by=by, key_account=account, period=this, today=until)
    objectives = _objectives(by, made, books, at, until)
    for words, days, place in DONE:
        for_which = objectives[place] if place is not None else None
        state = State.OPEN if place is not None else State.DONE
        given: dict[str, Any] = {
            "owner": people[(place or 0) % 2],
            "due_on": until + timedelta(days=days),
            "objective": for_which,
        }
        plans.put_action(by=by, plan=made, words=gettext(words), state=state, today=until, **given)
    if at % 3 == 0:
        plans.agree_plan(
            by=by, plan=made, version=1, agreed_with=gettext(AGREED), agreed_on=this.starts_on, today=until
        )
    return made


def _objectives(by: User, made: Plan, books: Books, at: int, until: date) -> list[Objective]:
    words, start, target, typed = TYPED
    by_hand = {"measure": Measure.TYPED, "start": start, "target": target * 1_000, "typed": typed * 1_000, "unit": "%"}
    on_time = {"words": gettext("Deliver on time"), "measure": Measure.ON_TIME, "target": 9_500}
    asked: list[dict[str, Any]] = [
        _contribution(books, made, DEMANDING if at % 3 == 2 else GROWTH),
        {**on_time, "currency": _currency(books), "worth": 18_000_00 + 1_000_00 * at},
        {**by_hand, "words": gettext(words), "currency": _currency(books), "worth": 14_000_00 + 500_00 * at},
    ]
    return [plans.put_objective(by=by, plan=made, today=until, **each) for each in asked]


def _contribution(books: Books, of: Plan, growth: float) -> dict[str, Any]:
    """Contribution as an objective: the twelve months before, and something more."""
    first, last = of.starts_on.replace(year=of.starts_on.year - 1), of.starts_on - timedelta(days=1)
    before = books.sum_in("contribution", first, last) or 0
    target = max(round(before * growth / 100_000) * 100_000, 10_000_00)
    words = gettext("Grow with their second line")
    worth = max(target - before, 10_000_00) * 2
    told = {"words": words, "measure": Measure.CONTRIBUTION, "target": target, "worth": worth}
    return {**told, "currency": _currency(books)}


def _settle_last_year(by: User, last: Plan, books: Books, at: int, until: date) -> None:
    """Last year's objective: most reached it, every third one gave it up."""
    came = books.sum_in("contribution", last.starts_on, last.ends_on) or 0
    target = max(round(came * LAST_YEAR[at % len(LAST_YEAR)] / 100_000) * 100_000, 1_000_00)
    told: dict[str, Any] = {"words": gettext("Hold what we have"), "measure": Measure.CONTRIBUTION, "target": target}
    told |= {"currency": _currency(books), "today": until}
    row = plans.put_objective(by=by, plan=last, **told)
    state = State.DONE if came >= target else State.DROPPED
    plans.put_objective(by=by, plan=last, row=row, version=row.version, state=state, **told)


def _leave_alone(made: Plan, until: date) -> None:
    """Nobody has touched this plan for a season."""
    moment = timezone.make_aware(datetime.combine(until - timedelta(days=STALE_AFTER), time(10)))
    Plan.objects.filter(pk=made.pk).update(touched_at=moment)


def _currency(books: Books) -> str:
    return books.run.currency if books.run else "EUR"
