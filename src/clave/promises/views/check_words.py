"""A promise check in words: how often, how sure, what the failing orders had in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from clave.analytics.promise_check import FailedOrder, PromiseCheck
from clave.kit.charts import share_record
from clave.kit.refusals import gettext_noop
from clave.kit.templatetags import figures

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
    def common(self) -> str:
        """What the failing orders had in common, in one sentence; empty where chance may explain it."""
        shared = self.found.common
        return common_words({**asdict(shared), "lift": shared.lift}) if shared else ""

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
    return (
        gettext(
            "With %(trait)s, %(failed)s of %(orders)s orders failed (80 per cent interval %(low)s to %(high)s); "
            "of the others %(others_failed)s of %(others)s."
        )
        % facts
    )
