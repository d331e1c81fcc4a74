"""What we can tell about runs: which there are, what went into one, what it found."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from clave.kit.money import Money
from clave.ledger import queries as ledger
from clave.ledger.models import DataVersion
from clave.ledger.rules import Membership
from clave.value.models import Run

if TYPE_CHECKING:
    from clave.access.models import User

SHOWN_RUNS = 100


def data_version() -> DataVersion | None:
    """The latest data version that holds order lines; None when there is none to compute from."""
    has_orders = ledger.active_batches().filter(kind="orders").exclude(ledger_file="").exists()
    return DataVersion.objects.first() if has_orders else None


def run_named(name: str) -> Run | None:
    """A run by its short code, in either case, or by its number."""
    number = name.upper().removeprefix("R")
    by_number = Run.objects.filter(number=int(number)) if number.isascii() and number.isdigit() else Run.objects.none()
    return Run.objects.filter(short_code__iexact=name).first() or by_number.first()


def same_run(inputs_digest: str) -> Run | None:
    """The run that these inputs have already: waiting, at work or done."""
    return Run.objects.filter(inputs_digest=inputs_digest).exclude(state="failed").first()


def ledger_files(version: int) -> list[dict[str, Any]]:
    """The files that count in a data version, with the digests of what came and of what Clave keeps."""
    fields = ("number", "kind", "file_name", "rows", "content_sha256", "ledger_sha256")
    return list(ledger.active_batches(version).exclude(ledger_file="").values(*fields))


def groups_digest(groups: Mapping[str, Sequence[Membership]]) -> str:
    """SHA-256 over who belonged to which group, from when to when."""
    told = sorted(
        [code, link.parent, link.valid_from.isoformat(), link.valid_to.isoformat() if link.valid_to else None]
        for code, links in groups.items()
        for link in links
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def segments_digest(segments: Mapping[str, str]) -> str:
    """SHA-256 over the segment of every customer."""
    return hashlib.sha256(json.dumps(sorted(segments.items())).encode()).hexdigest()


def parents_on(groups: Mapping[str, Sequence[Membership]], day: date) -> dict[str, str]:
    """Customer -> the group it belongs to on a day."""
    return {
        code: link.parent
        for code, links in groups.items()
        for link in links
        if link.valid_from <= day and (link.valid_to is None or link.valid_to >= day)
    }


def currencies() -> list[str]:
    """The currencies of the order lines that count, the one with most lines first."""
    lines: Counter[str] = Counter()
    numbers = ledger.active_batches().filter(kind="orders").values_list("job__totals", flat=True)
    for totals in numbers:
        for currency, found in ((totals or {}).get("by_currency") or {}).items():
            lines[currency] += found.get("lines", 0)
    return [currency for currency, _ in lines.most_common()]


def usual_parameters() -> dict[str, Any]:
    """What a form offers: the parameters of the latest run, else the usual ones in the main currency of the orders."""
    fields = ("horizon_months", "discount_rate_basis_points", "currency", "seed")
    last = Run.objects.exclude(currency="").values(*fields).first()
    if last:
        return dict(last)
    found = currencies()
    return {"horizon_months": 36, "discount_rate_basis_points": 1000, "currency": found[0] if found else "", "seed": 1}


def shown_runs(user: User) -> QuerySet[Run]:
    """The runs this person may see, newest first, with who asked for them and their data version."""
    return Run.objects.visible_to(user).select_related("by", "data_version")[:SHOWN_RUNS]


def money_totals(run: Run) -> list[tuple[str, Money]]:
    """What all customers of a finished run come to, worth first; what is not known is left out."""
    totals = run.manifest.get("totals", {})
    return [
        (name, Money(Decimal(totals[name]), run.currency))
        for name in ("lifetime_value", "contribution", "cost_to_serve", "product_cost", "revenue")
        if totals.get(name) is not None
    ]
