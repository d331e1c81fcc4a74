"""How good the present way of choosing customers would have been on earlier days, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_noop

from clave.analytics.backtests.segments import FEWEST_CUSTOMERS, FEWEST_PURCHASES
from clave.kit.templatetags import figures
from clave.value.columns import Opens
from clave.value.fields import Reading
from clave.value.models import Run

UNKNOWN = "–"
WHY = {
    "own": gettext_noop(
        "Of its own: on %(won)s of %(cuts)s earlier days it found more of the segment's value, %(lead)s more in the mean."
    ),
    "same": gettext_noop("What orders the whole found most here as well, looking back on %(cuts)s earlier days."),
    "unsteady": gettext_noop(
        "As the whole: a way of its own would have found more on %(won)s of %(cuts)s earlier days, which is not steady enough."
    ),
    "few": gettext_noop(
        "As the whole: it takes %(customers)s customers and %(purchases)s days with an order to tell ways of choosing apart."
    ),
    "young": gettext_noop(
        "As the whole: too few earlier days hold enough of its customers to tell ways of choosing apart."
    ),
}
"""Why a segment is ordered as it is."""


@dataclass(frozen=True)
class MethodLine:
    """One way of choosing: what it is, how it is marked, and its measures under their headings."""

    name: str
    is_chosen: bool
    is_plain: bool
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class SegmentLine:
    """One segment: how many customers it has, what orders them, and why."""

    name: str
    is_own: bool
    customers: str
    method: str
    why: str


@dataclass(frozen=True)
class Choice:
    """The record of the choice that a run keeps: `told` is what the analysis wrote."""

    told: Mapping[str, Any]

    @property
    def is_tried(self) -> bool:
        """Whether the ledger is old enough to try the choice on earlier days."""
        return bool(self.told["earlier"])

    @property
    def sentence(self) -> str:
        """How many of the customers that mattered it would have found, next to plain last year."""
        return gettext(self.told["sentence"]["template"]) % (self._facts if self.is_tried else {})

    @property
    def of_segments(self) -> str:
        """Which segments are ordered by a way of their own; nothing where the ledger names no segment."""
        if "segments" not in self.told:
            return ""
        told: Mapping[str, Any] = self.told["segments"]["sentence"]
        return gettext(str(told["template"])) % dict(told["facts"])

    @property
    def segments(self) -> list[SegmentLine]:
        """Every segment, those with a way of their own first, then the largest."""
        told = self.told.get("segments", {"choices": []})["choices"]
        return [_segment(each) for each in sorted(told, key=lambda each: (each["case"] != "own", -each["customers"]))]

    @property
    def spread(self) -> str:
        """How much that differs from day to day, and by what the customers are judged."""
        if not self.is_tried:
            return ""
        words = (
            gettext(
                "From day to day it was %(low)s to %(high)s; what matters is the revenue of the %(days)s days after."
            )
            if self.told["by"] == "revenue"
            else gettext(
                "From day to day it was %(low)s to %(high)s; what matters is the contribution of the %(days)s days after."
            )
        )
        earlier = self.told["earlier"][0]
        days = (date.fromisoformat(earlier["until"]) - date.fromisoformat(earlier["cut"])).days
        found = {"low": self.told["hits_low"], "high": self.told["hits_high"], "days": days}
        return words % {name: figures.number(value) for name, value in found.items()}

    @property
    def headings(self) -> list[str]:
        """What the table of methods measures."""
        return [
            *(gettext("Found of the first %(top)s") % {"top": figures.number(top)} for top in self.told["tops"]),
            gettext("Share of their value"),
            gettext("Rank correlation"),
            gettext("Mean error in %(currency)s") % {"currency": self.told["currency"]},
        ]

    @property
    def lines(self) -> list[MethodLine]:
        """The choice itself, then every method, the one that found most first."""
        return [line for line, _ in self.tried]

    @property
    def tried(self) -> list[tuple[MethodLine, Mapping[str, Any]]]:
        """The same lines, each with the figures that it says."""
        if not self.is_tried:
            return []
        methods = sorted(self.told["methods"], key=self._found, reverse=True)
        itself = gettext("This choice, made anew on each of these days")
        made = MethodLine(itself, False, False, self._cells(self.told["made"]))
        return [(made, self.told["made"]), *((self._line(each), each) for each in methods)]

    @property
    def days(self) -> list[list[str]]:
        """Every earlier day: until when it was judged, the customers known then, and what was found."""
        return [
            [
                figures.day(date.fromisoformat(each["cut"])),
                figures.day(date.fromisoformat(each["until"])),
                figures.number(each["customers"]),
                figures.number(each["hits"]),
                figures.number(each["baseline_hits"]["last_year"]),
                _share(each["captured_share"]),
            ]
            for each in self.told["earlier"]
        ]

    @property
    def top(self) -> int:
        """How many customers matter."""
        return int(self.told["tops"][-1])

    @property
    def _facts(self) -> dict[str, Any]:
        return {
            "cuts": len(self.told["earlier"]),
            "top": self.top,
            "hits": _mean(self.told["hits"]),
            "plain": _mean(self.told["baselines"]["last_year"]["hits"]),
            "share": figures.number(100 * (self.told["captured_share"] or 0)),
        }

    def _found(self, method: Mapping[str, Any]) -> tuple[float, float]:
        return method["hits"][str(self.top)], method["captured_share"][str(self.top)] or 0.0

    def _line(self, method: Mapping[str, Any]) -> MethodLine:
        name = gettext(method["meaning"])
        return MethodLine(name, method["name"] == self.told["chosen"], method["is_plain"], self._cells(method))

    def _cells(self, method: Mapping[str, Any]) -> list[tuple[str, str]]:
        cells = [
            *(_hits(method, str(top)) for top in self.told["tops"]),
            _share(method["captured_share"][str(self.top)]),
            UNKNOWN if method["spearman"] is None else figures.number(method["spearman"], 2),
            figures.number(method["mae"]),
        ]
        return list(zip(self.headings, cells, strict=True))


def choice_of(run: Run, reading: Reading) -> Choice | None:
    """The record a run keeps, for who reads the value of every customer; None for others and for older runs."""
    reach = reading.reaches.get(Opens.VALUE)
    told = run.manifest.get("choice")
    return Choice(told) if told and reach and reach.everyone else None


def _segment(told: Mapping[str, Any]) -> SegmentLine:
    counted = {name: figures.number(told[name]) for name in ("won", "cuts")}
    needed = {"customers": figures.number(FEWEST_CUSTOMERS), "purchases": figures.number(FEWEST_PURCHASES)}
    why = gettext(WHY[told["case"]]) % {**counted, **needed, "lead": figures.percent(told["lead"] or 0, 1)}
    method = gettext(told["meaning"])
    return SegmentLine(told["segment"], told["case"] == "own", figures.number(told["customers"]), method, why)


def _hits(method: Mapping[str, Any], top: str) -> str:
    ends = {"low": figures.number(method["hits_low"][top]), "high": figures.number(method["hits_high"][top])}
    mean = _mean(method["hits"][top])
    return mean if ends["low"] == ends["high"] else f"{mean} ({ends['low']}–{ends['high']})"


def _mean(value: float) -> str:
    """A mean number of hits; a whole one without decimals."""
    return figures.number(value, 0 if round(value, 1) == round(value) else 1)


def _share(value: float | None) -> str:
    return UNKNOWN if value is None else figures.percent(value)
