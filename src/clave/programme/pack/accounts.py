"""One key account after the other, for who looks something up."""

from __future__ import annotations

from django.utils.translation import gettext

from clave.kit.templatetags import figures
from clave.programme.pack import words
from clave.programme.pack.facts import Facts, Held
from clave.programme.pack.parts import Figure, Point, Points, Section
from clave.programme.pack.reviewed import reviewed_cell, visit_cell
from clave.programme.pack.worth import bridge_picture, compared, why_no_change


def one_account(facts: Facts, each: Held) -> Section:
    """One key account for the appendix: its bridge and its figures."""
    bridge = each.change.bridge if each.change else None
    return Section(
        key=f"account-{each.code}",
        name=each.name,
        finding=_finding(each, words.currency_of(facts)),
        source=compared(facts),
        figures=_tiles(facts, each),
        picture=bridge_picture(facts, bridge.start, bridge.steps, bridge.end, each.name) if bridge else None,
        points=[Points(gettext("Who and when"), _who_and_when(facts, each))],
        empty=why_no_change(facts),
        is_appendix=True,
    )


def _tiles(facts: Facts, each: Held) -> list[Figure]:
    currency, rate, year = words.currency_of(facts), facts.promises_of(each.key_account), each.contribution()
    moved = words.signed(each.moved, currency) if each.change else "–"
    return [
        Figure(gettext("Lifetime value"), words.money(each.value, currency), words.between(each.spread, currency)),
        Figure(gettext("Change"), moved, _since(facts), words.change_mark(each.moved)),
        Figure(
            gettext("Contribution, 12 months"),
            words.money(year, currency),
            gettext("after cost to serve"),
            "bad" if (year or 0) < 0 else "none",
        ),
        Figure(gettext("Promises kept"), words.share(rate), words.counted(rate), words.kept_mark(rate)),
    ]


def _finding(each: Held, currency: str) -> str:
    told = {
        "customer": each.name,
        "amount": words.money(abs(each.moved or 0), currency),
        "value": words.money(each.value, currency),
    }
    if each.value is None:
        return gettext("%(customer)s: its value is not known") % told
    if not each.moved:
        return gettext("%(customer)s is worth %(value)s") % told
    if each.moved < 0:
        return gettext("%(customer)s is worth %(value)s, %(amount)s less than in the run before") % told
    return gettext("%(customer)s is worth %(value)s, %(amount)s more than in the run before") % told


def _since(facts: Facts) -> str:
    if facts.before is None or not facts.is_comparable:
        return ""
    return gettext("since %(day)s") % {"day": figures.day(facts.before.as_of)}


def _who_and_when(facts: Facts, each: Held) -> list[Point]:
    found = facts.visits.get(each.key_account.pk)
    entries = [Point(gettext("Key account since %(day)s") % {"day": figures.day(each.key_account.admitted_on)})]
    if found:
        sponsors = ", ".join(holder.name for holder in found.sponsors) or gettext("nobody")
        managers = ", ".join(holder.name for holder in found.managers) or gettext("nobody")
        entries.append(Point(gettext("Executive sponsor: %(people)s") % {"people": sponsors}))
        entries.append(Point(gettext("Key account manager: %(people)s") % {"people": managers}))
    visit, review = visit_cell(facts, each.key_account), reviewed_cell(facts, each.key_account)
    entries.append(Point(gettext("Sponsor visits: %(state)s") % {"state": visit.text}, visit.under, visit.mark))
    entries.append(Point(gettext("Relationship reviewed: %(when)s") % {"when": review.text}, review.under, review.mark))
    return entries
