"""A scorecard in words and pictures: amounts with their doubt, what is not known, why each value moved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext

from clave.analytics.promise_check import KeptRate
from clave.kit import charts
from clave.kit.money import Money
from clave.kit.shown import Figure
from clave.kit.templatetags import figures
from clave.people.queries.scorecards import Part, Scorecard
from clave.people.queries.valuations import Pair
from clave.people.rules.scorecards import Brought, Moved
from clave.people.views.amounts import change
from clave.value.rules import BRIDGE_STEP_NAMES


@dataclass(frozen=True)
class Amounts:
    """New value with its interval and its doubt in words, and the contribution of the same days."""

    new_value: str
    interval: str
    mark: str
    doubt: str
    received: str


@dataclass(frozen=True)
class Row:
    """One person in the list."""

    card: Scorecard
    amounts: Amounts | None
    kept: str
    note: str


@dataclass(frozen=True)
class Line:
    """One key account on a person's scorecard."""

    part: Part
    amounts: Amounts | None
    why_not: str
    days: str
    kept: str
    steps: list[tuple[str, str]]
    """How the whole value of the key account moved, from the first run to the last."""
    bridge: list[tuple[str, str]]
    """The same change by what moved."""


def row(card: Scorecard, currency: str) -> Row:
    """One person in the list."""
    return Row(card, _amounts(card.brought, currency), rate(card.promised), left_out(card))


def page(card: Scorecard, pair: Pair) -> dict[str, Any]:
    """What the page of one person shows."""
    currency = pair.now.currency
    amounts = _amounts(card.brought, currency)
    return {
        "amounts": amounts,
        "figures": _figures(card, amounts, pair.now.short_code),
        "lines": [_line(part, pair) for part in card.parts],
        "picture": _picture(card, currency),
        "note": left_out(card),
    }


def _figures(card: Scorecard, amounts: Amounts | None, run: str) -> list[Figure]:
    found = []
    if amounts:
        found.append(Figure(gettext("New value"), amounts.new_value, amounts.interval, run))
        beside = gettext("beside it, not added to it")
        found.append(Figure(gettext("Contribution in their days"), amounts.received, beside, run))
    found.append(Figure(gettext("Promises kept"), *_share(card.promised)))
    found.append(Figure(gettext("Key accounts held now"), figures.number(card.held)))
    return found


def _share(kept: KeptRate) -> tuple[str, str]:
    """The share kept, and of how many with the interval."""
    if kept.share is None:
        return gettext("nothing judged"), ""
    return figures.percent(kept.share), rate(kept)


def rate(kept: KeptRate | None) -> str:
    """So many kept of so many, with the interval."""
    if kept is None or kept.share is None:
        return gettext("nothing judged")
    told = gettext("%(kept)s of %(judged)s (%(share)s; %(low)s to %(high)s)")
    shares = {name: figures.percent(getattr(kept, name)) for name in ("share", "low", "high")}
    return told % {"kept": kept.kept, "judged": kept.judged, **shares}


def left_out(card: Scorecard) -> str:
    """How many key accounts are not in the sum, and why."""
    found = []
    if card.hidden:
        told = ngettext(
            "%(number)d key account is not in the sum: its value is not yours to see.",
            "%(number)d key accounts are not in the sum: their value is not yours to see.",
            card.hidden,
        )
        found.append(told % {"number": card.hidden})
    if card.unknown:
        told = ngettext(
            "%(number)d key account is not in the sum: one of the runs does not know its value.",
            "%(number)d key accounts are not in the sum: one of the runs does not know their value.",
            card.unknown,
        )
        found.append(told % {"number": card.unknown})
    return " ".join(found)


def _amounts(found: Brought | None, currency: str) -> Amounts | None:
    if found is None:
        return None
    low, high = (Money.from_minor(round(amount), currency) for amount in (found.low, found.high))
    clear = found.is_told_from_nothing
    kind = ("good" if found.new_value > 0 else "bad") if clear else "none"
    doubt = {
        "good": gettext("surely grew"),
        "bad": gettext("surely fell"),
        "none": gettext("no sure change"),
    }[kind]
    received = figures.money(Money.from_minor(round(found.received), currency))
    return Amounts(change(round(found.new_value), currency), figures.interval(low, high), kind, doubt, received)


def _line(part: Part, pair: Pair) -> Line:
    currency, account = pair.now.currency, part.account
    found = account.moved if part.is_read and account else None
    steps = _steps(found, account.before.lifetime_value, currency) if found and account and account.before else []
    bridge = account.change.bridge.steps.items() if found and account and account.change else ()
    moved = [
        (gettext(BRIDGE_STEP_NAMES[name]), gettext("not known") if amount is None else change(amount, currency))
        for name, amount in bridge
    ]
    days = figures.number(float(part.days))
    return Line(part, _amounts(part.brought, currency), _why_not(part, pair), days, rate(part.kept), steps, moved)


def _steps(found: Moved, before: int | None, currency: str) -> list[tuple[str, str]]:
    """From the value at first to the value now: what time gave back, what came in, what is new."""
    start, parts = before or 0, found.parts
    end = start + parts.unwinding + parts.received + parts.new_value
    return [
        (gettext("Lifetime value in the earlier run"), figures.money(Money.from_minor(start, currency))),
        (gettext("The passage of time gave back"), change(round(parts.unwinding), currency)),
        (gettext("Contribution that came in, and is no longer ahead"), change(round(parts.received), currency)),
        (gettext("New value"), change(round(parts.new_value), currency)),
        (gettext("Lifetime value in the latest run"), figures.money(Money.from_minor(round(end), currency))),
    ]


def _why_not(part: Part, pair: Pair) -> str:
    if part.brought:
        return ""
    if not part.is_read:
        return gettext("not yours to see")
    if not pair.is_comparable:
        return gettext("the runs cannot be compared")
    account = part.account
    if account and account.before and account.now and account.before.is_group != account.now.is_group:
        return gettext("stood alone in one run and for its group in the other")
    return gettext("one of the runs does not know its value")


def _picture(card: Scorecard, currency: str) -> Any:
    """The change of each key account as bars to both sides of zero; None with fewer than two."""
    found = [(part.customer.name, part.brought) for part in card.parts if part.brought]
    if len(found) < 2:
        return None
    rows = [charts.Row(name, Decimal(round(brought.new_value))) for name, brought in found]
    sentence = gettext("New value of the key accounts of %(person)s") % {"person": card.person}
    return charts.diverging_bars(rows, sentence=sentence, write=lambda minor: change(int(minor), currency))
