"""A plan as parts of words, the same for the customer's page and for paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import get_language, gettext

from clave.accounts.models import Goal, Plan, PlanAction
from clave.accounts.queries.plans import Page, Progress
from clave.accounts.queries.sharing import Shared
from clave.accounts.views import plan_words as words
from clave.kit.printing import Entry, pdf
from clave.kit.templatetags import figures

TEMPLATE = Path(__file__).parents[1] / "print" / "plan.typ"


@dataclass(frozen=True)
class Part:
    """One section."""

    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Paper:
    """The whole plan, or what of it is shared."""

    language: str
    title: str
    lede: str
    parts: Sequence[Part]
    foot: str
    nothing: str


def of_page(page: Page, on: date) -> Paper:
    """The whole plan, for those of us who read it."""
    rows = [Entry(each.objective.words, each.under, each.mark, each.words) for each in words.shown(page)]
    parts = [Part(gettext("What we want to reach"), rows), _actions(page.actions), _goals(page.goals)]
    return _paper(page.plan, parts, on, words.agreement(page.plan)[1])


def of_shared(found: Shared, on: date) -> Paper:
    """What the customer reads: progress without where it is read from, and no estimate of ours."""
    parts = []
    if found.objectives is not None:
        parts.append(Part(gettext("What we want to reach"), [_objective(each) for each in found.objectives]))
    if found.actions is not None:
        parts.append(_actions(found.actions))
    if found.goals is not None:
        parts.append(_goals(found.goals))
    if found.promises is not None:
        rows = [Entry(each.what, figures.day(each.due_on), each.state_mark, each.state_name) for each in found.promises]
        parts.append(Part(gettext("What we promised"), rows))
    return _paper(found.plan, parts, on, words.agreement(found.plan)[1] if found.plan.agreed_on else "")


def printed(paper: Paper, on: date) -> bytes:
    """The plan as a PDF."""
    return pdf(TEMPLATE, asdict(paper), on)


def _paper(plan: Plan, parts: Sequence[Part], on: date, agreement: str) -> Paper:
    facts = {"first": figures.day(plan.starts_on), "last": figures.day(plan.ends_on)}
    lede = gettext("plan from %(first)s to %(last)s") % facts
    title = gettext("Plan of %(customer)s") % {"customer": plan.key_account.customer.name}
    told = " · ".join(filter(None, (lede, agreement)))
    foot = gettext("As of %(day)s") % {"day": figures.day(on)}
    return Paper(get_language() or "en", title, told, parts, foot, gettext("nothing yet"))


def _objective(each: Progress) -> Entry:
    row = each.objective
    facts = {"now": words.amount(row, each.reading.value), "target": words.amount(row, row.target)}
    return Entry(row.words, gettext("%(now)s, target %(target)s") % facts, each.mark, words.pace_words(each))


def _actions(rows: Sequence[PlanAction]) -> Part:
    told = [
        Entry(
            each.words,
            f"{each.owner} · {figures.day(each.due_on)}",
            "none" if each.is_open else "good",
            each.state_name,
        )
        for each in rows
    ]
    return Part(gettext("Who does what by when"), told)


def _goals(rows: Iterable[Goal]) -> Part:
    told = []
    for each in rows:
        confirmed = f" · {each.confirmed_by}, {figures.day(each.confirmed_on)}" if each.is_confirmed else ""
        mark = "good" if each.is_confirmed else "warn"
        told.append(Entry(each.words, f"{each.kind_name}{confirmed}", mark, each.standing_name))
    return Part(gettext("What they want, and what presses them"), told)
