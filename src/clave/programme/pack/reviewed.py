"""How the visits and the relationship of one key account stand, in two short cells."""

from __future__ import annotations

from django.utils.translation import gettext

from clave.kit.templatetags import figures
from clave.portfolio.models import KeyAccount
from clave.programme.pack.facts import Facts
from clave.programme.pack.parts import Cell


def visit_cell(facts: Facts, held: KeyAccount) -> Cell:
    """How the sponsor's visits stand, and the next or last one."""
    found = facts.visits.get(held.pk)
    if found is None:
        return Cell("–")
    under = ""
    if found.next:
        under = gettext("next %(day)s") % {"day": figures.day(found.next.visit_on)}
    elif found.last:
        under = gettext("last %(day)s") % {"day": figures.day(found.last.visit_on)}
    return Cell(found.standing_words, under, found.standing_mark)


def reviewed_cell(facts: Facts, held: KeyAccount) -> Cell:
    """When the relationship was last reviewed, and whether the next review is due."""
    review = facts.reviews.get(held.pk)
    if review is None:
        return Cell(gettext("never"), mark="warn")
    told = figures.month(review.held_on)
    if review.next_on and review.next_on < facts.on:
        return Cell(told, gettext("due since %(day)s") % {"day": figures.day(review.next_on)}, "warn")
    return Cell(told, gettext("next %(day)s") % {"day": figures.month(review.next_on)} if review.next_on else "")
