"""The comparison in words and pictures: values as they are written, what lies far and why, small multiples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from clave.kit.charts.multiples import Dot, dots
from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.review.queries.comparison import Compared, Comparison, Outlier
from clave.review.rules.comparison import Kind, Measure, Value
from clave.value.rules import BRIDGE_STEP_NAMES, STEP_NAMES


@dataclass(frozen=True)
class Cell:
    """One value as it is written, with what is said under it, and how it stands to the median."""

    text: str
    under: str
    kind: str
    similar: str


@dataclass(frozen=True)
class Row:
    """One measure: its name, what it says, the median, and one cell for each key account."""

    name: str
    says: str
    median: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Multiple:
    """One measure as a small picture."""

    title: str
    says: str
    chart: SafeString


def writer(measure: Measure, currency: str) -> Callable[[float], str]:
    """How values of a measure are written."""
    return {
        Kind.MONEY: lambda value: figures.money(Money.from_minor(round(value), currency)),
        Kind.SHARE: lambda value: figures.percent(Decimal(str(value))),
        Kind.CHANGE: _signed,
        Kind.DAYS: _days,
    }[measure.kind]


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + figures.percent(Decimal(str(value)), 0 if abs(value) >= 1 else 1)


def _days(value: float) -> str:
    return ngettext("%(number)s day", "%(number)s days", round(value)) % {"number": figures.number(round(value))}


def currency_of(found: Comparison) -> str:
    """The currency of the run."""
    return found.run.currency if found.run else "EUR"


def rows(found: Comparison, accounts: Sequence[Compared]) -> list[Row]:
    """One row a measure, one cell a key account."""
    far = {(each.account.code, each.measure.key): "good" if each.is_good else "bad" for each in found.outliers}
    told = []
    for measure in found.measures:
        write = writer(measure, currency_of(found))
        usual = found.medians.get(measure.key)
        cells = [_cell(each, measure, write, far.get((each.code, measure.key), "")) for each in accounts]
        told.append(Row(gettext(measure.name), gettext(measure.says), write(usual.value) if usual else "", cells))
    return told


def _cell(account: Compared, measure: Measure, write: Callable[[float], str], kind: str) -> Cell:
    value = account.told.get(measure.key)
    outside = account.outside.medians.get(measure.key) if account.outside else None
    similar = write(outside.value) if outside and measure.is_outside else ""
    if value is None:
        return Cell("", "", "", similar)
    return Cell(write(value.value), _under(value, write), kind, similar)


def _under(value: Value, write: Callable[[float], str]) -> str:
    if value.whole is not None:
        facts = {"part": figures.number(value.part), "whole": figures.number(value.whole)}
        counted = gettext("%(part)s of %(whole)s") % facts
        return f"{counted} · {_between(value, write)}" if value.low is not None else counted
    return _between(value, write) if value.low is not None else ""


def _between(value: Value, write: Callable[[float], str]) -> str:
    if value.low is None or value.high is None:
        return ""
    return gettext("%(low)s to %(high)s") % {"low": write(value.low), "high": write(value.high)}


def multiples(found: Comparison, accounts: Sequence[Compared]) -> Iterator[Multiple]:
    """One small picture a measure, every key account in the same row of each."""
    far = {(each.account.code, each.measure.key): "good" if each.is_good else "bad" for each in found.outliers}
    for measure in found.measures:
        marks = [_dot(each, measure, far.get((each.code, measure.key), "dot")) for each in accounts]
        usual = found.medians.get(measure.key)
        write = writer(measure, currency_of(found))
        sentence = _sentence(
            measure, sum(each.value is not None for each in marks), write(usual.value) if usual else ""
        )
        whole = measure.kind is Kind.SHARE and measure.key != "cost_to_serve"
        chart = dots(marks, usual.value if usual else None, sentence=sentence, write=write, whole=whole)
        yield Multiple(gettext(measure.name), gettext(measure.says), chart)


def _sentence(measure: Measure, count: int, usual: str) -> str:
    told = ngettext("%(number)s key account", "%(number)s key accounts", count) % {"number": count}
    if not usual:
        return gettext("%(measure)s of %(accounts)s.") % {"measure": gettext(measure.name), "accounts": told}
    facts = {"measure": gettext(measure.name), "accounts": told, "median": usual}
    return gettext("%(measure)s of %(accounts)s; the median is %(median)s.") % facts


def _dot(account: Compared, measure: Measure, kind: str) -> Dot:
    value = account.told.get(measure.key)
    outside = account.outside.medians.get(measure.key) if account.outside and measure.is_outside else None
    if value is None:
        return Dot(account.name, None)
    return Dot(account.name, value.value, value.low, value.high, outside.value if outside else None, kind)


def sentence_of(outlier: Outlier, currency: str) -> str:
    """What lies far from the others, and what makes the difference."""
    write = writer(outlier.measure, currency)
    facts = {
        "customer": outlier.account.name,
        "measure": gettext(outlier.measure.name),
        "value": write(outlier.value.value),
        "median": write(outlier.usual.value),
        "number": outlier.usual.count,
    }
    told = gettext("%(customer)s, %(measure)s: %(value)s, where the median of %(number)s is %(median)s.") % facts
    return f"{told} {_cause(outlier, currency)}".rstrip()


def _cause(outlier: Outlier, currency: str) -> str:
    if not outlier.cause:
        return _counted(outlier.value)
    if outlier.measure.key == "value_change":
        amount = figures.money(Money.from_minor(round(outlier.own), currency))
        facts = {"step": gettext(BRIDGE_STEP_NAMES[outlier.cause]), "amount": amount}
        return gettext("What moved it most: %(step)s (%(amount)s).") % facts
    share = figures.percent(Decimal(str(outlier.own)), 1), figures.percent(Decimal(str(outlier.others)), 1)
    facts = {"driver": _driver(outlier.cause), "own": share[0], "usual": share[1]}
    return gettext("Most of it is the driver “%(driver)s”: %(own)s of what it buys, %(usual)s at the median.") % facts


def _driver(name: str) -> str:
    """A driver by the name that finance gave it; freight in the reader's language."""
    return gettext(STEP_NAMES[name]) if name in STEP_NAMES else name


def _counted(value: Value) -> str:
    if value.whole is None:
        return ""
    facts = {"part": figures.number(value.part), "whole": figures.number(value.whole)}
    return gettext("It counts %(part)s of %(whole)s.") % facts
