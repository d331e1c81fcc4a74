"""What the pages of the charter say: criteria, differences and states in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clave.kit.templatetags import figures
from clave.portfolio.charter_forms import figure_shown
from clave.portfolio.models import Charter
from clave.portfolio.queries.charter import approvals_of, terms_of
from clave.portfolio.rules.approving import CAPACITY_NAMES, missing
from clave.portfolio.rules.charter import CriterionTerms, Terms, is_few, is_many, shown_scaled
from clave.portfolio.rules.charter_changes import Change, ChangeKind
from clave.portfolio.rules.measured import MEASURES, Unit
from clave.portfolio.rules.states import (
    CHARTER_STATE_NAMES,
    SCORE_SCALE,
    WEIGHT_SCALE,
    CharterState,
    Kind,
    Side,
)

SIDE_NAMES = {
    Side.OURS: _("How attractive the customer is to us"),
    Side.THEIRS: _("How strong we are in the customer's eyes"),
}
PART_NAMES = {
    "first": _("how many key accounts"),
    "theirs_share_percent": _("how much the customer's view counts"),
    "entry_line_thousandths": _("entry line"),
    "exit_line_thousandths": _("exit line"),
    "name": _("name"),
    "side": _("side"),
    "kind": _("where the score comes from"),
    "measure": _("measure"),
    "weight_hundredths": _("weight"),
    "anchor_values": _("figures for 0, 5 and 10"),
    "anchor_10": _("what is a 10"),
    "anchor_5": _("what is a 5"),
    "anchor_0": _("what is a 0"),
}
MARKS = {
    CharterState.DRAFT: "none",
    CharterState.PROPOSED: "warn",
    CharterState.LOCKED: "good",
    CharterState.REPLACED: "none",
    CharterState.WITHDRAWN: "none",
}


@dataclass(frozen=True)
class CriterionView:
    """One criterion as a page shows it."""

    name: str
    source: str
    weight: str
    anchors: tuple[str, str, str]


@dataclass(frozen=True)
class SideView:
    """One side with its criteria, what they sum to, and how much the side counts."""

    name: str
    counts: int
    total: str
    criteria: list[CriterionView]


def sides_of(terms: Terms) -> list[SideView]:
    """Both sides, ours first."""
    counts = {Side.OURS: 100 - terms.theirs_share_percent, Side.THEIRS: terms.theirs_share_percent}
    return [
        SideView(
            name=str(SIDE_NAMES[side]),
            counts=counts[side],
            total=percent(sum(each.weight_hundredths for each in terms.of_side(side))),
            criteria=[criterion_view(each) for each in terms.of_side(side)],
        )
        for side in Side
    ]


def criterion_view(each: CriterionTerms) -> CriterionView:
    """One criterion in words; its anchors from 10 down to 0."""
    if each.kind == Kind.MEASURED:
        measure = MEASURES[each.measure]
        values = each.anchor_values or ("", "", "")
        zero, five, ten = (figure_shown(value, measure.unit) or "–" for value in values)
        source = gettext("from the run: %(says)s") % {"says": gettext(measure.says)}
        return CriterionView(each.name, source, percent(each.weight_hundredths), (ten, five, zero))
    words = tuple(word or "–" for word in (each.anchor_10, each.anchor_5, each.anchor_0))
    source = gettext("judged by at least two raters, with evidence")
    return CriterionView(each.name, source, percent(each.weight_hundredths), (words[0], words[1], words[2]))


def lines_said(terms: Terms) -> list[tuple[str, str]]:
    """The charter's own terms, each with what it means."""
    return [
        (gettext("Key accounts"), gettext("the first %(first)d by score") % {"first": terms.first}),
        (gettext("Entry line"), gettext("%(score)s of 10 and more may enter") % {"score": entry_of(terms)}),
        (
            gettext("Exit line"),
            gettext("below %(score)s in two reviews may leave")
            % {"score": _spoken(terms.exit_line_thousandths, SCORE_SCALE)},
        ),
    ]


