"""An account plan in words: its finding, how far each objective is, and what two people wrote, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from clave.accounts.models import Goal, Objective, Plan, PlanAction
from clave.accounts.queries.plans import Books, Page, Progress
from clave.accounts.rules.plans import MONEY, PACE_NAMES, SHARES, Measure, is_stale
from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.value.series import Months

HUNDREDTHS, THOUSANDTHS = 10_000, 1_000
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """One objective as lists show it."""

    progress: Progress
    under: str
    words: str
    mark: str

    @property
    def objective(self) -> Objective:
        """Which one it is."""
        return self.progress.objective


def finding(page: Page | None, name: str) -> str:
    """What the plan comes to, in one line."""
    if page is None:
        return gettext("%(customer)s has no plan yet") % {"customer": name}
    if not page.open:
        return gettext("No objective is open for %(customer)s") % {"customer": name}
    told = ngettext(
        "%(good)s of %(number)s objective on track",
        "%(good)s of %(number)s objectives on track",
        len(page.open),
    )
    return told % {"good": figures.number(len(page.on_track)), "number": figures.number(len(page.open))}


def freshness(plan: Plan, on: date) -> tuple[str, str]:
    """How fresh a plan is: mark and words."""
    return untouched(plan.days_untouched(on))


def untouched(days: int) -> tuple[str, str]:
    """How fresh a plan is that nobody touched for so many days: mark and words."""
    if not days:
        return "good", gettext("touched today")
    told = ngettext("untouched for %(days)s day", "untouched for %(days)s days", days) % {"days": figures.number(days)}
    return ("bad", gettext("stale: %(told)s") % {"told": told}) if is_stale(days) else ("good", told)


def agreement(plan: Plan) -> tuple[str, str]:
    """Whether the customer agreed: mark and words."""
    if plan.agreed_on is None:
        return "warn", gettext("not agreed with the customer")
    facts = {"who": plan.agreed_with, "day": figures.day(plan.agreed_on)}
    told = gettext("agreed with %(who)s on %(day)s") % facts
    return (
        ("warn", gettext("%(told)s, changed since") % {"told": told}) if plan.changed_since_agreed else ("good", told)
    )


def amount(row: Objective, value: int | None) -> str:
    """A figure of an objective in the unit of its measure."""
    if value is None:
        return gettext("not known")
    which = Measure(row.measure)
    if which in MONEY:
        return figures.money(Money.from_minor(value, row.currency))
    if which in SHARES:
        return figures.percent(value / HUNDREDTHS, 1)
    if which is Measure.ORDERS:
        return figures.number(value)
    told = figures.number(value / THOUSANDTHS, 0 if value % THOUSANDTHS == 0 else 2)
    return f"{told} {row.unit}".strip()


def shown(page: Page) -> list[Shown]:
    """The objectives of a plan, the open ones and the most valuable first; money only for who reads it."""
    return [_shown(each, is_valued=page.is_valued) for each in page.objectives]


def source_of(progress: Progress) -> str:
    """Where the figure of an objective comes from, and as of when."""
    found = progress.reading
    if found.value is None:
        return gettext("the books do not tell it yet")
    facts = {"day": figures.day(found.as_of), "source": found.source}
    if found.source == "hand":
        return gettext("written by hand, %(day)s") % facts
    if found.source == "promises":
        return gettext("from the promises, %(day)s") % facts
    if progress.objective.measure == Measure.GROUP_REVENUE:
        return gettext("data version %(source)s, %(day)s") % facts
    return gettext("run %(source)s, %(day)s") % facts


def _shown(progress: Progress, *, is_valued: bool) -> Shown:
    return Shown(progress, " · ".join(_under(progress, is_valued=is_valued)), pace_words(progress), progress.mark)


def pace_words(progress: Progress) -> str:
    """How an objective does, in a word or two."""
    row = progress.objective
    return gettext(PACE_NAMES[progress.pace]) if row.is_open else row.state_name


def _under(progress: Progress, *, is_valued: bool) -> list[str]:
    row, found = progress.objective, []
    if is_valued or Measure(row.measure) is not Measure.CONTRIBUTION:
        facts = {"now": amount(row, progress.reading.value), "target": amount(row, row.target)}
        told = gettext("%(now)s, target %(target)s") if row.measure in SHARES else gettext("%(now)s of %(target)s")
        named = [] if row.measure == Measure.TYPED else [_measured(row)]
        found += [*named, told % facts, source_of(progress)]
    if is_valued and row.money:
        found += [gettext("worth %(money)s of lifetime value, estimated") % {"money": figures.money(row.money)}]
    if step := progress.next_action:
        facts = {"what": step.words, "who": str(step.owner), "day": figures.day(step.due_on)}
        found += [gettext("next: %(what)s (%(who)s, %(day)s)") % facts]
    return found


def _measured(row: Objective) -> str:
    return f"{row.measure_name}: {row.product_group}" if row.product_group else row.measure_name


def year_figures(books: Books, *, is_valued: bool) -> list[tuple[str, str, str]]:
    """What is known of the last twelve months and the twelve before: label, figure, and the figure before."""
    months, run = books.months, books.run
    if months is None or run is None or not months.has_year():
        return []
    found = []
    if is_valued:
        now, before = (_money(months.sum_of("contribution", years_ago=each), run.currency) for each in (0, 1))
        found.append((gettext("Contribution"), now, before))
    on_time, orders = ([each(months, years) for years in (0, 1)] for each in (_on_time, _orders))
    found.append((gettext("Delivered on time"), on_time[0], on_time[1]))
    return [*found, (gettext("Orders"), orders[0], orders[1])]


def _on_time(months: Months, years_ago: int) -> str:
    kept, due = (months.sum_of(name, years_ago=years_ago) for name in ("on_time", "due"))
    return figures.percent(kept / due, 1) if due and kept is not None else gettext("not known")


def _orders(months: Months, years_ago: int) -> str:
    value = months.sum_of("orders", years_ago=years_ago)
    return gettext("not known") if value is None else figures.number(value)


def _money(minor: int | None, currency: str) -> str:
    return gettext("not known") if minor is None else figures.money(Money.from_minor(minor, currency))


def standing(row: Goal | Objective | PlanAction) -> Pairs:
    """What stands there now, to be read beside what somebody else wrote."""
    if isinstance(row, Goal):
        return _goal(row)
    return _objective(row) if isinstance(row, Objective) else _action(row)


def _goal(row: Goal) -> Pairs:
    confirmed = f"{row.confirmed_by}, {figures.day(row.confirmed_on)}" if row.is_confirmed else ""
    return [
        (gettext("What they want, or what presses them"), row.words),
        (gettext("It is a"), row.kind_name),
        (gettext("How we know"), " · ".join(part for part in (row.standing_name, confirmed) if part)),
        (gettext("It still holds"), gettext("yes") if row.holds else gettext("no")),
    ]


def _objective(row: Objective) -> Pairs:
    return [
        (gettext("What we want to reach"), row.words),
        (gettext("Measured by"), _measured(row)),
        (gettext("Target"), amount(row, row.target)),
        (gettext("Where it is now"), amount(row, row.typed) if row.typed is not None else "–"),
        (gettext("Worth in lifetime value"), figures.money(row.money) or "–"),
        (gettext("For which of their goals"), str(row.goal or "–")),
        (gettext("It is"), row.state_name),
    ]


def _action(row: PlanAction) -> Pairs:
    return [
        (gettext("What is to be done"), row.words),
        (gettext("Owner"), str(row.owner)),
        (gettext("By when"), figures.day(row.due_on)),
        (gettext("For which objective"), str(row.objective or "–")),
        (gettext("It is"), row.state_name),
    ]
