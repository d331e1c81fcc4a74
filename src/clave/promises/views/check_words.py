"""A promise check in words: how often, how sure, what the failing orders had in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from clave.analytics.promise_check import FailedOrder, KeptRate, PromiseCheck
from clave.kit.charts import share_record
from clave.kit.refusals import gettext_noop
from clave.kit.templatetags import figures
from clave.promises.views.rate_words import in_words

LEAST_CHANCE = 0.001

TRAITS = {
    "product_code": gettext_noop("product %(value)s"),
    "product_group": gettext_noop("product group %(value)s"),
    "site": gettext_noop("site %(value)s"),
    "ship_mode": gettext_noop("shipped %(value)s"),
    "weekday": gettext_noop("ordered on weekday %(value)s (1 is Monday)"),
    "month": gettext_noop("ordered in month %(value)s of the year"),
    "lines": gettext_noop("%(value)s lines in the order"),
}


@dataclass(frozen=True)
class Checked:
    """What a page shows of a check."""

    found: PromiseCheck
    failures: Sequence[FailedOrder]

    @property
    def more(self) -> int:
        """How many failing orders are not listed."""
        return len(self.found.failures) - len(self.failures)

    @property
    def common(self) -> str:
        """What the failing orders had in common, in one sentence; empty where chance may explain it."""
        shared = self.found.common
        return common_words({**asdict(shared), "lift": shared.lift, "chance": shared.chance}) if shared else ""

    @property
    def trend(self) -> str:
        """This half-year against the one before, and whether chance alone explains the difference; empty without both."""
        now, before = self.found.halves
        if now.share is None or before.share is None:
            return ""
        facts = {"now": in_words(now), "before": in_words(before)}
        said = gettext("In the last six months %(now)s, in the six before %(before)s.") % facts
        return f"{said} {_apart(now, before)}"

    @property
    def months(self) -> list[list[str]]:
        """The picture as a table, the latest month first."""
        return [[figures.month(month), in_words(rate)] for month, rate in reversed(self.found.months)]

    @property
    def headings(self) -> list[str]:
        """What stands over that table."""
        return [gettext("Month"), gettext("Kept")]

    @property
    def points(self) -> list[tuple[date, int, int]]:
        """Month, kept, judged."""
        return [(month, rate.kept, rate.judged) for month, rate in self.found.months]

    @property
    def picture(self) -> Any:
        """The trend by month."""
        sentence = gettext("Orders that would have kept the promise, month by month")
        return share_record(self.points, sentence=sentence, write=figures.percent)


def common_words(told: dict[str, Any]) -> str:
    """A shared trait with its count and interval, as what went together, not as a cause."""
    trait = gettext(TRAITS[told["trait"]]) % {"value": told["value"]}
    facts = {
        "trait": trait,
        "failed": told["failed"],
        "orders": told["orders"],
        "low": figures.percent(told["low"]),
        "high": figures.percent(told["high"]),
        "others_failed": told["others_failed"],
        "others": told["others"],
    }
    said = (
        gettext(
            "With %(trait)s, %(failed)s of %(orders)s orders failed (80 per cent interval %(low)s to %(high)s); "
            "of the others %(others_failed)s of %(others)s."
        )
        % facts
    )
    return " ".join(filter(None, [said, _lift_words(told), _chance_words(told.get("chance"))]))


def _lift_words(told: dict[str, Any]) -> str:
    if not told.get("lift"):
        return ""
    return gettext("That is %(times)s times as often.") % {"times": figures.number(told["lift"], 1)}


def _chance_words(chance: float | None) -> str:
    """How unusual it is, were failures spread at random over the orders."""
    if chance is None:
        return ""
    if chance < LEAST_CHANCE:
        return gettext("Were failures spread by chance, less than 1 check in 1,000 would show anything like it.")
    one_in = {"number": figures.number(round(1 / chance))}
    return gettext("Were failures spread by chance, about 1 check in %(number)s would show something like it.") % one_in


def _apart(now: KeptRate, before: KeptRate) -> str:
    """Better, worse, or nothing that chance does not explain: the two intervals touch."""
    if (now.low or 0) > (before.high or 1):
        return gettext("It got better.")
    if (now.high or 1) < (before.low or 0):
        return gettext("It got worse.")
    return gettext("Chance alone explains the difference.")
