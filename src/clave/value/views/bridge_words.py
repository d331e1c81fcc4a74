"""Why a lifetime value changed, in words: what each step is called, and which of them did most."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from clave.kit.templatetags import figures
from clave.value.models import BookRow
from clave.value.queries.bridge import Change
from clave.value.rules import BRIDGE_STEP_NAMES
from clave.value.views.words import change, in_full


def named(found: Change) -> list[tuple[str, int | None, bool]]:
    """Every step by name, with its amount in minor units and whether it is a total: from the first value to the last."""
    label, amounts = gettext("Run %(run)s"), found.bridge.steps
    return [
        (label % {"run": found.before.short_code}, found.bridge.start, True),
        *((gettext(BRIDGE_STEP_NAMES[name]), amount, False) for name, amount in amounts.items()),
        (label % {"run": found.now.short_code}, found.bridge.end, True),
    ]


def in_words(found: Change) -> str:
    """By how much the value changed since when, and what did most of it."""
    currency, steps = found.now.currency, {name: amount or 0 for name, amount in found.bridge.steps.items()}
    most = max(steps, key=lambda name: abs(steps[name]))
    facts = {
        "change": change(found.bridge.end - found.bridge.start, currency),
        "day": figures.day(found.before.as_of),
        "step": gettext(BRIDGE_STEP_NAMES[most]),
        "amount": change(steps[most], currency),
    }
    return gettext("%(change)s since %(day)s. What did most: %(step)s, %(amount)s.") % facts


def note(found: Change) -> str:
    """What the steps mean, and where one that cannot be told went."""
    told = gettext("Each step is its mean effect over every order of taking the steps, so they add up to the cent.")
    if None in found.bridge.steps.values():
        told += " " + gettext("What the ledger does not tell stands within price and mix.")
    return told


def as_lines(now: BookRow, found: Change | None) -> str:
    """The value with its interval, and the steps that led to it, for a terminal."""
    return "\n".join(_lines(now, found))


def _lines(now: BookRow, found: Change | None) -> Iterator[str]:
    run, currency = now.run, now.run.currency
    facts = {
        "customer": now.customer.code,
        "value": in_full(now.lifetime_value, currency),
        "low": in_full(now.lifetime_value_low, currency),
        "high": in_full(now.lifetime_value_high, currency),
        "run": run.short_code,
        "day": figures.day(run.as_of),
    }
    yield gettext("%(customer)s is worth %(value)s (%(low)s to %(high)s, 80%% sure); run %(run)s, %(day)s") % facts
    if found is None:
        yield gettext("There is no earlier run that can be compared with it.")
        return
    for name, amount, _ in named(found):
        yield f"{in_full(amount, currency):>18}  {name}"
