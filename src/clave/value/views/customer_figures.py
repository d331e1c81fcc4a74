"""The figures of one customer in words: what it is worth, what that is made of, what should alarm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from clave.kit.money import Money
from clave.kit.shown import Figure
from clave.kit.templatetags import figures
from clave.value.columns import Opens
from clave.value.queries.customer import CustomerPage, Position
from clave.value.rules import BASIS_POINTS, METHOD_NAMES, QUIET_BELOW_BASIS_POINTS, share_basis_points
from clave.value.series import usual_gap_days
from clave.value.views.loss_words import driver_name, remedies_in_words
from clave.value.views.words import at_a_glance, change, counted

CHOSEN_FOR_ALL = frozenset({"mbg_nbd", "mbg_cnbd", "interval_rule", "own_rate", "no_repeats"})
"""Methods that a run chose for all its customers, and of which it says why."""
FAIRLY_REGULAR, VERY_REGULAR = 1500, 6000
"""Regularity (Wheat and Morrison's k, in thousandths) from which orders come fairly and very regularly."""


def headline(page: CustomerPage) -> list[Figure]:
    """The few figures that lead the page, the value first; who reads no value is led by orders and deliveries."""
    if page.now is None:
        return []
    if Opens.VALUE in page.rights:
        return [*_worth(page.now, page.before), *_contribution(page.now), _last_order(page.now)]
    if Opens.COUNTS in page.rights:
        return [*_orders(page.now), _on_time(page.now), _last_order(page.now)]
    return []


def _worth(now: Position, before: Position | None) -> list[Figure]:
    row, currency = now.row, now.run.currency
    low, high = row.lifetime_value_low, row.lifetime_value_high
    note = gettext(METHOD_NAMES.get(row.method, row.method))
    if row.lifetime_value is not None and low is not None and high is not None:
        ends = _ends(low, high, currency)
        note = gettext("%(interval)s, 80%% sure") % {"interval": ends}
    told = [Figure(gettext("Lifetime value"), at_a_glance(row.lifetime_value, currency), note)]
    was = before.row.lifetime_value if before and before.run.currency == currency else None
    if before and was is not None and row.lifetime_value is not None:
        note = gettext("was %(value)s on %(day)s, run %(run)s") % {
            "value": at_a_glance(was, currency),
            "day": figures.day(before.run.as_of),
            "run": before.run.short_code,
        }
        told.append(Figure(gettext("Change since the run before"), change(row.lifetime_value - was, currency), note))
    return told


def _contribution(now: Position) -> list[Figure]:
    row, currency, months = now.row, now.run.currency, now.months
    told = []
    if months and months.has_year():
        year, before = months.sum_of("contribution"), months.sum_of("contribution", years_ago=1)
        share = share_basis_points(year, months.sum_of("revenue"))
        notes = [gettext("%(share)s of revenue") % {"share": _percent(share)}] if share is not None else []
        if months.has_year(years_ago=1) and before is not None:
            notes.append(gettext("%(value)s the year before") % {"value": at_a_glance(before, currency)})
        told.append(Figure(gettext("Contribution, 12 months"), at_a_glance(year, currency), "; ".join(notes)))
    share = row.contribution_share_basis_points
    note = "" if share is None else gettext("%(share)s of revenue") % {"share": _percent(share, 1)}
    told.append(Figure(gettext("Contribution, all orders"), at_a_glance(row.contribution, currency), note))
    return told


def _orders(now: Position) -> list[Figure]:
    months = now.months
    if months is None or not months.has_year():
        return [Figure(gettext("Orders"), counted(now.row.orders))]
    before = months.sum_of("orders", years_ago=1)
    note = gettext("%(number)s the year before") % {"number": counted(before)} if months.has_year(years_ago=1) else ""
    return [Figure(gettext("Orders, 12 months"), counted(months.sum_of("orders")), note)]


def _on_time(now: Position) -> Figure:
    row = now.row
    if not row.due_orders or row.on_time_orders is None:
        return Figure(gettext("On time"), "", gettext("no order was promised for a day"))
    note = gettext("%(kept)s of %(due)s orders due") % {
        "kept": counted(row.on_time_orders),
        "due": counted(row.due_orders),
    }
    return Figure(gettext("On time"), _percent(row.on_time_share_basis_points), note)


def _last_order(now: Position) -> Figure:
    row = now.row
    notes = []
    if row.last_ordered_on and now.run.as_of:
        days = (now.run.as_of - row.last_ordered_on).days
        notes.append(ngettext("%(days)s day before", "%(days)s days before", days) % {"days": counted(days)})
    if gap := usual_gap_days(row.orders, row.first_ordered_on, row.last_ordered_on):
        notes.append(ngettext("usually every day", "usually every %(days)s days", gap) % {"days": counted(gap)})
    return Figure(gettext("Last order"), figures.day(row.last_ordered_on), "; ".join(notes))


@dataclass(frozen=True)
class Alarm:
    """A sentence that somebody should act on, and how grave it is."""

    kind: str
    sentence: str


def alarms(page: CustomerPage) -> list[Alarm]:
    """What should not be overlooked: gone quiet, losing money."""
    if page.now is None:
        return []
    found, row = [], page.now.row
    chance = row.p_active_basis_points
    if Opens.COUNTS in page.rights and chance is not None and chance < QUIET_BELOW_BASIS_POINTS:
        found.append(Alarm("warn", _gone_quiet(page.now)))
    if Opens.VALUE in page.rights and row.contribution is not None and row.contribution < 0:
        found.append(Alarm("bad", _loses(page.now, -row.contribution)))
    return found


def _loses(now: Position, loss: int) -> str:
    """How much a customer loses, through what, and what would end it."""
    currency, kept = now.run.currency, now.loss
    told = [gettext("Loses money: it has cost %(loss)s more than it brought.") % {"loss": at_a_glance(loss, currency)}]
    if kept and kept.driver:
        facts = {
            "driver": driver_name(kept.driver),
            "amount": at_a_glance(kept.amount, currency),
            "usual": at_a_glance(kept.usual, currency),
        }
        told.append(gettext("What stands out is %(driver)s: %(amount)s, where %(usual)s is usual.") % facts)
    if remedies := remedies_in_words(kept, currency):
        told.append(gettext("Enough by itself: %(remedies)s.") % {"remedies": "; ".join(remedies)})
    return " ".join(told)


def _gone_quiet(now: Position) -> str:
    row = now.row
    told = [gettext("Gone quiet: the chance that it still buys is %(chance)s.")]
    gap = usual_gap_days(row.orders, row.first_ordered_on, row.last_ordered_on)
    if gap and row.last_ordered_on and now.run.as_of:
        told.append(gettext("The last order is %(days)s days old; one came every %(gap)s days on average."))
    told.append(gettext("Somebody should ask the customer why."))
    days = (now.run.as_of - row.last_ordered_on).days if now.run.as_of and row.last_ordered_on else 0
    facts = {"chance": _percent(row.p_active_basis_points), "days": counted(days), "gap": counted(gap or 0)}
    return " ".join(told) % facts


@dataclass(frozen=True)
class MadeOf:
    """What a lifetime value is made of: a sentence, its parts, the method, and how sure it is."""

    sentence: str
    facts: list[tuple[str, str]]


def made_of(page: CustomerPage) -> MadeOf | None:
    """How the lifetime value comes about; None for who does not read it, or where there is none."""
    if page.now is None or Opens.VALUE not in page.rights or page.now.row.lifetime_value is None:
        return None
    return MadeOf(_sum_in_words(page.now), _facts(page.now))


def _sum_in_words(now: Position) -> str:
    row, run = now.row, now.run
    if row.expected_contribution is None or not row.expected_orders_thousandths:
        return gettext("What is expected over the next %(months)s months, worth today at %(rate)s a year.") % _terms(
            now
        )
    each = round(row.expected_contribution * 1000 / row.expected_orders_thousandths)
    facts = {
        **_terms(now),
        "orders": figures.number(row.expected_orders_thousandths / 1000, 1),
        "each": at_a_glance(each, run.currency),
        "sum": at_a_glance(row.expected_contribution, run.currency),
        "worth": at_a_glance(row.lifetime_value, run.currency),
    }
    return (
        gettext(
            "Over the next %(months)s months we expect %(orders)s orders that contribute %(each)s each: %(sum)s, "
            "worth %(worth)s today at %(rate)s a year."
        )
        % facts
    )


def _terms(now: Position) -> dict[str, str]:
    rate = now.run.discount_rate_basis_points
    return {"months": figures.number(now.run.horizon_months), "rate": _percent(rate, 0 if rate % 100 == 0 else 1)}


def _facts(now: Position) -> list[tuple[str, str]]:
    row, currency = now.row, now.run.currency
    told = [(gettext("Method"), gettext(METHOD_NAMES.get(row.method, row.method)))]
    if (reason := now.run.manifest.get("method_reason")) and row.method in CHOSEN_FOR_ALL:
        told.append((gettext("Why this method"), gettext(reason)))
    told.append((gettext("Rests on"), _rests_on(now)))
    if row.p_active_basis_points is not None:
        told.append((gettext("Chance that it still buys"), _percent(row.p_active_basis_points)))
    if row.regularity_thousandths is not None:
        told.append((gettext("Its orders come"), _regularity(row.regularity_thousandths)))
    if row.expected_contribution is not None and row.lifetime_value is not None:
        waiting = row.lifetime_value - row.expected_contribution
        told.append((gettext("Less for having to wait"), at_a_glance(waiting, currency)))
    if row.lifetime_value_low is not None and row.lifetime_value_high is not None:
        ends = _ends(row.lifetime_value_low, row.lifetime_value_high, currency)
        told.append((gettext("How sure"), gettext("%(interval)s in 8 of 10 cases") % {"interval": ends}))
    if row.rank:
        told.append((gettext("Place among all customers"), figures.number(row.rank)))
    return told


def _rests_on(now: Position) -> str:
    """The orders behind the value, from when to when."""
    row = now.row
    days = {"first": figures.day(row.first_ordered_on), "last": figures.day(row.last_ordered_on)}
    words = ngettext("%(orders)s order, on %(first)s", "%(orders)s orders, %(first)s to %(last)s", row.orders)
    return words % {"orders": counted(row.orders), **days}


def _ends(low: int, high: int, currency: str) -> str:
    return figures.interval(Money.from_minor(low, currency), Money.from_minor(high, currency))


def _regularity(thousandths: int) -> str:
    if thousandths >= VERY_REGULAR:
        return gettext("very regularly")
    return gettext("fairly regularly") if thousandths >= FAIRLY_REGULAR else gettext("irregularly")


def warnings(page: CustomerPage) -> list[str]:
    """What the run says must be known when reading values, for who reads them."""
    if page.now is None or Opens.VALUE not in page.rights:
        return []
    return [said(warning) for warning in page.now.run.warnings]


def said(warning: dict[str, Any]) -> str:
    """A warning of a run in the reader's language."""
    return str(gettext(warning["template"]) % warning.get("facts", {}))


def _percent(basis_points: int | None, digits: int = 0) -> str:
    return "" if basis_points is None else figures.percent(basis_points / BASIS_POINTS, digits)
