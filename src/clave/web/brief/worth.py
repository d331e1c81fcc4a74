"""What the key account is worth, how sure that is, and what moved between the last two runs."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.value.columns import Opens
from clave.value.models import BookRow, Run
from clave.value.queries.bridge import why_it_changed
from clave.value.queries.customer import CustomerPage, Position
from clave.value.rules import BASIS_POINTS, BRIDGE_STEP_NAMES
from clave.web.brief.parts import Amount, Entry, Part

FEWEST_DUE = 5
"""Of fewer orders due a record says nothing."""
LEAST_SHARE = 0.02
"""A step that is less than this share of the value is not told, nor a record that moved by less of itself."""


def worth_of(page: CustomerPage | None) -> Part:
    """The value with its interval and change, and what moved; says so where there is none or it is not for the reader."""
    title = gettext("What it is worth, and why that changed")
    if page is None or (page.now and Opens.VALUE not in page.rights):
        return Part(title, lines=[gettext("Its value is not for you to read.")])
    if page.run is None:
        return Part(title, lines=[gettext("Nothing has been computed yet.")])
    if page.now is None:
        told = gettext("Run %(run)s holds no order of it.") % {"run": page.run.short_code}
        return Part(title, lines=[told])
    before = _comparable(page)
    return Part(title, _moved(page, before), list(_lines(page, before)), list(_amounts(page.now, before)))


def _comparable(page: CustomerPage) -> Position | None:
    """The position in the run before, where the two runs look as far ahead, at the same rate, in the same money."""
    now, before = page.now, page.before
    if now is None or before is None or terms(now.run) != terms(before.run):
        return None
    return before


def terms(run: Run) -> tuple[object, ...]:
    """What two runs must share before their values can be compared."""
    return run.currency, run.horizon_months, run.discount_rate_basis_points


def _amounts(now: Position, before: Position | None) -> Iterator[Amount]:
    row, currency = now.row, now.run.currency
    value = row.lifetime_value
    told = _money(value, currency) if value is not None else gettext("not known")
    sure = ""
    if row.lifetime_value_low is not None and row.lifetime_value_high is not None:
        ends = figures.interval(
            Money.from_minor(row.lifetime_value_low, currency), Money.from_minor(row.lifetime_value_high, currency)
        )
        sure = gettext("%(interval)s in 8 of 10 cases") % {"interval": ends}
    yield Amount(gettext("Lifetime value"), told, sure)
    was = before.row.lifetime_value if before else None
    if before is not None and value is not None and was is not None:
        note = gettext("was %(value)s on %(day)s") % {
            "value": _money(was, currency),
            "day": figures.day(before.run.as_of),
        }
        sign = "+" if value > was else ""
        yield Amount(gettext("Since the run before"), f"{sign}{_money(value - was, currency)}", note)
    if now.months and now.months.has_year():
        year = now.months.sum_of("contribution")
        shown = _money(year, currency) if year is not None else gettext("not known")
        note = gettext("12 months to %(day)s") % {"day": figures.day(now.run.as_of)}
        yield Amount(gettext("Contribution"), shown, note)


def _moved(page: CustomerPage, before: Position | None) -> list[Entry]:
    """The steps that led to the value of now, the largest first, and deliveries where they changed."""
    if page.now is None or before is None:
        return []
    return [*_steps(page.now, before), *(_deliveries(page.now, before) if Opens.COUNTS in page.rights else ())]


def _steps(now: Position, before: Position) -> Iterator[Entry]:
    change = why_it_changed(now.row, before.row)
    steps = {name: amount or 0 for name, amount in change.bridge.steps.items()} if change else {}
    least = LEAST_SHARE * max((abs(row.lifetime_value or 0) for row in (now.row, before.row)), default=0)
    for name, amount in sorted(steps.items(), key=lambda step: -abs(step[1])):
        if abs(amount) > least:
            signed = f"{'+' if amount > 0 else ''}{_money(amount, now.run.currency)}"
            yield _entry(f"{gettext(BRIDGE_STEP_NAMES[name])}: {signed}", is_better=amount > 0)


def _deliveries(now: Position, before: Position) -> Iterator[Entry]:
    is_now, was = (_on_time(each.row) for each in (now, before))
    if is_now is None or was is None or abs(is_now - was) < LEAST_SHARE * was or _share(is_now) == _share(was):
        return
    facts = {"now": _share(is_now), "before": _share(was)}
    yield _entry(gettext("Delivered on time: %(now)s, was %(before)s") % facts, is_better=is_now > was)


def _on_time(row: BookRow) -> int | None:
    return row.on_time_share_basis_points if (row.due_orders or 0) >= FEWEST_DUE else None


def _entry(told: str, *, is_better: bool) -> Entry:
    if is_better:
        return Entry(told, mark="good", status=gettext("better"))
    return Entry(told, mark="bad", status=gettext("worse"))


def _lines(page: CustomerPage, before: Position | None) -> Iterator[str]:
    now = page.now
    assert now is not None  # nosec B101  # asked before
    facts = {"run": now.run.short_code, "day": figures.day(now.run.as_of)}
    if page.before is None:
        told = gettext("No earlier run knows it, so nothing says how it changed. Run %(run)s, as of %(day)s.")
    elif before is None:
        told = gettext(
            "The run before looked ahead at other terms, so the two are not compared. Run %(run)s, as of %(day)s."
        )
    else:
        facts |= {"before": before.run.short_code, "then": figures.day(before.run.as_of)}
        told = gettext("Run %(run)s, as of %(day)s, against run %(before)s, as of %(then)s.")
    yield told % facts


def _money(minor: int, currency: str) -> str:
    return figures.money(Money.from_minor(minor, currency))


def _share(basis_points: int) -> str:
    return figures.percent(basis_points / BASIS_POINTS, 1)
