"""The pack as a whole: what the board reads first, the sections in order, and where every figure comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from django.utils import translation
from django.utils.translation import gettext, ngettext

from clave.access.models import User
from clave.access.policy import Action
from clave.kit.tables import Cell as Plain
from clave.kit.tables import Column, Table
from clave.kit.templatetags import figures
from clave.programme.pack import accounts, customers, doing, stakes, words, worth
from clave.programme.pack.facts import Facts
from clave.programme.pack.parts import Cell, Figure, Grid, Pack, Point, Points, Section
from clave.programme.pack.proof import proof
from clave.programme.pack.quarters import Quarter
from clave.programme.queries.agenda import Item

SECTIONS: tuple[tuple[Callable[[Facts], Section], Action | None], ...] = (
    (doing.seven_steps, None),
    (worth.key_accounts, None),
    (worth.changed, None),
    (worth.worths, None),
    (customers.all_customers, Action.SEE_WHALE_CURVE),
    (doing.promises, Action.SEE_PROMISES),
    (doing.decisions, None),
    (stakes.risks, Action.SEE_RISKS),
    (stakes.deals, Action.SEE_DEALS),
    (proof, Action.SEE_BENEFIT),
    (doing.actions, None),
)
"""What the pack holds after its first page, and what a reader needs to see it at all."""
MOST_ASKS, MOST_APART = 4, 25


def board_pack(user: User, quarter: Quarter, today: date, language: str) -> Pack:
    """The pack of a quarter as this person may read it, in one language; a fixed number of queries and two a customer."""
    with translation.override(language):
        facts = Facts(user, quarter, today)
        sections = [make(facts) for make, needs in SECTIONS if needs is None or facts.may(needs)]
        apart = [accounts.one_account(facts, each) for each in facts.held[:MOST_APART]]
        summary = _summary(facts)
        whole = [summary, *sections, *apart]
        return Pack(
            language=language,
            quarter=quarter,
            on=facts.on,
            made_on=facts.today,
            title=gettext("Key account programme: report to the board"),
            period=_period(facts),
            lede=_whose(facts),
            run=facts.run.short_code if facts.run else "",
            as_of=facts.run.as_of if facts.run else None,
            sections=[*whole, _sources(facts, whole)],
            tables=[_figures_table(facts, summary), *(table for each in sections for table in each.tables)],
        )


def quarter_name(quarter: Quarter) -> str:
    """A quarter in words."""
    return gettext("Quarter %(number)s of %(year)s") % {"number": quarter.number, "year": quarter.year}


def _period(facts: Facts) -> str:
    name = quarter_name(facts.quarter)
    if facts.on < facts.quarter.last:
        return gettext("%(quarter)s, up to %(day)s") % {"quarter": name, "day": figures.day(facts.on)}
    return name


def _whose(facts: Facts) -> str:
    """How much of the programme the reader's paper holds."""
    seen = len(facts.members)
    if seen < facts.all_members:
        told = {"seen": seen, "all": facts.all_members, "person": facts.user}
        return gettext("Holds the %(seen)s of %(all)s key accounts that %(person)s may read") % told
    return ngettext("Holds the one key account there is", "Holds all %(all)s key accounts", seen) % {"all": seen}


def _summary(facts: Facts) -> Section:
    return Section(
        key="summary",
        name=gettext("On one page"),
        finding=_is_it_working(facts),
        source=words.both_sources(facts),
        figures=_tiles(facts),
        points=[
            Points(gettext("Is the programme working?"), list(_standing(facts))),
            Points(gettext("What we ask of you"), list(_asks(facts))),
        ],
        told=_whose(facts),
    )


