"""A finished statement as machines read it: amounts as text in the unit of the currency, a year."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from clave.analytics.benefit.statement import WARNINGS
from clave.kit.money import Money
from clave.review.models import BenefitStatement
from clave.review.queries.benefit import Told

PER = "year"


def as_json(found: BenefitStatement) -> dict[str, Any]:
    """The statement as `clave benefit --json` prints it; null where nothing can be said."""
    told = Told(found)
    sentences = [gettext(WARNINGS[code]) for code in told.found["warnings"]]
    return {
        **{name: _amount(getattr(told, name)) for name in ("estimate", "low", "high")},
        "currency": found.currency,
        "per": PER,
        "methods": [
            {"name": each["name"], **{part: _amount(told.yearly(each[part])) for part in ("estimate", "low", "high")}}
            for each in told.found["methods"]
        ],
        "minimum_detectable": _amount(told.minimum_detectable),
        "is_claimed": told.is_claimed,
        "cost": _amount(told.cost),
        "net": _amount(told.net),
        "payback_months": told.found["payback_months"],
        "key_accounts": told.found["key_accounts"],
        "donors": told.found["donors"],
        "warning": " ".join(sentences) or None,
        "warnings": list(told.found["warnings"]),
        "statement": found.short_code,
        "run": found.run.short_code,
        "as_of": found.inputs["as_of"],
        "digest": found.result_digest,
    }


def _amount(money: Money | None) -> str | None:
    return None if money is None else f"{money.amount:f}"
