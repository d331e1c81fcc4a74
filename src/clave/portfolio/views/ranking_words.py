"""A ranking as its pages say it: where it stands, what went in, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from clave.kit.refusals import gettext_noop
from clave.kit.templatetags import figures
from clave.portfolio.models import Ranking
from clave.portfolio.operations.ranking_moves import has_died
from clave.portfolio.rules.ranking_refusals import STOPPED
from clave.value.rules import STATE_NAMES, State

MARKS = {State.QUEUED: "none", State.RUNNING: "none", State.DONE: "good", State.FAILED: "bad"}
STEPS = {
    "reading": gettext_noop("Reading what is known of every candidate"),
    "scoring": gettext_noop("Scoring, and drawing weights to see how firm each place is"),
    "rows": gettext_noop("Keeping every candidate"),
}
"""What a ranking does, in order."""
CHARTERS_PAGE, JUDGEMENTS_PAGE = "/charter/", "/judgements/"


def charter_page(ranking: Ranking) -> str:
    """Where the charter of a ranking stands."""
    return f"{CHARTERS_PAGE}{ranking.charter.number}/"


@dataclass(frozen=True)
class RankingView:
    """One ranking at one moment, in the reader's language."""

    ranking: Ranking
    now: datetime

    @property
    def is_silent(self) -> bool:
        """Whether the process that worked on it has died."""
        return has_died(self.ranking, self.now)

    @property
    def is_at_work(self) -> bool:
        """Whether it is worth looking again in a moment."""
        return self.ranking.is_at_work and not self.is_silent

    @property
    def mark(self) -> str:
        """How its state is marked."""
        return "bad" if self.is_silent else MARKS[State(self.ranking.state)]

    @property
    def state(self) -> str:
        """Where it stands."""
        return gettext("stopped") if self.is_silent else gettext(STATE_NAMES[State(self.ranking.state)])

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Every step of the work with its mark: good when done, now while it lasts."""
        names = list(STEPS)
        at = names.index(self.ranking.step) if self.ranking.step in names else -1
        marks = ("good" if place < at else "now" if place == at else "" for place in range(len(names)))
        return [(mark, gettext(words)) for mark, words in zip(marks, STEPS.values(), strict=True)]

    @property
    def failure(self) -> str:
        """Why it failed and what to do; empty when it did not."""
        told: dict[str, Any] | None = STOPPED if self.is_silent else self.ranking.failure
        return str(gettext(told["template"]) % told["facts"]) if told else ""

    @property
    def charter_page(self) -> str:
        """Where its charter stands."""
        return charter_page(self.ranking)

    @property
    def took(self) -> str:
        """How long the work took."""
        if not self.ranking.finished_at:
            return ""
        seconds = max(round((self.ranking.finished_at - self.ranking.queued_at) / timedelta(seconds=1)), 1)
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": figures.number(seconds)}