def _is_it_working(facts: Facts) -> str:
    number, currency = len(facts.held), words.currency_of(facts)
    if not number:
        return gettext("The programme has no key account yet")
    if facts.total is None:
        return ngettext(
            "What the one key account is worth is not known yet",
            "What the %(number)s key accounts are worth is not known yet",
            number,
        ) % {"number": number}
    moved = sum(each.moved or 0 for each in facts.changed)
    told = {
        "number": number,
        "value": words.money(facts.total.value, currency),
        "moved": words.money(abs(moved), currency),
    }
    if not facts.changed:
        said = ngettext(
            "The one key account is worth %(value)s; there is no earlier run to compare with",
            "%(number)s key accounts are worth %(value)s; there is no earlier run to compare with",
            number,
        )
    elif moved < 0:
        said = ngettext(
            "The one key account is worth %(value)s, %(moved)s less than in the run before",
            "%(number)s key accounts are worth %(value)s, %(moved)s less than in the run before",
            number,
        )
    else:
        said = ngettext(
            "The one key account is worth %(value)s, %(moved)s more than in the run before",
            "%(number)s key accounts are worth %(value)s, %(moved)s more than in the run before",
            number,
        )
    return said % told


def _tiles(facts: Facts) -> list[Figure]:
    currency, kept = words.currency_of(facts), facts.kept
    total, moved = facts.total, sum(each.moved or 0 for each in facts.changed)
    years = [amount for each in facts.held if (amount := each.contribution()) is not None]
    brought = sum(years) if years else None
    unknown = len(facts.held) - len(years)
    note = gettext("of %(number)s; not known: %(unknown)s") % {"number": len(facts.held), "unknown": unknown}
    return [
        Figure(gettext("Lifetime value"), words.money(total.value if total else None, currency), words.between(total, currency)),
        Figure(
            gettext("Change"),
            words.signed(moved, currency) if facts.changed else "–",
            gettext("since run %(run)s, %(day)s") % {"run": facts.before.short_code, "day": figures.day(facts.before.as_of)}
            if facts.before and facts.changed
            else gettext("no earlier run"),
            words.change_mark(moved) if facts.changed else "none",
        ),
        Figure(
            gettext("Contribution, 12 months"), words.money(brought, currency), note if unknown else gettext("after cost to serve"),
            "bad" if (brought or 0) < 0 else "none",
        ),
        Figure(gettext("Promises kept, 12 months"), words.share(kept), words.counted(kept), words.kept_mark(kept)),
    ]  # fmt: skip


def _standing(facts: Facts) -> Iterator[Point]:
    """What a board member asks, answered in the order in which it is asked."""
    if facts.changed:
        fallen = sum((each.moved or 0) < 0 for each in facts.changed)
        told = {"risen": len(facts.changed) - fallen, "fallen": fallen}
        yield Point(
            gettext("Value: rose or held in %(risen)s key accounts, fell in %(fallen)s") % told,
            mark="warn" if fallen else "good",
        )
    if facts.run and not facts.has_own_run:
        told_of = {"run": facts.run.short_code, "day": figures.day(facts.run.as_of)}
        yield Point(
            gettext("No run was made in this quarter; the figures are those of run %(run)s, as of %(day)s") % told_of,
            mark="warn",
        )
    if facts.is_past:
        days = {"today": figures.day(facts.today), "day": figures.day(facts.on)}
        yield Point(
            gettext("Steps, visits, risks and deals stand as they are today, %(today)s") % days,
            gettext("Everything else stands as of %(day)s.") % days,
        )
    behind = [each for each in facts.steps if each.is_behind]
    names = ", ".join(each.name for each in behind[:3])
    if behind:
        yield Point(gettext("Steps behind: %(number)s of 7") % {"number": len(behind)}, names, "warn")
    else:
        yield Point(gettext("None of the seven steps is behind"), mark="good")
    if facts.kept.judged:
        kept = {"share": words.share(facts.kept_in_quarter), "counted": words.counted(facts.kept_in_quarter)}
        yield Point(
            gettext("Promises kept in the quarter: %(share)s (%(counted)s)") % kept,
            mark=words.kept_mark(facts.kept_in_quarter),
        )
    waiting = [each.customer.name for each in facts.visits.values() if each.standing_mark == "bad"]
    if waiting:
        told_visits = {"number": len(waiting), "all": len(facts.visits)}
        yield Point(
            gettext("Sponsor visits overdue or without a sponsor: %(number)s of %(all)s") % told_visits,
            ", ".join(waiting[:3]),
            "bad",
        )
    elif facts.visits:
        yield Point(gettext("No visit of a sponsor is overdue"), mark="good")


