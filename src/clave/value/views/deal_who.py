"""Who decides on a deal and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from clave.kit.templatetags import figures
from clave.value.deal_models import DealDecision
from clave.value.deal_rules import LIMIT_NAMES, SEAT_NAMES, Breach, Seat
from clave.value.queries.deals import DealLine


def seats_words(seats: Iterable[Seat]) -> str:
    """Who is to decide."""
    return ", ".join(gettext(SEAT_NAMES[seat]) for seat in seats)


def breach_words(found: Sequence[Breach | Mapping[str, Any]]) -> list[str]:
    """Which limits a deal goes beyond, one sentence each."""
    return [_breach(vars(one) if isinstance(one, Breach) else one) for one in found]


def decided(line: DealLine) -> list[DealDecision]:
    """What was decided about the version that counts, in order."""
    return list(line.asking.decisions.all()) if line.asking else []


def limit_rows(limits: Mapping[str, tuple[float, float]]) -> list[tuple[str, str, str]]:
    """The limits as a table: measure, first limit, second limit."""
    return [
        (gettext(LIMIT_NAMES[name]), _said(name, first), _said(name, second))
        for name, (first, second) in limits.items()
    ]


def _breach(one: Mapping[str, Any]) -> str:
    name, figure = gettext(LIMIT_NAMES[one["measure"]]), one["figure"]
    if figure is None:
        return gettext("%(name)s is not known, so it counts as beyond every limit.") % {"name": name}
    told = {"name": name, "figure": _said(one["measure"], figure), "limit": _said(one["measure"], one["limit"])}
    return gettext("%(name)s: %(figure)s, beyond the limit of %(limit)s.") % told


def _said(measure: str, figure: float) -> str:
    return figures.number(figure) if measure == "years" else figures.percent(figure, 1)
