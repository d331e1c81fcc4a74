"""The pictures of one customer, each with the sentence that says what to see and the same as a table."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext, ngettext

from clave.kit.charts import Row, month_bars, share_record, waterfall
from clave.kit.shown import Picture
from clave.kit.templatetags import figures
from clave.value.columns import Opens
from clave.value.queries.bridge import why_it_changed
from clave.value.queries.customer import CustomerPage, Position
from clave.value.rules import BASIS_POINTS, STEP_FIGURES, STEP_NAMES, Step, drawable, share_basis_points
from clave.value.rules import waterfall as waterfall_steps
from clave.value.series import Months
from clave.value.views import bridge_words
from clave.value.views.words import at_a_glance, counted, in_full, major, writer

PRICE_STEPS = frozenset({"list_revenue", "discount"})
FEWEST_STEPS = 2


def pictures(page: CustomerPage) -> list[Picture]:
    """The pictures whose figures are open to the reader and known, the contribution first."""
    if page.now is None:
        return []
    drawn: list[tuple[Opens, Callable[[CustomerPage, Position], Picture | None]]] = [
        (Opens.VALUE, contribution_by_month),
        (Opens.VALUE, why_the_value_changed),
        (Opens.VALUE, way_to_contribution),
        (Opens.COUNTS, on_time_by_month),
        (Opens.COUNTS, orders_by_month),
    ]
    found = [draw(page, page.now) for right, draw in drawn if right in page.rights]
    return [picture for picture in found if picture is not None]


def contribution_by_month(page: CustomerPage, now: Position) -> Picture | None:
    """What the customer contributed in every month, with the mean of twelve months."""
    if now.months is None or all(value is None for _, value in now.months.shown("contribution")):
        return None
    currency, points = now.run.currency, now.months.shown("contribution")
    sentence = _contribution_in_words(now.months, currency)
    bars = [(month, None if value is None else major(value, currency)) for month, value in points]
    return Picture(
        gettext("Contribution by month"),
        sentence,
        month_bars(bars, sentence=sentence, write=writer(currency)),
        [gettext("Month"), gettext("Contribution")],
        [[figures.month(month), in_full(value, currency)] for month, value in reversed(points)],
    )


def _contribution_in_words(months: Months, currency: str) -> str:
    year, before = months.sum_of("contribution"), months.sum_of("contribution", years_ago=1)
    if year is None:
        return gettext("Contribution is not known in every one of the last twelve months.")
    facts = {"year": at_a_glance(year, currency), "before": at_a_glance(before, currency)}
    if before is None or not months.has_year(years_ago=1):
        return gettext("Contribution was %(year)s in the last twelve months.") % facts
    if year == before:
        return gettext("Contribution was %(year)s in the last twelve months, as in the twelve before.") % facts
    if year > before:
        return gettext("Contribution rose to %(year)s in the last twelve months, from %(before)s before.") % facts
    return gettext("Contribution fell to %(year)s in the last twelve months, from %(before)s before.") % facts


def orders_by_month(page: CustomerPage, now: Position) -> Picture | None:
    """How many orders came in every month, with the mean of twelve months."""
    if now.months is None:
        return None
    points = now.months.shown("orders")
    sentence = _orders_in_words(now.months)
    return Picture(
        gettext("Orders by month"),
        sentence,
        month_bars(points, sentence=sentence, write=_count),
        [gettext("Month"), gettext("Orders")],
        [[figures.month(month), counted(value)] for month, value in reversed(points)],
    )


def _count(value: float) -> str:
    return figures.number(value, 0 if float(value).is_integer() else 1)


def _orders_in_words(months: Months) -> str:
    year, before = months.sum_of("orders") or 0, months.sum_of("orders", years_ago=1)
    facts = {"year": counted(year), "before": counted(before)}
    if before is None or not months.has_year(years_ago=1):
        return (
            ngettext(
                "%(year)s order came in the last twelve months.",
                "%(year)s orders came in the last twelve months.",
                year,
            )
            % facts
        )
    return (
        ngettext(
            "%(year)s order came in the last twelve months, after %(before)s in the twelve before.",
            "%(year)s orders came in the last twelve months, after %(before)s in the twelve before.",
            year,
        )
        % facts
    )


def on_time_by_month(page: CustomerPage, now: Position) -> Picture | None:
    """How many of the orders due in every month came on time."""
    points = now.months.kept() if now.months else []
    due = sum(point[2] for point in points)
    if not due:
        return None
    sentence = gettext("%(kept)s of %(due)s orders due came on time: %(share)s.") % {
        "kept": counted(sum(point[1] for point in points)),
        "due": counted(due),
        "share": figures.percent(sum(point[1] for point in points) / due),
    }
    return Picture(
        gettext("Delivered on time"),
        sentence,
        share_record(points, sentence=sentence, write=figures.percent),
        [gettext("Month"), gettext("On time"), gettext("Due")],
        [[figures.month(month), counted(kept), counted(due)] for month, kept, due in reversed(points) if due],
    )


def way_to_contribution(page: CustomerPage, now: Position) -> Picture | None:
    """From list price, where the reader may know it, to what is left: the contribution of all orders."""
    row, currency = now.row, now.run.currency
    figures_held = {name: getattr(row, name) for name in STEP_FIGURES}
    steps = [
        step
        for step in drawable(waterfall_steps(figures_held, now.drivers))
        if Opens.PRICES in page.rights or step.name not in PRICE_STEPS
    ]
    if len(steps) < FEWEST_STEPS:
        return None
    sentence = _way_in_words({step.name: step.amount for step in steps})
    bars = [Row(_step_name(step), major(step.amount or 0, currency), step.is_total) for step in steps]
    return Picture(
        gettext("From price to contribution"),
        sentence,
        waterfall(bars, sentence=sentence, write=writer(currency)),
        [gettext("Step"), gettext("Amount"), gettext("Of revenue")],
        [_step_row(step, row.revenue, currency) for step in steps],
        note=gettext("All orders since %(day)s.") % {"day": figures.day(row.first_ordered_on)}
        if row.first_ordered_on
        else "",
    )


def why_the_value_changed(page: CustomerPage, now: Position) -> Picture | None:
    """The steps from the value in the run before to that of today, which add up to the cent."""
    found = why_it_changed(now.row, page.before.row) if page.before else None
    if found is None or found.bridge.start == found.bridge.end:
        return None
    currency, sentence = now.run.currency, bridge_words.in_words(found)
    steps = bridge_words.named(found)
    bars = [Row(name, major(amount, currency), is_total) for name, amount, is_total in steps if amount is not None]
    return Picture(
        gettext("Why the value changed"),
        sentence,
        waterfall(bars, sentence=sentence, write=writer(currency)),
        [gettext("Step"), gettext("Amount")],
        [[name, in_full(amount, currency)] for name, amount, _ in steps],
        note=bridge_words.note(found),
    )


def _step_row(step: Step, revenue: int, currency: str) -> list[str]:
    share = share_basis_points(step.amount, revenue)
    of_revenue = "" if share is None else figures.percent(share / BASIS_POINTS)
    return [_step_name(step), in_full(step.amount, currency), of_revenue]


def _step_name(step: Step) -> str:
    """A driver by the name that finance gave it, anything else in the reader's language."""
    return step.name if step.is_driver else gettext(STEP_NAMES[step.name])


def _way_in_words(amounts: dict[str, int | None]) -> str:
    """What is left of the price, where that is known."""
    discount = share_basis_points(-(amounts.get("discount") or 0), amounts.get("list_revenue"))
    left = share_basis_points(amounts.get("contribution"), amounts.get("revenue"))
    told = []
    if discount is not None:
        told.append(gettext("Discounts take %(share)s of the list price.") % {"share": _share(discount)})
    if left is None:
        told.append(gettext("What is left of revenue is not known."))
    elif left < 0:
        told.append(gettext("Costs are %(share)s of revenue above it.") % {"share": _share(-left)})
    else:
        told.append(gettext("%(share)s of revenue is left as contribution.") % {"share": _share(left)})
    return " ".join(told)


def _share(basis_points: int) -> str:
    return figures.percent(basis_points / BASIS_POINTS)
