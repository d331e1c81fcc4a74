"""What the pack says of value: the key accounts, why they changed, how sure that is, and all customers beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, ngettext

from clave.kit.money import minor_digits
from clave.kit.tables import Cell as Plain
from clave.kit.tables import Column, Table
from clave.kit.templatetags import figures
from clave.programme.pack import words
from clave.programme.pack.facts import Facts, Held
from clave.programme.pack.parts import Cell, Grid, Picture, Point, Points, Section, Span
from clave.programme.pack.reviewed import reviewed_cell, visit_cell
from clave.value.rules import BRIDGE_STEP_NAMES

MOST_BARS = 25


def key_accounts(facts: Facts) -> Section:
    """Every key account in one line."""
    return Section(
        key="key_accounts",
        name=gettext("Key accounts"),
        finding=_accounts_finding(facts),
        source=words.both_sources(facts),
        grid=_accounts_grid(facts) if facts.held else None,
        empty=gettext("There is no key account on this day. The candidates show who could be one."),
        told=_visits_of_today(facts)
        + gettext("Lifetime value looks %(months)s months ahead and lies within its interval in 8 of 10 cases.")
        % {"months": facts.run.horizon_months if facts.run else 36},
        tables=[accounts_table(facts)],
    )


def _accounts_finding(facts: Facts) -> str:
    number = len(facts.held)
    if not number:
        return gettext("No customer is a key account yet")
    fallen = sum((each.moved or 0) < 0 for each in facts.changed)
    if not facts.changed:
        told = ngettext("%(number)s key account", "%(number)s key accounts", number) % {"number": number}
        return gettext("%(accounts)s, and no earlier run to compare them with") % {"accounts": told}
    told_of = {"fallen": fallen, "number": len(facts.changed)}
    if not fallen:
        said = ngettext(
            "The one key account compared gained value",
            "Each of the %(number)s key accounts compared gained value",
            len(facts.changed),
        )
        return said % told_of
    return (
        ngettext(
            "%(fallen)s of %(number)s key accounts lost value since the run before",
            "%(fallen)s of %(number)s key accounts lost value since the run before",
            fallen,
        )
        % told_of
    )


def _accounts_grid(facts: Facts) -> Grid:
    currency = words.currency_of(facts)
    headings = [
        gettext("Key account"),
        gettext("Lifetime value"),
        gettext("Change"),
        gettext("Contribution, 12 months"),
        gettext("Promises kept"),
        gettext("Sponsor visits"),
        gettext("Relationship reviewed"),
    ]
    rows = [_account_cells(facts, each, currency) for each in facts.held]
    return Grid(headings, rows, (0.21, 0.17, 0.12, 0.16, 0.1, 0.13, 0.11), frozenset({1, 2, 3, 4}))


def _account_cells(facts: Facts, each: Held, currency: str) -> list[Cell]:
    rate, year, last = facts.promises_of(each.key_account), each.contribution(), each.contribution(years_ago=1)
    under = gettext("year before: %(amount)s") % {"amount": words.money(last, currency)} if last is not None else ""
    return [
        Cell(each.name),
        Cell(words.money(each.value, currency), words.between(each.spread, currency)),
        Cell(words.signed(each.moved, currency) if each.change else "–", mark=words.change_mark(each.moved)),
        Cell(words.money(year, currency), under, "bad" if (year or 0) < 0 else "none"),
        Cell(words.share(rate), words.counted_short(rate), words.kept_mark(rate)),
        visit_cell(facts, each.key_account),
        reviewed_cell(facts, each.key_account),
    ]


def accounts_table(facts: Facts) -> Table:
    """The same with typed figures."""
    currency = words.currency_of(facts)
    columns = [
        Column("customer_code", gettext("Code")),
        Column("key_account", gettext("Key account")),
        Column("admitted_on", gettext("Since")),
        Column("lifetime_value", gettext("Lifetime value"), "#,##0.00"),
        Column("lifetime_value_low", gettext("Lifetime value, low"), "#,##0.00"),
        Column("lifetime_value_high", gettext("Lifetime value, high"), "#,##0.00"),
        Column("change", gettext("Change"), "#,##0.00"),
        *(Column(f"change_{name}", gettext(told), "#,##0.00") for name, told in BRIDGE_STEP_NAMES.items()),
        Column("contribution_12_months", gettext("Contribution, 12 months"), "#,##0.00"),
        Column("contribution_year_before", gettext("Contribution, year before"), "#,##0.00"),
        Column("promises_judged", gettext("Occasions judged")),
        Column("promises_kept", gettext("Occasions kept")),
        Column("next_visit_on", gettext("Next visit")),
        Column("reviewed_on", gettext("Relationship reviewed on")),
        Column("currency", gettext("Currency")),
    ]
    rows = [_account_row(facts, each, currency) for each in facts.held]
    return _table(facts, gettext("Key accounts"), columns, rows)


def _account_row(facts: Facts, each: Held, currency: str) -> list[Plain]:
    rate, visits = facts.promises_of(each.key_account), facts.visits.get(each.key_account.pk)
    review, spread = facts.reviews.get(each.key_account.pk), each.spread
    steps: Mapping[str, int | None] = each.change.bridge.steps if each.change else {}
    amounts = (each.value, spread.low if spread else None, spread.high if spread else None, each.moved)
    return [
        each.code,
        each.name,
        each.key_account.admitted_on,
        *(words.exact(amount, currency) for amount in amounts),
        *(words.exact(steps.get(name), currency) for name in BRIDGE_STEP_NAMES),
        words.exact(each.contribution(), currency),
        words.exact(each.contribution(years_ago=1), currency),
        rate.judged,
        rate.kept,
        visits.next.visit_on if visits and visits.next else None,
        review.held_on if review else None,
        currency,
    ]


def _table(facts: Facts, title: str, columns: list[Column], rows: list[list[Plain]]) -> Table:
    run = facts.run
    return Table(title, columns, rows, run.short_code if run else "", run.as_of if run else facts.on)


def changed(facts: Facts) -> Section:
    """The bridge of all key accounts together, from the run before to this one."""
    currency = words.currency_of(facts)
    steps: dict[str, int] = {}
    for each in facts.changed:
        for name, amount in each.change.bridge.steps.items() if each.change else ():
            steps[name] = steps.get(name, 0) + (amount or 0)
    start = sum(each.change.bridge.start for each in facts.changed if each.change)
    end = sum(each.change.bridge.end for each in facts.changed if each.change)
    return Section(
        key="change",
        name=gettext("Why value changed"),
        finding=_change_finding(facts, steps, end - start, currency),
        source=compared(facts),
        picture=bridge_picture(facts, start, steps, end, gettext("All key accounts")) if facts.changed else None,
        points=[_movers(facts, currency)] if facts.changed else (),
        empty=why_no_change(facts),
        told=gettext(
            "The steps add up exactly, to the cent; each is the sum over the key accounts of which both runs tell."
        ),
    )


def _change_finding(facts: Facts, steps: Mapping[str, int], moved: int, currency: str) -> str:
    if not facts.changed:
        return gettext("Why value changed cannot be said yet")
    largest = max(steps, key=lambda name: steps[name] * (1 if moved >= 0 else -1), default="")
    told = {
        "amount": words.money(abs(moved), currency),
        "step": gettext(BRIDGE_STEP_NAMES[largest]) if largest else "",
        "part": words.signed(steps.get(largest), currency),
    }
    if moved < 0:
        return gettext("Key accounts lost %(amount)s of value, most of it by one step: %(step)s (%(part)s)") % told
    return gettext("Key accounts gained %(amount)s of value, most of it by one step: %(step)s (%(part)s)") % told


def why_no_change(facts: Facts) -> str:
    """Why nothing can be said of what changed, and what to do."""
    if facts.run is None:
        return gettext("Nothing was computed up to this day. Start a run, and make the pack again.")
    if facts.before is None:
        return gettext("There is no run of an earlier quarter to compare with. The next pack will have one.")
    if not facts.is_comparable:
        return gettext(
            "The run before looked ahead at other terms (months, rate or currency), so the two are not compared."
        )
    return gettext("No key account is known to both runs.")


def compared(facts: Facts) -> str:
    """The run of the pack, and the one it is compared with."""
    source = words.run_source(facts)
    if facts.before is None:
        return source
    told = gettext("%(source)s · against run %(run)s, as of %(day)s")
    return told % {"source": source, "run": facts.before.short_code, "day": figures.day(facts.before.as_of)}


def bridge_picture(facts: Facts, start: int, steps: Mapping[str, int | None], end: int, name: str) -> Picture:
    """The steps from one value to the next as bars that hang on each other."""
    currency = words.currency_of(facts)
    scale, at = 10 ** minor_digits(currency), start
    then, now = (figures.month(run.as_of) if run else "" for run in (facts.before, facts.run))
    spans = [Span(then, 0, start / scale, words.money(start, currency), "total")]
    for step, told in BRIDGE_STEP_NAMES.items():
        if amount := steps.get(step):
            tone = "good" if amount > 0 else "bad"
            span = Span(gettext(told), at / scale, (at + amount) / scale, words.signed(amount, currency), tone)
            spans, at = [*spans, span], at + amount
    spans.append(Span(now, 0, end / scale, words.money(end, currency), "total"))
    said = "; ".join(f"{each.label}: {each.text}" for each in spans)
    return Picture("bridge", name, gettext("From one lifetime value to the next. %(steps)s") % {"steps": said}, spans)


def _movers(facts: Facts, currency: str) -> Points:
    moved = sorted(facts.changed, key=lambda each: -abs(each.moved or 0))[:5]
    entries = [
        Point(
            f"{each.name}: {words.signed(each.moved, currency)}",
            _largest_step(each, currency),
            words.change_mark(each.moved),
        )
        for each in moved
    ]
    return Points(gettext("Where it moved most"), entries)


def _largest_step(each: Held, currency: str) -> str:
    steps = {name: amount or 0 for name, amount in each.change.bridge.steps.items()} if each.change else {}
    if not steps:
        return ""
    name = max(steps, key=lambda step: abs(steps[step]))
    told = {"step": gettext(BRIDGE_STEP_NAMES[name]), "amount": words.signed(steps[name], currency)}
    return gettext("mostly %(step)s: %(amount)s") % told


def _visits_of_today(facts: Facts) -> str:
    """In the pack of a past quarter, that visits stand as they are today."""
    if not facts.is_past or not facts.visits:
        return ""
    return gettext("Visits stand as they are today, %(today)s.") % {"today": figures.day(facts.today)} + " "


def worths(facts: Facts) -> Section:
    """What each key account is worth, with its doubt drawn."""
    currency, known = words.currency_of(facts), [each for each in facts.held if each.value is not None]
    scale = 10 ** minor_digits(currency) if currency else 1
    spans = [_worth_span(each, scale, currency) for each in known[:MOST_BARS]]
    told = gettext(
        "One bar a key account, the most valuable first; the thin line is the interval in which the value lies in 8 of 10 cases."
    )
    return Section(
        key="worth",
        name=gettext("What each is worth"),
        finding=_worth_finding(known),
        source=words.run_source(facts),
        picture=Picture("bars", gettext("Lifetime value of each key account"), told, spans) if spans else None,
        empty=no_figures(facts),
        told=gettext("Where two thin lines overlap, the order of the two key accounts is not certain."),
    )


def _worth_finding(known: Sequence[Held]) -> str:
    total, first = sum(each.value or 0 for each in known), known[:3]
    if not known:
        return gettext("What the key accounts are worth is not known yet")
    if total <= 0 or len(known) <= len(first):
        return gettext("%(customer)s is worth most of all key accounts") % {"customer": known[0].name}
    told = {"number": len(first), "share": figures.percent(sum(each.value or 0 for each in first) / total)}
    return gettext("The %(number)s most valuable key accounts hold %(share)s of the value of all of them") % told


def _worth_span(each: Held, scale: int, currency: str) -> Span:
    spread = each.spread
    ends = (spread.low / scale, spread.high / scale) if spread else (None, None)
    tone = "bad" if (each.value or 0) < 0 else "plain"
    return Span(each.name, 0, (each.value or 0) / scale, words.money(each.value, currency), tone, *ends)


def no_figures(facts: Facts) -> str:
    """Why there is no figure, and what to do."""
    if facts.run is None:
        return gettext("Nothing was computed up to this day. Start a run, and make the pack again.")
    return gettext("The run knows no order of any key account.")
