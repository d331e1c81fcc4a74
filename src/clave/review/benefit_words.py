"""What a statement of the benefit says: the answer in one sentence, its figures, its pictures, and what to mind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext

from clave.analytics.benefit.statement import WARNINGS
from clave.kit import dates
from clave.kit.charts import Between, Futures, Paths, beside, futures, intervals
from clave.kit.money import Money
from clave.kit.shown import Figure, Picture
from clave.kit.templatetags import figures
from clave.review.queries.benefit import Told
from clave.review.rules.benefit import (
    LEFT_OUT_NAMES,
    METHOD_ABSENT,
    METHOD_NAMES,
    METHOD_NOTES,
    MOST_DONORS,
    month_named,
    month_number,
)

PARTS = 17
"""Bars of the picture of placebos."""


@dataclass(frozen=True)
class Parts:
    """Placebos counted in parts of equal width, and where the mean key account lies."""

    start: float
    width: float
    counts: Sequence[int]
    mean: float

    @classmethod
    def of(cls, drawn: Sequence[float], mean: float) -> Parts:
        """Parts that hold every placebo, the mean and zero."""
        start, end = min(*drawn, mean, 0.0), max(*drawn, mean, 0.0)
        width = (end - start) / PARTS or 1.0
        counts = [0] * PARTS
        for each in drawn:
            counts[min(int((each - start) / width), PARTS - 1)] += 1
        return cls(start, width, counts, mean)

    @property
    def as_futures(self) -> Futures:
        """The same as a chart takes it."""
        return Futures(self.start, self.start + self.width * PARTS, self.counts, self.mean)

    @property
    def rows(self) -> list[list[str]]:
        """The same as a table."""
        ends = [figures.percent(self.start + self.width * at) for at in range(PARTS + 1)]
        return [[f"{ends[at]} – {ends[at + 1]}", figures.number(count)] for at, count in enumerate(self.counts)]


@dataclass(frozen=True)
class StatementShown:
    """A finished statement in the reader's language."""

    told: Told
    names: Mapping[str, str]

    @property
    def _currency(self) -> str:
        return self.told.statement.currency

    def _facts(self) -> dict[str, Any]:
        told = self.told
        return {
            "estimate": figures.money(told.estimate),
            "loss": figures.money(-told.estimate) if told.estimate else "",
            "low": figures.money(told.low),
            "high": figures.money(told.high),
            "seen": figures.money(told.minimum_detectable),
            "cost": figures.money(told.cost),
            "net": figures.money(told.net),
            "needed": told.found["accounts_needed"],
        }

    @property
    def heading(self) -> str:
        """The answer in one sentence."""
        leading, facts = self.told.leading, self._facts()
        if leading is None:
            return gettext("Nothing can be measured of the benefit yet")
        if self.told.is_claimed:
            return gettext("The programme added %(estimate)s a year") % facts
        if leading["high"] < 0:
            return gettext("Key accounts brought %(loss)s a year less than similar customers suggest") % facts
        return gettext("The data cannot tell yet whether the programme pays")

    @property
    def lede(self) -> str:
        """How sure that is, and what follows from it."""
        facts, told = self._facts(), []
        if self.told.leading is None:
            return ""
        if self.told.is_claimed:
            told.append(
                gettext(
                    "Between %(low)s and %(high)s, four times in five; every method agrees that it is more than nothing."
                )
                % facts
            )
        else:
            told.append(
                gettext(
                    "The best guess is %(estimate)s a year, between %(low)s and %(high)s; a benefit below %(seen)s would not show."
                )
                % facts
            )
        if self.told.found["accounts_needed"]:
            told.append(
                gettext(
                    "An effect of that size would show with about %(needed)s key accounts like these, or with more months."
                )
                % facts
            )
        return " ".join(told)

    @property
    def figures(self) -> list[Figure]:
        """Benefit, cost, net, payback and what could be seen at all; all a year."""
        told, facts = self.told, self._facts()
        if told.leading is None:
            return []
        source = gettext("run %(run)s, statement %(statement)s") % {
            "run": told.statement.run.short_code, "statement": told.statement.short_code
        }  # fmt: skip
        between = gettext("%(low)s to %(high)s, four times in five") % facts
        sure = between if told.is_claimed else gettext("not told from chance; %(low)s to %(high)s") % facts
        return [
            Figure(gettext("Benefit a year"), facts["estimate"], sure, source),
            Figure(gettext("Programme cost a year"), facts["cost"], self._cost_note(), source),
            Figure(gettext("Net a year"), facts["net"], self._net_note(), source),
            Figure(
                gettext("Smallest benefit that would be seen"),
                facts["seen"],
                gettext("a year, four times in five"),
                source,
            ),
        ]

    def _cost_note(self) -> str:
        cost = self.told.found["cost"]
        if not cost["known"]:
            return gettext("enter what it costs below")
        missing = cost["unpriced"] + cost["elsewhere"]
        if not missing:
            return gettext("offers, and what Finance entered")
        words = ngettext(
            "%(count)d cost is unknown or in another currency",
            "%(count)d costs are unknown or in another currency",
            missing,
        )
        return words % {"count": missing}

    def _net_note(self) -> str:
        months = self.told.found["payback_months"]
        net = self.told.net
        if net is None:
            return gettext("benefit less cost")
        if months is None:
            return gettext("it does not pay back by this estimate")
        return gettext("the benefit so far covers the cost so far after %(months)s months") % {
            "months": figures.number(months)
        }

    @property
    def warnings(self) -> list[str]:
        """What to mind, in order of consequence."""
        return [gettext(WARNINGS[code]) for code in self.told.found["warnings"]]

    @property
    def methods(self) -> Picture | None:
        """The methods side by side, in money a year, with the cost beside them."""
        rows = self.told.found["methods"]
        if not rows:
            return None
        yearly = [[self._major(each[name]) for name in ("estimate", "low", "high")] for each in rows]
        names = [gettext(METHOD_NAMES[each["name"]]) for each in rows]
        cost = (float(self.told.cost.amount), gettext("programme cost")) if self.told.cost else None
        sentence = self._methods_sentence()
        chart = intervals(
            [Between(name, *amounts) for name, amounts in zip(names, yearly, strict=True)],
            sentence=sentence, write=self._write, mark=cost,
        )  # fmt: skip
        table = [
            [name, *(self._whole(each[part]) for part in ("estimate", "low", "high")), figures.percent(each["share"])]
            for name, each in zip(names, rows, strict=True)
        ]
        headings = [
            gettext("Method"),
            gettext("Benefit a year"),
            gettext("Low"),
            gettext("High"),
            gettext("Of the level before"),
        ]
        title = gettext("Three methods, side by side") if len(rows) == len(METHOD_NAMES) else gettext("By each method")
        return Picture(title, sentence, chart, headings, table)

    def _methods_sentence(self) -> str:
        signs = {each["estimate"] > 0 for each in self.told.found["methods"]}
        if signs == {True}:
            return gettext("Every method finds more than nothing; each band holds the truth four times in five.")
        if signs == {False}:
            return gettext("No method finds more than nothing; each band holds the truth four times in five.")
        return gettext("The methods do not agree on the sign; each band holds the truth four times in five.")

    @property
    def notes(self) -> list[tuple[str, str]]:
        """Each method and what it does, or why it has no figure, in a sentence."""
        computed = {each["name"] for each in self.told.found["methods"]}
        said = METHOD_NOTES | {name: why for name, why in METHOD_ABSENT.items() if name not in computed}
        return [(gettext(name), gettext(said[method])) for method, name in METHOD_NAMES.items()]

    @property
    def paths(self) -> Picture | None:
        """Key accounts beside what their mixtures suggest, month by month."""
        found = self.told.found["paths"]
        if not found:
            return None
        own, other = ([self._unit(each) for each in found[name]] for name in ("actual", "synthetic"))
        sentence = gettext(
            "Before entry the two lines should run together; what parts them afterwards is the estimate of the second method."
        )
        names = self._month_names(found)
        drawn = Paths(
            own,
            other,
            found["before"],
            gettext("key accounts"),
            gettext("similar customers"),
            gettext("entry"),
            names[0],
            names[-1],
        )
        rows = [
            [name, self._in_full(actual), self._in_full(mixed), self._in_full(actual - mixed)]
            for name, actual, mixed in zip(names, found["actual"], found["synthetic"], strict=True)
        ]
        headings = [
            gettext("Month"),
            gettext("Key accounts"),
            gettext("Similar customers suggest"),
            gettext("Difference"),
        ]
        return Picture(
            gettext("Key accounts beside their likes"), sentence, beside(drawn, sentence=sentence, write=self._write), headings, rows,
            gettext("solid: key accounts; dashed: similar customers"),
        )  # fmt: skip

    def _month_names(self, found: Mapping[str, Any]) -> list[str]:
        count = len(found["actual"])
        if found["entered_together"]:
            last = month_number(date.fromisoformat(self.told.found["last_month"]))
            return [figures.month(month_named(last - count + 1 + at)) for at in range(count)]
        words = gettext("%(count)s months from entry")
        return [words % {"count": figures.number(at - found["before"])} for at in range(count)]

    @property
    def placebos(self) -> Picture | None:
        """Customers outside, taken for key accounts one by one, and where the key accounts themselves lie."""
        drawn, paths = self.told.found["placebos"], self.told.found["paths"]
        if not drawn or not paths:
            return None
        own = [each["share"] for each in self.told.found["accounts"] if each["share"] is not None]
        parts = Parts.of(drawn, sum(own) / len(own))
        told = {
            "count": len(drawn),
            "mean": figures.percent(parts.mean),
            "beyond": round(paths["p_value"] * (len(drawn) + 1)) - 1,
        }
        words = gettext(
            "%(count)s customers outside, each taken for a key account: %(beyond)s moved at least as far from nothing as "
            "the mean key account (%(mean)s)."
        )
        sentence = words % told
        headings = [gettext("Change, of own level"), gettext("Customers")]
        note = gettext("one customer moves more than the mean of many")
        chart = futures(parts.as_futures, sentence=sentence, write=figures.percent)
        return Picture(gettext("Placebos"), sentence, chart, headings, parts.rows, note)

    @property
    def beside(self) -> list[Figure]:
        """A year too early, and how the customers outside fared."""
        found, rows = self.told.found, []
        if found["pre_trend"]:
            early = found["pre_trend"]
            note = gettext("%(low)s to %(high)s; should be about nothing") % {
                "low": figures.percent(early["low"] / early["estimate"] * early["share"]) if early["estimate"] else "0",
                "high": figures.percent(early["high"] / early["estimate"] * early["share"])
                if early["estimate"]
                else "0",
            }
            rows.append(
                Figure(gettext("As if they had entered a year too early"), figures.percent(early["share"]), note)
            )
        if found["rest"]:
            before = gettext("%(share)s in the year before") % {"share": figures.percent(found["rest"]["before"])}
            rows.append(
                Figure(gettext("Customers outside, since entry"), figures.percent(found["rest"]["since"]), before)
            )
        return rows

    @property
    def accounts(self) -> list[dict[str, Any]]:
        """Every key account there ever was, the measured ones first, the largest effect on top."""
        rows = sorted(
            self.told.found["accounts"], key=lambda each: (each["effect_a_year"] is None, -(each["effect_a_year"] or 0))
        )
        return [
            {
                "code": each["code"],
                "name": self.names.get(each["code"], each["code"]),
                "entered_on": date.fromisoformat(each["entered_on"]),
                "left_on": date.fromisoformat(each["left_on"]) if each["left_on"] else None,
                "before": self._minor(each["a_year_before"]),
                "effect": self._minor(each["effect_a_year"]),
                "share": each["share"],
                "why_not": gettext(LEFT_OUT_NAMES[each["why_not"]]) if each["why_not"] else "",
            }
            for each in rows
        ]

    @property
    def span(self) -> dict[str, Any]:
        """From when to when the months are, and how many customers stand in the comparison."""
        found, language = self.told.found, figures.language()
        first, last = (dates.month(date.fromisoformat(found[name]), language) for name in ("first_month", "last_month"))
        return {"first": first, "last": last, "donors": found["donors"], "most": MOST_DONORS}

    def _minor(self, minor: int | None) -> Money | None:
        return None if minor is None else Money.from_minor(minor, self._currency)

    def _unit(self, minor: int) -> float:
        return float(Money.from_minor(minor, self._currency).amount)

    def _in_full(self, minor: int) -> str:
        return figures.money_whole(Money.from_minor(minor, self._currency))

    def _major(self, minor: int) -> float:
        money = self.told.yearly(minor)
        return float(money.amount) if money else 0.0

    def _whole(self, minor: int) -> str:
        return figures.money_whole(self.told.yearly(minor))

    @property
    def _write(self) -> Callable[[float], str]:
        return lambda value: figures.money(Money(Decimal(value), self._currency))
