"""What happened with a key account, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clave.access.event_words import EVENT_WORDS
from clave.accounts.models import AccountNote, Plan
from clave.accounts.queries.timeline import Happening
from clave.accounts.rules.timeline import KIND_NAMES, Kind
from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.value.queries.customer import CAPACITY_NAMES

TOLD = (Kind.NOTE, Kind.VISIT)


@dataclass(frozen=True)
class Shown:
    """One thing as the timeline shows it; `decision` is told by the portfolio's own words."""

    happening: Happening
    text: str
    under: str = ""
    mark: str = ""
    status: str = ""
    to: str = ""
    note: AccountNote | None = None
    decision: Any = None

    @property
    def is_told(self) -> bool:
        """Whether somebody said it in words of their own, any of which can become something."""
        return self.happening.kind in TOLD

    @property
    def kind_name(self) -> str:
        """Of which kind it is."""
        return gettext(KIND_NAMES[self.happening.kind])

    @property
    def day(self) -> str:
        """When: the month of figures that are told by month, else the day."""
        at = self.happening.at
        return figures.month(timezone.localdate(at)) if self.happening.kind is Kind.ORDERS else figures.day(at)


def shown(rows: Iterable[Happening]) -> list[Shown]:
    """What happened, in words."""
    words = {
        Kind.NOTE: _note,
        Kind.VISIT: _visit,
        Kind.PROMISE: _promise,
        Kind.ORDERS: _orders,
        Kind.PLAN: _plan,
        Kind.DECISION: lambda each: Shown(each, "", decision=each.row),
        Kind.PEOPLE: _people,
    }
    return [words[each.kind](each) for each in rows]


def _note(each: Happening) -> Shown:
    row = each.row
    return Shown(each, row.text, f"{row.by or '–'} · {row.audience_name}", note=row)


def _visit(each: Happening) -> Shown:
    names = {
        "planned": gettext("Visit planned"),
        "reported": gettext("Visit"),
        "called off": gettext("Visit called off"),
    }
    told = " · ".join(f"{note.line_name}: {note.text}" for note in each.extra)
    reason = each.row.called_off_reason
    to = reverse("sponsor", args=[each.row.key_account.customer.code])
    return Shown(each, names[each.what], told or reason, to=to)


def _promise(each: Happening) -> Shown:
    row, to = each.row, reverse("promise", args=[each.row.number])
    if each.what == "made":
        told = gettext("Promised: %(what)s") % {"what": row.what}
        return Shown(each, told, str(row.owner), to=to)
    outcome = each.extra
    facts = {"kept": figures.number(outcome.kept), "judged": figures.number(outcome.judged)}
    under = gettext("%(kept)s of %(judged)s kept") % facts
    mark = "good" if outcome.verdict == "kept" else "bad"
    return Shown(each, row.what, " · ".join(filter(None, (under, outcome.reason))), mark, outcome.verdict_name, to)


def _orders(each: Happening) -> Shown:
    told = ngettext("%(number)s order", "%(number)s orders", each.row) % {"number": figures.number(each.row)}
    if not each.extra or each.extra[0] is None:
        return Shown(each, told)
    money = figures.money(Money.from_minor(*each.extra))
    return Shown(each, told, gettext("contribution %(money)s") % {"money": money})


def _plan(each: Happening) -> Shown:
    entry = each.extra
    what = gettext("The plan") if isinstance(each.row, Plan) else each.row.words
    who = entry.actor or gettext("command line")
    return Shown(each, what, f"{who} {gettext(EVENT_WORDS[entry.event.rpartition('.')[2]])}")


def _people(each: Happening) -> Shown:
    facts = {"who": str(each.row.user), "role": gettext(CAPACITY_NAMES[each.row.capacity])}
    if each.what == "begins":
        return Shown(each, gettext("%(who)s became its %(role)s") % facts)
    return Shown(each, gettext("%(who)s was its %(role)s until then") % facts)
