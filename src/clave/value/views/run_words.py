"""A run as its pages say it: where it stands, why its method was chosen, what to know, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext

from clave.kit.templatetags import figures
from clave.ledger.rules import KIND_NAMES
from clave.value import rules
from clave.value.models import Run
from clave.value.operations.moves import STOPPED, has_died
from clave.value.rules import State

MARKS = {State.QUEUED: "none", State.RUNNING: "none", State.DONE: "good", State.FAILED: "bad"}


@dataclass(frozen=True)
class RunView:
    """One run at one moment, in the reader's language."""

    run: Run
    now: datetime

    @property
    def is_silent(self) -> bool:
        """Whether the process that worked on it has died."""
        return has_died(self.run, self.now)

    @property
    def is_at_work(self) -> bool:
        """Whether it is worth looking again in a moment."""
        return self.run.is_at_work and not self.is_silent

    @property
    def mark(self) -> str:
        """How its state is marked."""
        return "bad" if self.is_silent else MARKS[State(self.run.state)]

    @property
    def state(self) -> str:
        """Where it stands."""
        return gettext("stopped") if self.is_silent else gettext(rules.STATE_NAMES[State(self.run.state)])

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Every step of the work with its mark: good when done, now while it lasts."""
        names = list(rules.STEPS)
        at = names.index(self.run.step) if self.run.step in names else -1
        marks = ("good" if place < at else "now" if place == at else "" for place in range(len(names)))
        return [(mark, gettext(words)) for mark, words in zip(marks, rules.STEPS.values(), strict=True)]

    @property
    def failure(self) -> str:
        """Why it failed and what to do; empty when it did not."""
        told = STOPPED if self.is_silent else self.run.failure
        return in_words(told) if told else ""

    @property
    def warnings(self) -> list[str]:
        """What a reader of its figures must know."""
        return [in_words(each) for each in self.run.warnings]

    @property
    def took(self) -> str:
        """How long the work took."""
        if not self.run.started_at or not self.run.finished_at:
            return ""
        seconds = round((self.run.finished_at - self.run.started_at) / timedelta(seconds=1))
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": figures.number(seconds)}

    @property
    def discount_rate(self) -> Decimal:
        """The yearly rate as a share."""
        return Decimal(self.run.discount_rate_basis_points) / rules.BASIS_POINTS

    @property
    def method(self) -> str:
        """By what lifetime value was estimated."""
        name = self._model.get("method", "")
        return gettext(rules.METHOD_NAMES[name]) if name in rules.METHOD_NAMES else name

    @property
    def method_reason(self) -> str:
        """Why by that."""
        reason = self.run.manifest.get("method_reason", "")
        return gettext(reason) if reason else ""

    @property
    def estimates(self) -> list[tuple[str, str]]:
        """The parameters that the model found."""
        known = ((name, value) for name, value in self._model.items() if isinstance(value, float))
        return [(name, figures.number(value, 4)) for name, value in known]

    @property
    def value_basis(self) -> str:
        """What lifetime value is made of."""
        if self.run.manifest.get("value_basis") == "revenue":
            return gettext("Lifetime value is made of revenue, because the ledger holds no cost.")
        return gettext("Lifetime value is made of contribution.")

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What was counted."""
        counted = self.run.manifest.get("rows", {})
        return [(gettext(words), figures.number(counted[n])) for n, words in rules.ROW_NAMES.items() if n in counted]

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files that went in, with the kind in words."""
        return [
            {**file, "kind_name": gettext(KIND_NAMES[file["kind"]]), "digest": file["content_sha256"]}
            for file in self.run.manifest.get("files", [])
        ]

    @property
    def _model(self) -> dict[str, Any]:
        return dict(self.run.manifest.get("model", {}))


def in_words(told: dict[str, Any]) -> str:
    """A kept refusal or warning in the reader's language."""
    return str(gettext(told["template"]) % told["facts"])
