"""How the charter would have chosen a year ago, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext, ngettext

from clave.kit.templatetags import figures
from clave.portfolio.models import LookBack
from clave.portfolio.rules.looking_back import CHARTER, CHOICES
from clave.portfolio.rules.states import Kind


@dataclass(frozen=True)
class LookBackView:
    """A look back at one moment, in the reader's language."""

    found: LookBack

    @classmethod
    def of(cls, found: LookBack | None) -> Self | None:
        """Nothing where nobody asked yet."""
        return cls(found) if found else None

    @property
    def is_at_work(self) -> bool:
        """Whether it is worth looking again in a moment."""
        return self.found.is_at_work

    @property
    def failure(self) -> str:
        """Why there is none."""
        told = self.found.failure
        return str(gettext(told["template"]) % told["facts"]) if told else ""

    @property
    def result(self) -> dict[str, Any]:
        """What was kept of it; empty until it is done."""
        return self.found.result or {}

    @property
    def top(self) -> list[str]:
        """How many first customers were looked at, as kept."""
        return [str(k) for k in self.result.get("top", ())]

    @property
    def sentence(self) -> str:
        """How many it would have caught, next to the best plain rule and to chance."""
        k = self.top[-1]
        charter, *plain = self.result["records"]
        best = max(plain, key=lambda each: each["hits"][k])
        facts = {
            "k": k,
            "day": figures.day(date.fromisoformat(self.result["cut"])),
            "hits": figures.number(charter["hits"][k]),
            "best": figures.number(best["hits"][k]),
            "rule": gettext(CHOICES[best["name"]]),
            "chance": figures.number(round(self.result["chance"][k], 1)),
        }
        return (
            gettext(
                "With the data of %(day)s the measured criteria of this charter would have caught %(hits)s of the %(k)s "
                "customers that brought most in the year after. The best plain rule, %(rule)s, catches %(best)s; "
                "drawing lots %(chance)s."
            )
            % facts
        )

    @property
    def judged(self) -> str:
        """What no trial can cover."""
        number = self.result["criteria"].get(Kind.JUDGED, 0)
        if not number:
            return ""
        told = ngettext(
            "%(number)s criterion is judged by people: nobody judged it then, so it is not part of this trial.",
            "%(number)s criteria are judged by people: nobody judged them then, so they are not part of this trial.",
            number,
        )
        return told % {"number": figures.number(number)}

    @property
    def rows(self) -> list[tuple[str, bool, Sequence[tuple[str, str]]]]:
        """Each way of choosing: its name, whether it is the charter's, hits and captured share by K."""
        return [
            (gettext(CHOICES[each["name"]]), each["name"] == CHARTER, self._cells(each))
            for each in self.result["records"]
        ]

    def _cells(self, record: dict[str, Any]) -> list[tuple[str, str]]:
        shares = record["captured_share"]
        return [
            (
                figures.number(record["hits"][k]),
                figures.percent(shares[k]) or "–",
            )
            for k in self.top
        ]
