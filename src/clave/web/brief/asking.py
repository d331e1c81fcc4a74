"""Puts the question of the page into words: the row of the table that holds, and what else would have been asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from clave.kit.templatetags import figures
from clave.sponsorship.rules import questions
from clave.value.columns import Opens
from clave.value.queries.customer import CustomerPage, Position
from clave.value.rules import BASIS_POINTS, QUIET_BELOW_BASIS_POINTS
from clave.web.brief.parts import Question
from clave.web.brief.worth import FEWEST_DUE, terms


def question_of(known: questions.Known, words: dict[str, str]) -> Question:
    """The one question with its reason; `words` are what the reasons quote."""
    row = questions.chosen(known)
    return Question(
        title=gettext("One question to ask"),
        text=gettext(row.question),
        reason=gettext(row.reason) % words,
        also=[gettext(each.when) for each in questions.holding(known)[1:-1]],
    )


def known_value(page: CustomerPage | None) -> tuple[dict[str, Any], dict[str, str]]:
    """What the runs say, as the table of questions asks for it, and how the reasons write it."""
    words = dict.fromkeys(("chance", "on_time", "on_time_before", "fall"), "")
    if page is None or not {Opens.VALUE, Opens.COUNTS} <= page.rights:
        return {"has_value": True}, words  # it may well be known: this reader is not told
    if page.now is None:
        return {}, words
    now, before, row = page.now, page.before, page.now.row
    value, chance = row.lifetime_value, row.p_active_basis_points
    found: dict[str, Any] = {"has_value": value is not None}
    if chance is not None and chance < QUIET_BELOW_BASIS_POINTS:
        found["is_quiet"], words["chance"] = True, figures.percent(chance / BASIS_POINTS)
    if value and row.lifetime_value_low is not None and row.lifetime_value_high is not None:
        found["width_times_value"] = (row.lifetime_value_high - row.lifetime_value_low) / abs(value)
    if before is not None:
        _against(found, words, now, before)
    return found, words


def _against(found: dict[str, Any], words: dict[str, str], now: Position, before: Position) -> None:
    value, was = now.row.lifetime_value, before.row.lifetime_value
    if value is not None and was is not None and was > 0 and terms(now.run) == terms(before.run):
        found["value_change_percent"] = 100 * (value - was) / was
        words["fall"] = figures.percent((was - value) / was)
    is_now, was_then = now.row.on_time_share_basis_points, before.row.on_time_share_basis_points
    enough = min(now.row.due_orders or 0, before.row.due_orders or 0) >= FEWEST_DUE
    if enough and is_now is not None and was_then is not None:
        found["on_time_fall_points"] = (was_then - is_now) / 100
        words["on_time"] = figures.percent(is_now / BASIS_POINTS)
        words["on_time_before"] = figures.percent(was_then / BASIS_POINTS)
