"""Pay plans and simulated pay in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.people.queries.pay import GroupTotals, PlanShown
from clave.people.queries.simulating import ALONE, Group, PersonPaid, Simulated, Split
from clave.people.rules.pay import CONFLICT_MARKS, CONFLICT_WORDS, MEASURE_NAMES
from clave.people.rules.simulating import SIMULATED


@dataclass(frozen=True)
class Plan:
    """One pay plan of the register."""

    shown: PlanShown
    conflicts: list[tuple[str, str, str]]
    """Mark, word and reason of each conflict."""


@dataclass(frozen=True)
class Pay:
    """A pay as a share of base, and as money where the base is registered."""

    label: str
    share: str
    money: Money | None


@dataclass(frozen=True)
class Row:
    """One person under every way of paying."""

    name: str
    function: str
    attained: list[tuple[str, str]]
    pays: list[Pay]
    gain: str
    mark: str


def plan(shown: PlanShown) -> Plan:
    """One pay plan of the register."""
    words = {"bad": gettext("conflict"), "warn": gettext("watch")}
    told = [
        (CONFLICT_MARKS[each], words[CONFLICT_MARKS[each]], gettext(CONFLICT_WORDS[each])) for each in shown.conflicts
    ]
    return Plan(shown, told)


def group_totals(found: GroupTotals | None) -> dict[str, Any] | None:
    """What may be told of a group."""
    if found is None:
        return None
    measures = [(gettext(MEASURE_NAMES[measure]), count) for measure, count in found.measures]
    return {"plans": found.plans, "in_conflict": found.in_conflict, "measures": measures}


def simulation(found: Simulated) -> dict[str, Any]:
    """What the page of the simulator shows."""
    return {
        "heads": [gettext(MEASURE_NAMES[measure]) for measure in ALONE],
        "rows": [_row(each) for each in found.rows],
        "group": _group(found.group),
        "split": [(each.customer, _behaviour(each), *_ways(each)) for each in found.split],
    }


def _row(each: PersonPaid) -> Row:
    shares = [*(each.alone[measure] for measure in ALONE), each.mixed]
    reached = [(gettext(MEASURE_NAMES[measure]), _share(each.attained[measure].share)) for measure in SIMULATED]
    kind, gain = _gain(each.gain)
    labels = [*(gettext(MEASURE_NAMES[measure]) for measure in ALONE), gettext("Your mix")]
    told = zip(labels, shares, strict=True)
    pays = [Pay(label, figures.percent(share, 1), each.money(share)) for label, share in told]
    return Row(str(each.person), str(each.person.function), reached, pays, gain, kind)


def _share(share: float | None) -> str:
    return gettext("no target") if share is None else figures.percent(share)


def _gain(gain: float) -> tuple[str, str]:
    if abs(gain) < 0.0005:
        return "none", gettext("the same")
    told = gettext("gains %(points)s of base") if gain > 0 else gettext("loses %(points)s of base")
    return ("good" if gain > 0 else "warn"), told % {"points": figures.percent(abs(gain), 1)}


def _group(found: Group | None) -> dict[str, Any] | None:
    if found is None:
        return None
    shares = [*(found.alone[measure] for measure in ALONE), found.mixed]
    return {
        "size": found.size,
        "pays": [figures.percent(share, 1) for share in shares],
        "gain": found.gain,
        "lose": found.lose,
    }


def _ways(split: Split) -> tuple[str, str]:
    """Mark and word: which way value and revenue went."""
    if split.grew_in_revenue:
        return "bad", gettext("value down, revenue up")
    return "good", gettext("value up, revenue down")


def _behaviour(split: Split) -> str:
    if split.grew_in_revenue:
        return gettext("grew in revenue while its value fell: pay on revenue rewards it, pay on value does not")
    return gettext("grew in value while its revenue fell: pay on revenue punishes it, pay on value does not")
