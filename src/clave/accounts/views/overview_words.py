"""A key account at a glance, in words: its figures, why its value changed, and what needs doing, one step each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from clave.access.models import User
from clave.access.policy import Action
from clave.accounts.queries.overview import Overview, Worth
from clave.accounts.rules.plans import is_stale
from clave.accounts.views.overview_people import Doing, next_person
from clave.accounts.views.plan_words import freshness
from clave.kit.charts import Row, diverging_bars
from clave.kit.money import Money
from clave.kit.shown import Figure, Picture
from clave.kit.templatetags import figures
from clave.value.rules import BRIDGE_STEP_NAMES
from clave.value.series import Months


def figures_of(found: Overview, on: date, *, to_value: bool) -> Iterator[Figure]:
    """The figures, value first; only those that the reader reads, and a way to the value for who may go it."""
    if found.is_valued:
        yield from _worth(found.worth, reverse("customer", args=[found.held.customer.code]) if to_value else "")
    if found.sees_promises:
        yield _kept(found)
    if found.visits:
        yield _visit(found, on)


def picture_of(worth: Worth | None) -> Picture | None:
    """The steps from the value of the run before to that of now, as changes; None where there is nothing to compare."""
    change = worth.change if worth else None
    if worth is None or change is None or change.bridge.start == change.bridge.end:
        return None
    currency = worth.run.currency
    steps = [(gettext(BRIDGE_STEP_NAMES[name]), amount) for name, amount in change.bridge.steps.items()]
    known = [(name, amount) for name, amount in steps if amount is not None]
    facts = {
        "before": _money(change.bridge.start, currency),
        "then": figures.day(change.before.as_of),
        "now": _money(change.bridge.end, currency),
        "day": figures.day(change.now.as_of),
    }
    sentence = gettext("%(before)s on %(then)s, %(now)s on %(day)s: the steps add up to the cent.") % facts
    bars = [Row(name, Money.from_minor(amount, currency).amount) for name, amount in known]
    write = lambda value: _signed(Money(value, currency))  # noqa: E731
    rows = [[name, _signed(Money.from_minor(amount, currency), full=True)] for name, amount in known]
    headings = [gettext("Step"), gettext("Amount")]
    chart = diverging_bars(bars, sentence=sentence, write=write)
    return Picture(gettext("Why its value changed"), sentence, chart, headings, rows)


def doings(found: Overview, user: User, on: date) -> list[Doing]:
    """What needs doing, in order of consequence."""
    plan, lacking = _plan_doings(found, user, on), _nobody(found, user)
    return [*_promises(found), *_visits(found, user), *plan, *next_person(found), *lacking]


def _worth(worth: Worth | None, to: str) -> Iterator[Figure]:
    if worth is None:
        yield Figure(gettext("Lifetime value"), "", gettext("no run knows it"), to=to)
        return
    row, currency = worth.row, worth.run.currency
    source = gettext("run %(run)s, %(day)s") % {"run": worth.run.short_code, "day": figures.day(worth.run.as_of)}
    value = "" if row.lifetime_value is None else _money(row.lifetime_value, currency)
    yield Figure(
        gettext("Lifetime value"), value, _range(row.lifetime_value_low, row.lifetime_value_high, currency), source, to
    )
    if worth.change:
        yield _changed(worth, source)
    if worth.months and worth.months.has_year():
        yield _contribution(worth, source)


def _changed(worth: Worth, source: str) -> Figure:
    change, currency = worth.change, worth.run.currency
    bridge = change.bridge if change else None
    steps = {name: amount or 0 for name, amount in bridge.steps.items()} if bridge else {}
    gain = (bridge.end - bridge.start) if bridge else 0
    alike = [name for name in steps if steps[name] * gain > 0]
    most = max(alike, key=lambda name: abs(steps[name]), default="")
    told = gettext("mostly %(step)s") % {"step": gettext(BRIDGE_STEP_NAMES[most]).lower()} if most else ""
    return Figure(gettext("Change since the run before"), _signed(Money.from_minor(gain, currency)), told, source)


def _contribution(worth: Worth, source: str) -> Figure:
    year = worth.months.sum_of("contribution") if worth.months else None
    value = "" if year is None else _money(year, worth.run.currency)
    note = " · ".join(_beside(worth.months, year, worth.run.currency)) if worth.months else ""
    return Figure(gettext("Contribution, 12 months"), value, note, source)


def _beside(months: Months, year: int | None, currency: str) -> Iterator[str]:
    """What the contribution of a year is held against: the revenue it came from, and the year before."""
    revenue = months.sum_of("revenue")
    if revenue and revenue > 0 and year is not None:
        yield gettext("%(share)s of revenue") % {"share": figures.percent(year / revenue)}
    before = months.sum_of("contribution", years_ago=1) if months.has_year(years_ago=1) else None
    if before is not None:
        yield gettext("%(money)s the year before") % {"money": _money(before, currency)}


def _kept(found: Overview) -> Figure:
    rate, to = found.kept, f"{reverse('promises')}?search={found.held.customer.name}"
    label = gettext("Promises kept, 90 days")
    if not rate.judged:
        return Figure(label, "–", gettext("none was judged"), to=to)
    facts = {"kept": figures.number(rate.kept), "judged": figures.number(rate.judged)}
    low, high = figures.percent(rate.low), figures.percent(rate.high)
    interval = gettext("%(low)s to %(high)s in 8 of 10 cases") % {"low": low, "high": high}
    return Figure(label, gettext("%(kept)s of %(judged)s") % facts, interval, to=to)


def _visit(found: Overview, on: date) -> Figure:
    row = found.visits
    last = row.last if row else None
    note = gettext("last on %(day)s") % {"day": figures.day(last.visit_on)} if last else gettext("none told of yet")
    to = reverse("sponsor", args=[found.held.customer.code])
    if row is None or row.next is None:
        return Figure(gettext("Sponsor visit"), gettext("none planned"), note, to=to)
    days = (row.next.visit_on - on).days
    told = ngettext("in %(days)s day", "in %(days)s days", days) % {"days": figures.number(days)}
    return Figure(gettext("Sponsor visit"), told if days else gettext("today"), note, to=to)


def _promises(found: Overview) -> Iterator[Doing]:
    for line in found.broken:
        facts = {"who": str(line.answers or "–"), "function": str(line.promise.function)}
        yield Doing(
            line.promise.what,
            gettext("%(who)s, %(function)s, keeps it.") % facts,
            "bad",
            gettext("broken"),
            gettext("See what failed"),
            reverse("promise", args=[line.promise.number]),
        )


def _visits(found: Overview, user: User) -> Iterator[Doing]:
    row, code = found.visits, found.held.customer.code
    if row is None:
        return
    if row.is_overdue:
        fact = gettext("The next was due by %(day)s.") % {"day": figures.day(row.rhythm.due_on)}
        to = reverse("sponsor", args=[code])
        yield Doing(gettext("Plan the next visit"), fact, "bad", gettext("overdue"), gettext("Plan a visit"), to)
    if row.next and not row.untold:
        fact = gettext("It takes place on %(day)s.") % {"day": figures.day(row.next.visit_on)}
        to = reverse("visit-brief", args=[code])
        yield Doing(gettext("Read the brief before the visit"), fact, "none", gettext("visit"), gettext("Read it"), to)


def _plan_doings(found: Overview, user: User, on: date) -> Iterator[Doing]:
    code, page = found.held.customer.code, found.plan
    if not found.rights.reads_plan or not user.may(Action.WRITE_PLANS):
        return
    to = reverse("plan", args=[code])
    if page is None:
        fact = gettext("It begins with what Clave knows already.")
        yield Doing(gettext("Begin its plan"), fact, "warn", gettext("no plan"), gettext("Begin"), f"{to}#begin")
        return
    plan = page.plan
    for each in page.late(on):
        facts = {"who": str(each.owner), "day": figures.day(each.due_on)}
        fact = gettext("%(who)s was to do it by %(day)s.") % facts
        yield Doing(
            each.words,
            fact,
            "bad",
            gettext("late"),
            gettext("Move or finish it"),
            reverse("plan-action", args=[each.pk]),
        )
    if plan.ends_on < on:
        fact = gettext("Its plan ended on %(day)s.") % {"day": figures.day(plan.ends_on)}
        yield Doing(
            gettext("Carry its plan forward"), fact, "warn", gettext("over"), gettext("Carry forward"), f"{to}#begin"
        )
    elif is_stale(plan.days_untouched(on)):
        fact = freshness(plan, on)[1]
        yield Doing(gettext("Go through its plan"), fact, "warn", gettext("stale"), gettext("Go through it"), to)
    elif plan.agreed_on is None:
        fact = gettext("The customer has not agreed to it.")
        yield Doing(
            gettext("Agree the plan with them"),
            fact,
            "warn",
            pgettext("a plan", "not agreed"),
            gettext("Note who agreed"),
            to,
        )


def _nobody(found: Overview, user: User) -> Iterator[Doing]:
    if found.visits and not found.visits.sponsors and user.may(Action.CHANGE_SPONSORS):
        fact, to = (
            gettext("Nobody of the top team answers for it."),
            reverse("sponsor", args=[found.held.customer.code]),
        )
        yield Doing(gettext("Appoint a sponsor"), fact, "warn", gettext("no sponsor"), gettext("Appoint"), to)
    if found.is_current and not found.people.get("manager") and user.may(Action.APPOINT):
        fact = gettext("Nobody manages it.")
        to = reverse("appointment", args=[found.held.customer.code])
        yield Doing(gettext("Appoint a manager"), fact, "bad", gettext("no manager"), gettext("Appoint"), to)


def _money(minor: int, currency: str) -> str:
    return figures.money(Money.from_minor(minor, currency))


def _signed(value: Money, *, full: bool = False) -> str:
    told = figures.money_whole(value) if full else figures.money(value)
    return f"+{told}" if value.amount > 0 else told


def _range(low: int | None, high: int | None, currency: str) -> str:
    if low is None or high is None:
        return ""
    ends = figures.interval(Money.from_minor(low, currency), Money.from_minor(high, currency))
    return gettext("%(interval)s in 8 of 10 cases") % {"interval": ends}
