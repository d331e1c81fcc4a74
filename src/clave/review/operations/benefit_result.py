"""What a statement of the benefit keeps: every figure behind its page, worked out from the run and what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from clave.analytics.benefit import benefit
from clave.analytics.benefit.statement import Estimate, Statement
from clave.analytics.benefit.twins import Twin, Twins
from clave.review.queries.benefit_panel import Built, built
from clave.review.rules.benefit import Cost, Spent, month_named, spent
from clave.value.models import Run

SHARE_PLACES = 6
Facts = dict[str, Any]


def nothing(_: str) -> None:
    """Nobody asks how far the work is."""


def stated(run: Run, inputs: Mapping[str, Any], say: Callable[[str], None] = nothing) -> Facts:
    """The result of a statement; amounts in minor units over all months since entry, shares with six decimals."""
    say("reading")
    panel = built(run, inputs)
    say("estimating")
    cost, is_known = _spent(inputs, panel, run.currency)
    found = benefit(panel.panel, programme_cost=float(cost.total), draws=inputs["draws"], seed=inputs["seed"])
    is_priced = is_known and bool(found.methods)
    return {
        "methods": [_estimate(each) for each in found.methods],
        "is_claimed": found.is_claimed,
        "minimum_detectable": _minor(found.minimum_detectable),
        "months_measured": round(found.months_measured, SHARE_PLACES),
        "accounts_needed": found.accounts_needed,
        "pre_trend": _estimate(found.pre_trend) if found.pre_trend else None,
        "rest": {"before": _share(found.rest.before), "since": _share(found.rest.since)} if found.rest else None,
        "cost": {"total": cost.total, "unpriced": cost.unpriced, "elsewhere": cost.elsewhere, "known": is_known},
        "net": _minor(found.net) if is_priced else None,
        "payback_months": _rounded(found.payback_months) if is_priced else None,
        "first_month": panel.months[0].isoformat(),
        "last_month": panel.months[-1].isoformat(),
        "donors": found.donors,
        "key_accounts": len(inputs["members"]),
        "warnings": list(found.warnings),
        "accounts": _accounts(panel, found, inputs),
        "paths": _paths(found.twins) if found.twins else None,
        "placebos": sorted(_share(each) for each in found.twins.placebos) if found.twins else [],
    }


def _spent(inputs: Mapping[str, Any], panel: Built, currency: str) -> tuple[Spent, bool]:
    """What the programme cost from the first entry measured to the last whole month, and whether any cost is known."""
    measured = panel.panel.entered[panel.panel.treated]
    if not measured.size:
        return Spent(0, 0, 0), False
    costs = [
        Cost(each["yearly"], each["currency"], _day(each["from"]), _day(each["to"]) if each["to"] else None)
        for each in inputs["costs"]
    ]
    since, until = panel.months[int(measured.min())], month_named(inputs["last_month"] + 1) - timedelta(days=1)
    known = any(each.yearly is not None and each.currency == currency for each in costs)
    return spent(costs, currency, since, until), known


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _estimate(each: Estimate) -> Facts:
    ends = {name: _minor(getattr(each, name)) for name in ("estimate", "low", "high")}
    return {"name": each.name, **ends, "share": _share(each.share)}


def _accounts(panel: Built, found: Statement, inputs: Mapping[str, Any]) -> list[Facts]:
    """Every key account there ever was: since when, until when, its own effect beside its mixture, or why it has none."""
    place = {unit.code: at for at, unit in enumerate(panel.units)}
    mixed = {twin.account: twin for twin in found.twins.every} if found.twins else {}
    rows = []
    for each in inputs["members"]:
        at = place.get(each["code"])
        reason = panel.missing.get(each["code"], "") if at is None else found.left_out.get(at, "")
        twin = mixed.get(at) if at is not None and not reason else None
        rows.append(
            {
                "code": each["code"],
                "entered_on": each["entered_on"],
                "left_on": each["left_on"],
                "why_not": reason,
                "a_year_before": _minor(twin.size * 12) if twin else None,
                "effect_a_year": _minor(twin.effect * 12) if twin else None,
                "share": _share(twin.effect / twin.size) if twin else None,
            }
        )
    return rows


def _paths(twins: Twins) -> Facts:
    """All key accounts together beside their mixtures, by months from entry; `months` names them where all entered at once."""
    before, actual, synthetic = twins.around_entry()
    return {
        "before": before,
        "actual": [round(each) for each in actual.tolist()],
        "synthetic": [round(each) for each in synthetic.tolist()],
        "entered_together": _together(twins.every),
        "p_value": _p_value(twins),
    }


def _together(every: Sequence[Twin]) -> bool:
    return len({twin.entry for twin in every}) == 1


def _p_value(twins: Twins) -> float:
    """Share of placebos at least as far from nothing as the mean key account, itself counted with them."""
    mean = np.mean([twin.effect / twin.size for twin in twins.every])
    beyond = int(np.sum(np.abs(twins.placebos) >= abs(mean)))
    return _share((beyond + 1) / (len(twins.placebos) + 1))


def _minor(amount: float | None) -> int | None:
    return None if amount is None else round(amount)


def _share(value: float) -> float:
    return round(float(value), SHARE_PLACES)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
