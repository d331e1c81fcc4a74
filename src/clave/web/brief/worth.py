"""What the key account is worth, how sure that is, and what moved between the last two runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.refusals import gettext_noop
from clave.kit.templatetags import figures
from clave.value.columns import Opens
from clave.value.models import BookRow, Run
from clave.value.queries.customer import CustomerPage, Position
from clave.value.rules import BASIS_POINTS
from clave.web.brief.parts import Amount, Entry, Part

FEWEST_DUE = 5
"""Of fewer orders due a record says nothing."""
LEAST_SHARE = 0.02
"""What moved by less than this share of itself is not told."""


def _share(basis_points: float) -> str:
    return figures.percent(basis_points / BASIS_POINTS, 1)


def _orders(thousandths: float) -> str:
    return figures.number(thousandths / 1000, 1)


def _each(row: BookRow) -> float | None:
    if row.expected_contribution is None or not row.expected_orders_thousandths:
        return None
    return row.expected_contribution * 1000 / row.expected_orders_thousandths


def _cost_share(row: BookRow) -> float | None:
    if row.cost_to_serve is None or row.revenue <= 0:
        return None
    return row.cost_to_serve * BASIS_POINTS / row.revenue


def _on_time(row: BookRow) -> float | None:
    return row.on_time_share_basis_points if (row.due_orders or 0) >= FEWEST_DUE else None


@dataclass(frozen=True)
class Move:
    """A figure that can move between two runs: whose right opens it, how it is read, and which way is better."""

    name: str
    right: Opens
    read: Callable[[BookRow], float | None]
    is_better_higher: bool
    written: Callable[[float], str] | None = None
    """None: money of the run."""


MOVES = (
    Move(
        gettext_noop("orders expected"),
        Opens.VALUE,
        lambda row: row.expected_orders_thousandths,
        is_better_higher=True,
        written=_orders,
    ),
    Move(gettext_noop("contribution expected of each order"), Opens.VALUE, _each, is_better_higher=True),
    Move(
        gettext_noop("chance that it still buys"),
        Opens.COUNTS,
        lambda row: row.p_active_basis_points,
        is_better_higher=True,
        written=_share,
    ),
    Move(gettext_noop("cost to serve, of revenue"), Opens.VALUE, _cost_share, is_better_higher=False, written=_share),
    Move(gettext_noop("delivered on time"), Opens.COUNTS, _on_time, is_better_higher=True, written=_share),
)
"""What the value rests on, as far as a run keeps it."""


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
    if page.now is None or before is None:
        return []
    found = (_entry(move, page.now, before) for move in MOVES if move.right in page.rights)
    return [entry for entry in found if entry]


def _entry(move: Move, now: Position, before: Position) -> Entry | None:
    is_now, was = move.read(now.row), move.read(before.row)
    write = move.written or (lambda minor: _money(round(minor), now.run.currency))
    if is_now is None or was is None or abs(is_now - was) < LEAST_SHARE * abs(was) or write(is_now) == write(was):
        return None
    is_better = (is_now > was) == move.is_better_higher
    told = gettext("%(what)s: %(now)s, was %(before)s") % {
        "what": gettext(move.name),
        "now": write(is_now),
        "before": write(was),
    }
    if is_better:
        return Entry(_capital(told), mark="good", status=gettext("better"))
    return Entry(_capital(told), mark="bad", status=gettext("worse"))


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


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
