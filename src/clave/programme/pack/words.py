"""How the pack writes amounts, shares and where they come from, in the language of the paper."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from clave.analytics.promise_check import KeptRate
from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.programme.pack.facts import Facts
from clave.value.rules import Spread

KEPT_WELL, KEPT_BADLY = 0.95, 0.85
"""A share of promises kept that is good, and one that is not."""


def unknown() -> str:
    """What stands where a figure is not known."""
    return gettext("not known")


def money(minor: int | None, currency: str) -> str:
    """An amount at a glance."""
    return unknown() if minor is None else figures.money(Money.from_minor(minor, currency))


def signed(minor: int | None, currency: str) -> str:
    """A change, with its sign."""
    return unknown() if minor is None else f"{'+' if minor > 0 else ''}{money(minor, currency)}"


def between(spread: Spread | None, currency: str) -> str:
    """The interval of a value; empty where there is none."""
    if spread is None:
        return ""
    return str(figures.interval(Money.from_minor(spread.low, currency), Money.from_minor(spread.high, currency)))


def exact(minor: int | None, currency: str) -> Decimal | None:
    """The amount as a number in a file."""
    return None if minor is None else Money.from_minor(minor, currency).amount


def share(rate: KeptRate) -> str:
    """A kept-rate as a percentage."""
    return unknown() if rate.share is None else figures.percent(rate.share)


def counted(rate: KeptRate) -> str:
    """How many of how many."""
    if not rate.judged:
        return gettext("none was judged")
    told = {"kept": figures.number(rate.kept), "judged": figures.number(rate.judged)}
    return gettext("%(kept)s of %(judged)s occasions") % told


def counted_short(rate: KeptRate) -> str:
    """The same in a narrow column."""
    if not rate.judged:
        return ""
    return gettext("%(done)s of %(all)s") % {"done": figures.number(rate.kept), "all": figures.number(rate.judged)}


def kept_mark(rate: KeptRate) -> str:
    """How a kept-rate stands."""
    if rate.share is None:
        return "none"
    return "good" if rate.share >= KEPT_WELL else "warn" if rate.share >= KEPT_BADLY else "bad"


def change_mark(minor: int | None) -> str:
    """How a change stands."""
    return "none" if not minor else "good" if minor > 0 else "bad"


def run_source(facts: Facts) -> str:
    """From which run, day and ledger the figures of a section come."""
    if facts.run is None:
        return gettext("No run until %(day)s") % {"day": figures.day(facts.on)}
    told = {
        "run": facts.run.short_code,
        "day": figures.day(facts.run.as_of),
        "ledger": figures.number(facts.run.data_version.number),
    }
    return gettext("Run %(run)s, as of %(day)s, ledger version %(ledger)s") % told


def records_source(facts: Facts) -> str:
    """That a section is read from what people put on record."""
    return gettext("Records in Clave up to %(day)s") % {"day": figures.day(facts.on)}


def today_source(facts: Facts) -> str:
    """That a section stands as of the day on which the pack is made."""
    return gettext("Records in Clave as they stand on %(day)s") % {"day": figures.day(facts.today)}


def as_it_is_today(facts: Facts, told: str = "") -> str:
    """What is to be known of a section; in the pack of a past quarter first that it stands as it is today."""
    if not facts.is_past:
        return told
    days = {"today": figures.day(facts.today), "day": figures.day(facts.on)}
    of_today = gettext("As it stands today, %(today)s, not as it stood on %(day)s.") % days
    return f"{of_today} {told}".strip()


def both_sources(facts: Facts) -> str:
    """That a section mixes figures of the run with what is on record."""
    return f"{run_source(facts)} · {records_source(facts)}"


def currency_of(facts: Facts) -> str:
    """The currency of the pack's figures."""
    return facts.run.currency if facts.run else ""
