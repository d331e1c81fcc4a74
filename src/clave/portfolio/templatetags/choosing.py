"""How the pages of the choice write scores, and who did what."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from clave.kit.templatetags import figures
from clave.portfolio.rules.deciding import OUTCOME_NAMES
from clave.portfolio.rules.states import DecisionState

register = template.Library()

MARKS = {
    DecisionState.OPEN: "warn",
    DecisionState.APPROVED: "good",
    DecisionState.REFUSED: "bad",
    DecisionState.WITHDRAWN: "none",
}


@register.filter
def points(thousandths: int | None) -> str:
    """A score of 0 to 10 with two decimals, cut and not rounded: what is below a line never looks as if it reached it."""
    return "" if thousandths is None else figures.number(thousandths // 10 / 100, 2)


@register.filter
def basis(basis_points: int | None) -> str:
    """A share kept in basis points, as a percentage."""
    return "" if basis_points is None else figures.percent(basis_points / 10_000)


@register.simple_tag
def state_mark(state: str) -> SafeString:
    """The state of a proposal as a word and a mark."""
    known = DecisionState(state)
    return figures.mark(MARKS[known], gettext(OUTCOME_NAMES[known]))
