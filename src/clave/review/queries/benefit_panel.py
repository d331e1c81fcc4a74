"""The monthly panel of the proof of benefit: what every candidate contributed, who entered when, by which scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from clave.analytics.benefit import Panel
from clave.analytics.benefit.panel import NEVER, Floats, size_before
from clave.portfolio.models import CandidateScore, Ranking
from clave.review.rules.benefit import first_whole_month, month_named
from clave.value.models import BookRow, Run

CHUNK = 2_000
THOUSAND = 1_000
FIELDS = (
    "customer_id",
    "customer__code",
    "customer__name",
    "is_widest",
    "parent_id",
    "series__month",
    "series__contribution",
)
Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Unit:
    """One customer with all that belongs to it, as a row of the panel."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True)
class Built:
    """A panel in minor units with its customers and months, and the key accounts that are not in it."""

    panel: Panel
    units: Sequence[Unit]
    months: Sequence[date]
    missing: Mapping[str, str]
    """Code of a key account -> why it is not in the panel."""


@dataclass(frozen=True)
class _Row:
    unit: Unit
    is_widest: bool
    parent: int | None
    months: Sequence[str]
    amounts: Sequence[int | None]


def built(run: Run, inputs: Inputs) -> Built:
    """The panel of a run for the key accounts, rankings and months that a statement names."""
    members = {each["code"]: each for each in inputs["members"]}
    rows = list(_rows(run, set(members)))
    first, last = _first_month(rows, inputs["last_month"]), inputs["last_month"]
    missing, around = _missing(rows, members, last), _groups_around(rows, members)
    kept = [row for row in rows if row.unit.code not in missing and row.unit.pk not in around]
    outcome = np.array([_filled(row, first, last - first + 1) for row in kept]).reshape(len(kept), last - first + 1)
    entered = np.array([_entered(row, members, first) for row in kept], dtype=np.int64)
    held = np.isfinite(outcome).all(axis=1)
    unknown = {row.unit.code: "not_in_run" for row, known in zip(kept, held, strict=True) if not known}
    which = np.flatnonzero(held & ((entered != NEVER) | _largest(outcome, entered, inputs["most_donors"])))
    units = [kept[place].unit for place in which]
    scores = _scores(inputs, units, entered[which])
    score = scores[min(scores)] if scores else np.full(len(units), np.nan)
    missing |= {code: reason for code, reason in unknown.items() if code in members}
    months = [month_named(number) for number in range(first, last + 1)]
    return Built(Panel(outcome[which], entered[which], score, scores), units, months, missing)


def _rows(run: Run, members: set[str]) -> Iterator[_Row]:
    """The widest row of every customer, and the largest row of each key account below one."""
    wanted = BookRow.objects.filter(run=run).order_by("customer__code", "is_group")
    widest = wanted.filter(is_widest=True)
    below = wanted.filter(customer__code__in=members).exclude(customer_id__in=widest.values("customer_id"))
    for rows in (widest, below):
        found: dict[int, _Row] = {}
        for pk, code, name, is_widest, parent, months, amounts in rows.values_list(*FIELDS).iterator(chunk_size=CHUNK):
            found[pk] = _Row(Unit(pk, code, name), is_widest, parent, months or (), amounts or ())
        yield from found.values()


def _first_month(rows: Sequence[_Row], last: int) -> int:
    """The month in which the ledger begins, at least the last one."""
    return min((_number(row.months[0]) for row in rows if row.months), default=last)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _filled(row: _Row, first: int, count: int) -> Floats:
    """A month without orders brings 0; one whose contribution is not known has no number."""
    amounts = np.zeros(count)
    for month, amount in zip(row.months, row.amounts, strict=True):
        place = _number(month) - first
        if 0 <= place < count:
            amounts[place] = np.nan if amount is None else float(amount)
    return amounts


def _missing(rows: Sequence[_Row], members: Mapping[str, Any], last: int) -> dict[str, str]:
    """Key accounts that cannot stand in the panel, and why."""
    known = {row.unit.code for row in rows}
    own = {row.unit.pk: row.unit.code for row in rows}
    inside = {row.unit.code for row in rows if any(own.get(pk) in members for pk in _above(row, rows))}
    found = {}
    for code, each in members.items():
        if code not in known:
            found[code] = "not_in_run"
        elif code in inside:
            found[code] = "in_a_group"
        elif first_whole_month(date.fromisoformat(each["entered_on"])) > last:
            found[code] = "enters_later"
    return found


def _above(row: _Row, rows: Sequence[_Row]) -> list[int]:
    """The customers that a row's customer belongs to, the nearest first; only key accounts have one here."""
    if row.is_widest or row.parent is None:
        return []
    parents = {each.unit.pk: each for each in rows}
    found: list[int] = []
    at: int | None = row.parent
    while at is not None and at not in found:
        found.append(at)
        above = parents.get(at)
        at = None if above is None or above.parent == at else above.parent
    return found


def _groups_around(rows: Sequence[_Row], members: Mapping[str, Any]) -> set[int]:
    """Groups around a key account that are none themselves: they hold it, so they cannot be compared with it."""
    own = {row.unit.pk for row in rows if row.unit.code in members}
    below = [row for row in rows if row.unit.code in members and not row.is_widest]
    return {pk for row in below for pk in _above(row, rows)} - own


def _entered(row: _Row, members: Mapping[str, Any], first: int) -> int:
    """The month in which it entered; the first one where it entered before the ledger begins, never for the others."""
    each = members.get(row.unit.code)
    return max(first_whole_month(date.fromisoformat(each["entered_on"])) - first, 0) if each else NEVER


def _largest(outcome: Floats, entered: np.ndarray[tuple[int], np.dtype[np.int64]], most: int) -> Any:
    """The customers outside that were largest before the first entry: what came after must not choose."""
    months = outcome.shape[1] if outcome.ndim == 2 else 0
    began = entered[entered > 0]
    size = size_before(np.nan_to_num(outcome), int(began.min()) if began.size else months)
    outside = np.flatnonzero(entered == NEVER)
    found = np.zeros(len(entered), dtype=np.bool_)
    found[outside[np.argsort(-size[outside], kind="stable")[:most]]] = True
    return found


def _scores(inputs: Inputs, units: Sequence[Unit], entered: Any) -> dict[int, Floats]:
    """Month of entry -> the score of every customer of the panel in the ranking by which those were chosen.

    Where several rankings led to entries of one month, the others are read in the newest, each key account in its own.
    """
    rankings = {each["code"]: each["ranking"] for each in inputs["members"]}
    stored = {name: _of_ranking(name) for name in sorted(set(rankings.values()))}
    order = {name: place for place, name in enumerate(_in_order(stored))}
    found = {}
    for entry in sorted(set(entered[entered != NEVER].tolist())):
        own = {place: rankings[units[place].code] for place in np.flatnonzero(entered == entry).tolist()}
        newest = max(own.values(), key=order.__getitem__)
        places = [own.get(place, newest) for place in range(len(units))]
        read = (stored[name].get(unit.pk) for name, unit in zip(places, units, strict=True))
        found[entry] = np.array([np.nan if each is None else each / THOUSAND for each in read])
    return found


def _of_ranking(name: str) -> dict[int, int]:
    """Customer -> its score in a ranking, thousandths of a point; only where it could be scored."""
    rows = CandidateScore.objects.filter(ranking__short_code=name, score__isnull=False)
    return dict(rows.values_list("customer_id", "score"))


def _in_order(names: Mapping[str, Any]) -> list[str]:
    return list(Ranking.objects.filter(short_code__in=names).order_by("number").values_list("short_code", flat=True))
