"""What the pack says of the programme itself: the seven steps, promises, decisions, risks, deals and actions."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.kit.tables import Cell as Plain
from clave.kit.tables import Column, Table
from clave.kit.templatetags import figures
from clave.portfolio.models import Decision
from clave.portfolio.rules.exceptions import VERDICT_NAMES, Verdict
from clave.programme.pack import words
from clave.programme.pack.facts import Facts, day_of
from clave.programme.pack.parts import Cell, Grid, Picture, Point, Points, Section, Span
from clave.programme.queries.agenda import Item
from clave.promises.queries.standing import Line, broken_of_late


def seven_steps(facts: Facts) -> Section:
    """How each of the seven steps stands, and the one thing to do next."""
    behind = [each for each in facts.steps if each.is_behind]
    told = {"number": len(behind), "first": behind[0].name if behind else ""}
    finding = (
        ngettext(
            "One of the seven steps is behind: %(first)s",
            "%(number)s of the seven steps are behind, first: %(first)s",
            len(behind),
        )
        % told
        if behind
        else gettext("Every step that Clave can see is in place")
    )
    rows = [
        [
            Cell(f"{each.number}  {each.name}"),
            Cell(each.state, mark=each.mark),
            Cell(each.fact),
            Cell(each.todo or gettext("nothing now")),
        ]
        for each in facts.steps
    ]
    headings = [gettext("Step"), gettext("State"), gettext("What shows it"), gettext("To do next")]
    columns = [
        Column("step", gettext("Step")),
        Column("name", gettext("Name")),
        Column("mark", gettext("State")),
        Column("fact", gettext("What shows it")),
        Column("todo", gettext("To do next")),
    ]
    plain: list[list[Plain]] = [[each.number, each.name, each.mark, each.fact, each.todo] for each in facts.steps]
    return Section(
        key="steps",
        name=gettext("The seven steps"),
        finding=finding,
        source=words.today_source(facts),
        grid=Grid(headings, rows, (0.27, 0.13, 0.33, 0.27)),
        told=words.as_it_is_today(
            facts, gettext("Read from Clave's own records; nothing on this page was typed for it.")
        ),
        tables=[Table(gettext("The seven steps"), columns, plain, as_of=facts.today)],
    )


def promises(facts: Facts) -> Section:
    """How each function kept what was promised to key accounts."""
    rates = facts.functions
    spans = [
        Span(
            each.name, 0, (each.year.share or 0) * 100, f"{words.share(each.year)} · {words.counted(each.year)}",
            {"warn": "plain"}.get(words.kept_mark(each.year), words.kept_mark(each.year)),
        )
        for each in rates
    ]  # fmt: skip
    picture = Picture(
        "bars", gettext("Promises kept by function, last 12 months, in per cent"),
        gettext("One bar a function, the one that keeps least first."), spans,
    )  # fmt: skip
    columns = [
        Column("function", gettext("Function")),
        Column("open", gettext("Open promises")),
        Column("judged", gettext("Occasions judged")),
        Column("kept", gettext("Occasions kept")),
        Column("share", gettext("Share kept"), "0.0%"),
    ]
    plain: list[list[Plain]] = [
        [each.name, each.open, each.year.judged, each.year.kept, each.year.share] for each in rates
    ]
    return Section(
        key="promises",
        name=gettext("Promises"),
        finding=_promise_finding(facts),
        source=words.records_source(facts),
        picture=picture if spans else None,
        points=[
            Points(gettext("Least kept, by key account"), _least(facts)),
            Points(gettext("Broken last"), _broken(facts)),
        ]
        if spans
        else (),
        empty=gettext("No promise to a key account was judged in the year up to this day."),
        told=gettext(
            "An occasion is an order, a due day or a month; standing delivery promises are judged from the orders."
        ),
        tables=[Table(gettext("Promises by function"), columns, plain, as_of=facts.on)],
    )


def _promise_finding(facts: Facts) -> str:
    if facts.kept.share is None:
        return gettext("No promise was judged yet")
    told = {
        "share": words.share(facts.kept),
        "first": facts.functions[0].name,
        "least": words.share(facts.functions[0].year),
    }
    if len(facts.functions) < 2:
        return gettext("We kept %(share)s of what we promised") % told
    return gettext("We kept %(share)s of what we promised; %(first)s kept least, %(least)s") % told


def _least(facts: Facts) -> list[Point]:
    rates = [(facts.promises_of(each.key_account), each.name) for each in facts.held]
    judged = sorted((rate.kept / rate.judged, name, rate) for rate, name in rates if rate.judged)
    return [
        Point(f"{name}: {words.share(rate)}", words.counted(rate), words.kept_mark(rate))
        for _, name, rate in judged[:3]
    ]


def _broken(facts: Facts) -> list[Point]:
    found: dict[int, tuple[Line, str]] = {}
    for each in broken_of_late(facts.promises, facts.on):
        promise = each.line.promise
        if each.outcome.period_on <= facts.on and promise.pk not in found:
            under = f"{promise.key_account.customer.name} · {promise.function.name} · {figures.month(each.outcome.period_on)}"
            found[promise.pk] = each.line, under
    entries = [Point(line.promise.what, under, "bad") for line, under in found.values()]
    return entries[:3] or [Point(gettext("Nothing was broken in the last year."), mark="good")]


def decisions(facts: Facts) -> Section:
    """What was decided in the quarter, and what waits for the board."""
    decided = [each for each in facts.agenda if facts.quarter.holds(each.row.decided_on)]
    taken = [each for each in facts.decisions if not each.is_open]
    rows = [
        *(_item_cells(each, gettext("to decide"), "warn") for each in facts.to_decide),
        *(_proposal_cells(each) for each in facts.decisions),
        *(_item_cells(each, each.row.state_name, each.row.state_mark) for each in decided),
        *(
            [
                Cell(each.customer.name, each.reason),
                Cell(gettext("Exception")),
                Cell(gettext(VERDICT_NAMES[Verdict(each.verdict)])),
                Cell(str(each.asked_by)),
                Cell(figures.day(timezone.localdate(each.asked_at))),
            ]
            for each in facts.exceptions
        ),
    ]
    waiting = len(facts.to_decide) + sum(each.is_open for each in facts.decisions)
    told = {"waiting": waiting, "taken": len(taken) + len(decided)}
    return Section(
        key="decisions",
        name=gettext("Decisions"),
        finding=gettext("To decide: %(waiting)s; decided in the quarter: %(taken)s") % told,
        source=words.records_source(facts),
        grid=Grid(
            [gettext("What"), gettext("Kind"), gettext("State"), gettext("Who"), gettext("Day")],
            rows,
            (0.44, 0.13, 0.16, 0.15, 0.12),
        )
        if rows
        else None,
        empty=gettext("Nothing was decided in this quarter, and nothing waits for a decision."),
        told=gettext("Entering is easier than leaving: a release needs two reviews below the exit line."),
        tables=[_decision_table(facts, decided)],
    )


def _item_cells(each: Item, state: str, mark: str) -> list[Cell]:
    row = each.row
    day = row.decided_on or row.due_on
    return [
        Cell(row.what, row.decision or row.why), Cell(row.kind_name), Cell(state, mark=mark), Cell(row.owner.full_name),
        Cell(figures.day(day)),
    ]  # fmt: skip


def _proposal_cells(each: Decision) -> list[Cell]:
    kind = gettext("Admission") if each.admits else gettext("Release")
    state = {"open": gettext("to decide"), "approved": gettext("approved"), "refused": gettext("refused")}[each.state]
    mark = {"open": "warn", "approved": "good"}.get(each.state, "none")
    who = str(each.decided_by) if each.decided_by else str(each.proposed_by)
    day = day_of(each) or timezone.localdate(each.proposed_at)
    return [
        Cell(each.customer.name, each.reason),
        Cell(kind),
        Cell(state, mark=mark),
        Cell(who),
        Cell(figures.day(day)),
    ]


def _decision_table(facts: Facts, decided: list[Item]) -> Table:
    columns = [
        Column("number", gettext("Number")),
        Column("kind", gettext("Kind")),
        Column("what", gettext("What")),
        Column("state", gettext("State")),
        Column("who", gettext("Who")),
        Column("on", gettext("Day")),
    ]
    rows: list[list[Plain]] = [
        [f"A{each.row.number}", each.row.kind, each.row.what, each.row.state, each.row.owner.full_name, each.row.due_on]
        for each in (*facts.to_decide, *decided)
    ]
    for one in facts.decisions:
        who = str(one.decided_by or one.proposed_by)
        rows.append([str(one), one.kind, one.customer.name, one.state, who, day_of(one)])
    for asked in facts.exceptions:
        day = timezone.localdate(asked.asked_at)
        rows.append([str(asked), "exception", asked.customer.name, asked.verdict, str(asked.asked_by), day])
    return Table(gettext("Decisions"), columns, rows, as_of=facts.on)


def actions(facts: Facts) -> Section:
    """What was agreed and is to be done, with owners and days."""
    found = sorted(facts.to_do, key=lambda each: each.row.due_on)
    late = sum(each.is_overdue for each in found)
    rows = [
        [
            Cell(each.row.what, each.row.decision),
            Cell(each.row.owner.full_name, str(each.row.owner.function)),
            Cell(figures.day(each.row.due_on)),
            Cell(gettext("late"), mark="bad") if each.is_overdue else Cell(gettext("to do")),
        ]
        for each in found
    ]
    told = {"number": len(found), "late": late}
    finding = (
        gettext("Agreed and to be done: %(number)s, of which late: %(late)s") % told
        if found
        else gettext("Everything that was agreed is done")
    )
    columns = [
        Column("number", gettext("Number")),
        Column("what", gettext("What")),
        Column("decision", gettext("What was decided")),
        Column("owner", gettext("Who answers for it")),
        Column("due_on", gettext("Due on")),
        Column("is_late", gettext("late")),
    ]
    plain: list[list[Plain]] = [
        [each.row.number, each.row.what, each.row.decision, each.row.owner.full_name, each.row.due_on, each.is_overdue]
        for each in found
    ]
    return Section(
        key="actions",
        name=gettext("Actions"),
        finding=finding,
        source=words.records_source(facts),
        grid=Grid(
            [gettext("What"), gettext("Who answers for it"), gettext("Due on"), gettext("State")],
            rows,
            (0.52, 0.22, 0.14, 0.12),
        )
        if rows
        else None,
        empty=gettext("Nothing that the executive committee agreed is open."),
        tables=[Table(gettext("Actions"), columns, plain, as_of=facts.on)],
    )