def entry_of(terms: Terms) -> str:
    """The entry line as people write it."""
    return _spoken(terms.entry_line_thousandths, SCORE_SCALE)


def guidance_of(terms: Terms) -> str:
    """What to mind about the number of key accounts; empty where there is nothing."""
    if is_many(terms.first):
        return gettext(
            "%(first)d is more than most companies can treat as key accounts: above 25 the word loses its meaning. "
            "Start with 5 to 25; adding one later is easy."
        ) % {"first": terms.first}
    if is_few(terms.first):
        return gettext("Fewer than 5 key accounts are a pilot rather than a programme. That is a fine beginning.")
    return ""


def figure_near(figure: float, unit: Unit) -> str:
    """A figure to three digits, as its reader writes it."""
    return figure_shown(format(Decimal(f"{figure:.2e}").normalize() + 0, "f"), unit)


def percent(hundredths: int) -> str:
    """A weight as people write it."""
    return f"{_spoken(hundredths, WEIGHT_SCALE)} %"


def _spoken(value: int, scale: int) -> str:
    """A whole number of hundredths or thousandths as the reader writes it, without zeros at the end."""
    text = shown_scaled(value, scale)
    return figures.number(Decimal(text), len(text.partition(".")[2]))


def state_said(charter: Charter) -> str:
    """Where a version stands."""
    return gettext(CHARTER_STATE_NAMES[CharterState(charter.state)])


def waits_for(charter: Charter) -> str:
    """Whose approval a proposal still needs."""
    names = [gettext(CAPACITY_NAMES[capacity]) for capacity in missing(list(approvals_of(charter)))]
    return gettext(" and ").join(names)


def approvals_said(charter: Charter) -> list[tuple[str, str, Any]]:
    """Who approved, in which capacity, and when."""
    return [
        (str(each.by), gettext(CAPACITY_NAMES[capacity]), each.at)
        for each in charter.approvals.all()
        for capacity in CAPACITY_NAMES
        if capacity == each.capacity
    ]


def tenure_said(criteria: Iterable[CriterionTerms]) -> list[str]:
    """Why each of these may be length of relationship under another name."""
    told = gettext(
        "“%(name)s” goes together with the date of the first order: it may reward the length of the relationship under "
        "another name. Look whether it says anything that lifetime value does not."
    )
    return [told % {"name": each.name} for each in criteria]


def changes_said(changes: Iterable[Change]) -> list[dict[str, str]]:
    """Every difference as a row: what it is about, what happened, before and after."""
    return [
        {
            "about": each.criterion or gettext("the charter"),
            "part": str(PART_NAMES[each.part]),
            "before": "–" if each.kind == ChangeKind.ADDED else _value(each.part, each.before),
            "after": gettext("taken away") if each.kind == ChangeKind.REMOVED else _value(each.part, each.after),
        }
        for each in changes
    ]


def _value(part: str, value: Any) -> str:
    if part == "weight_hundredths":
        return percent(value)
    if part.endswith("_thousandths"):
        return _spoken(value, SCORE_SCALE)
    if part == "side":
        return str(SIDE_NAMES[Side(value)])
    if part == "anchor_values":
        return " · ".join(format(Decimal(text).normalize() + 0, "f") for text in value) or "–"
    if part == "measure":
        return gettext(MEASURES[value].name) if value in MEASURES else gettext("judged")
    return str(value or "–")


def versions_said(versions: Sequence[Charter]) -> list[dict[str, Any]]:
    """Every version as a row."""
    return [{"charter": each, "state": state_said(each), "mark": MARKS[CharterState(each.state)]} for each in versions]


def terms_said(charter: Charter) -> dict[str, Any]:
    """A charter as every page shows it."""
    terms = terms_of(charter)
    return {"sides": sides_of(terms), "lines": lines_said(terms), "guidance": guidance_of(terms)}