def _asks(facts: Facts) -> Iterator[Point]:
    """What waits for the board; where nothing does, that is said."""
    waiting = sorted(facts.to_decide, key=lambda each: each.row.due_on)
    for each in waiting[:MOST_ASKS]:
        yield _ask(each)
    if len(waiting) > MOST_ASKS:
        yield Point(gettext("and %(number)s more, on the page of decisions") % {"number": len(waiting) - MOST_ASKS})
    late = sum(each.is_overdue for each in facts.to_do)
    if late:
        yield Point(gettext("Finish what was agreed and is late: %(number)s") % {"number": late}, mark="bad")
    if not waiting and not late:
        yield Point(gettext("Nothing is asked of you today."), mark="good")


def _ask(each: Item) -> Point:
    told = {"day": figures.day(each.row.due_on), "person": each.row.owner.full_name}
    return Point(each.row.what, gettext("by %(day)s · %(person)s") % told, "bad" if each.is_overdue else "warn")


def _figures_table(facts: Facts, summary: Section) -> Table:
    """The figures of the first page with stable names."""
    currency, total, kept = words.currency_of(facts), facts.total, facts.kept
    years = [amount for each in facts.held if (amount := each.contribution()) is not None]
    moved = sum(each.moved or 0 for each in facts.changed) if facts.changed else None
    labels = [each.label for each in summary.figures]
    columns = [
        Column("figure", gettext("Figure")),
        Column("name", gettext("Name")),
        Column("value", gettext("Value"), "#,##0.00"),
        Column("low", gettext("Low"), "#,##0.00"),
        Column("high", gettext("High"), "#,##0.00"),
        Column("unit", gettext("Unit")),
    ]
    ends = [words.exact(each, currency) for each in (total.value, total.low, total.high)] if total else [None] * 3
    rows: list[list[Plain]] = [
        ["lifetime_value", labels[0], *ends, currency],
        ["lifetime_value_change", labels[1], words.exact(moved, currency), None, None, currency],
        [
            "contribution_12_months",
            labels[2],
            words.exact(sum(years) if years else None, currency),
            None,
            None,
            currency,
        ],
        ["promises_kept_12_months", labels[3], kept.share, kept.low, kept.high, "share"],
        ["key_accounts", gettext("Key accounts"), len(facts.held), None, None, "count"],
        ["steps_behind", gettext("Steps behind"), sum(each.is_behind for each in facts.steps), None, None, "count"],
        ["to_decide", gettext("to decide"), len(facts.to_decide), None, None, "count"],
    ]
    run = facts.run
    return Table(gettext("Figures"), columns, rows, run.short_code if run else "", run.as_of if run else facts.on)


def _sources(facts: Facts, sections: list[Section]) -> Section:
    """Where each page comes from: run, ledger version, day; and what the reader's paper leaves out."""
    rows = [[Cell(each.name), Cell(each.source)] for each in sections if not each.is_appendix]
    if any(each.is_appendix for each in sections):
        rows.append(
            [Cell(gettext("Key accounts one by one")), Cell(next(each.source for each in sections if each.is_appendix))]
        )
    run = facts.run
    facts_of_run = {
        "months": run.horizon_months if run else 0,
        "rate": figures.percent(run.discount_rate_basis_points / 10_000) if run else "",
        "digest": (run.result_digest or "")[:12] if run else "",
    }
    told = (
        gettext(
            "Horizon %(months)s months, discount rate %(rate)s, digest of the results %(digest)s. The run can be computed again."
        )
        % facts_of_run
        if run
        else gettext("No run stands behind this pack.")
    )
    return Section(
        key="sources",
        name=gettext("Sources"),
        finding=gettext("Where every figure comes from, and as of when"),
        source=gettext("Made with Clave on %(day)s") % {"day": figures.day(facts.today)},
        grid=Grid([gettext("Page"), gettext("Source")], rows, (0.3, 0.7)),
        told=f"{told} {_left_out(facts)}".strip(),
        is_appendix=True,
    )


def _left_out(facts: Facts) -> str:
    missing = sum(1 for _, needs in SECTIONS if needs and not facts.may(needs))
    return (
        gettext("Pages left out because their reader may not see them: %(number)s.") % {"number": missing}
        if missing
        else ""
    )


def without_appendix(pack: Pack) -> Pack:
    """The pack as the page shows it: what is read in the meeting."""
    return replace(pack, sections=pack.main)
