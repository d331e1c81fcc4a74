"""What we can tell about customers, imports and the ledger."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q, QuerySet

from clave.analytics.ledger import Ledger
from clave.analytics.schema import KINDS
from clave.company.models import Person
from clave.kit.money import Money
from clave.ledger import store
from clave.ledger.comparing import HeldFile
from clave.ledger.gates import holding
from clave.ledger.models import Batch, Customer, CustomerParent, DataVersion, ImportJob, PeriodLock
from clave.ledger.refusals import LedgerDamaged, VersionUnknown
from clave.ledger.rules import FILE_KINDS, OVER, Membership

if TYPE_CHECKING:
    from clave.access.models import User

UPLOAD_LIMITS: dict[str, int | None] = {"max_rows": 1_000_000, "max_uncompressed_mb": 200}
SHOWN_IMPORTS = 100
SHOWN_VERSIONS = 100


def current_version() -> int:
    """The number of the latest data version; 0 while nothing was imported."""
    return DataVersion.objects.values_list("number", flat=True).first() or 0


def active_batches(version: int | None = None) -> QuerySet[Batch]:
    """The batches that count in a data version, in the order they came."""
    if version is None:
        return Batch.objects.filter(active_to_version=None).order_by("number")
    ended = Q(active_to_version=None) | Q(active_to_version__gt=version)
    return Batch.objects.filter(ended, active_from_version__lte=version).order_by("number")


def held_files(kind: str, version: int | None = None) -> list[HeldFile]:
    """The ledger files of one kind, in the order they came."""
    batches = active_batches(version).filter(kind=kind).exclude(ledger_file="")
    return [HeldFile(b.number, store.path_of(b.ledger_file), bool(b.changed)) for b in batches]


def current_ledger(version: int | None = None, reporting_currency: str | None = None) -> Ledger:
    """The ledger of a data version, the latest where none is given, every file checked against its registered digest.

    Raises LedgerDamaged where a file is missing or not what was written, VersionUnknown for a version there never was.
    """
    if version is not None and not 0 <= version <= (latest := current_version()):
        raise VersionUnknown(version=version, latest=latest)
    paths: dict[str, list[Path]] = {kind: [] for kind in FILE_KINDS}
    batches = list(active_batches(version).exclude(ledger_file=""))
    for batch in batches:
        paths[batch.kind].append(_verified(batch))
    return Ledger(
        orders=tuple(paths["orders"]),
        activities=tuple(paths["activities"]),
        rates=tuple(paths["rates"]),
        digest=digest_of(batches),
        has_corrections=any(batch.changed for batch in batches if batch.kind == "orders"),
        reporting_currency=reporting_currency,
    )


def segments() -> dict[str, str]:
    """Customer code -> the segment that the customer file names; customers without one are left out."""
    return dict(Customer.objects.exclude(segment="").order_by("code").values_list("code", "segment"))


def digest_of(batches: Iterable[Batch]) -> str:
    """SHA-256 over the digests of the ledger files, in the order they came."""
    lines = (f"{batch.kind} {batch.ledger_sha256}\n" for batch in batches if batch.ledger_file)
    return hashlib.sha256("".join(lines).encode("ascii")).hexdigest()


def _verified(batch: Batch) -> Path:
    path = store.path_of(batch.ledger_file)
    if not path.is_file() or store.sha256_of(path) != batch.ledger_sha256:
        raise LedgerDamaged(file=path.name, number=batch.number)
    return path


def intake_settings(job: ImportJob, today: date) -> dict[str, Any]:
    """What the reader of a file must know: the day, the customers and people there are, what came before."""
    return {
        "today": today.isoformat(),
        "time_zone": settings.TIME_ZONE,
        "known_customers": known_customers(job.kind),
        "known_people": list(Person.objects.values_list("person_code", flat=True)) if job.kind == "people" else None,
        "already_imported": imported_before(job.kind),
        **(UPLOAD_LIMITS if job.source_is_ours else {"max_rows": None, "max_uncompressed_mb": None}),
    }


def known_customers(kind: str) -> list[str] | None:
    """The codes that a file of this kind may name; None where unknown ones are created from the order lines."""
    if kind in ("rates", "people", "training", "promises", "offers", "skills"):
        return None
    if kind in FILE_KINDS and not Customer.objects.filter(origin=Customer.Origin.MASTER).exists():
        return None
    return list(Customer.objects.values_list("code", flat=True))


def imported_before(kind: str) -> dict[str, str]:
    """SHA-256 of the content of every active import -> its file name, moment and number."""
    batches = active_batches().filter(kind=kind)
    return {b.content_sha256: f"{b.file_name} ({b.imported_at:%Y-%m-%d %H:%M} UTC, import {b.number})" for b in batches}


def imports(user: User) -> QuerySet[ImportJob]:
    """The imports this person may see, newest first, with their batches."""
    return ImportJob.objects.visible_to(user).select_related("by", "batch", "batch__undone_by")[:SHOWN_IMPORTS]


def waiting_keys() -> set[Any]:
    """The keys of imports that are not over, whose uploads must stay."""
    return set(ImportJob.objects.exclude(state__in=OVER).values_list("key", flat=True))


def registered_files() -> set[str]:
    """Every ledger file the registry knows, of undone imports too: old versions stay readable."""
    return set(Batch.objects.exclude(ledger_file="").values_list("ledger_file", flat=True))


def locked_until() -> date | None:
    """The last day of the locked period; None when nothing is locked."""
    return PeriodLock.day()


def memberships(codes: Iterable[str] | None = None, *, lock: bool = False) -> dict[str, list[Membership]]:
    """Customer code -> its groups over time, in order; of all customers or of those named; locked for a change."""
    links = CustomerParent.objects.order_by("valid_from")
    if lock:
        links = links.select_for_update(of=("self",))
    if codes is not None:
        links = links.filter(customer__code__in=list(codes))
    found: dict[str, list[Membership]] = defaultdict(list)
    for code, parent, start, end in links.values_list("customer__code", "parent__code", "valid_from", "valid_to"):
        found[code].append(Membership(parent, start, end))
    return dict(found)


def groups_on(day: date) -> dict[str, str]:
    """Customer code -> the code of the top of its group on that day; only customers that belong to one."""
    up = dict(CustomerParent.objects.filter(holding(day)).values_list("customer__code", "parent__code"))
    tops: dict[str, str] = {}
    for code in up:
        top = up[code]
        while top in up:
            top = up[top]
        tops[code] = top
    return tops


def data_versions() -> QuerySet[DataVersion]:
    """The latest data versions, each with the import that made it."""
    return DataVersion.objects.select_related("batch", "batch__job", "batch__imported_by")[:SHOWN_VERSIONS]


def import_outlook(job: ImportJob) -> dict[str, Any]:
    """What the page of an import shows besides it: value by currency, first rows, the version it made, its twin."""
    preview = job.preview or {}
    rows = preview.get("first_rows", [])
    names = [column.name for column in KINDS[job.kind].columns]
    return {
        "preview": preview,
        "values": _values(preview),
        "columns": [name for name in names if any(row.get(name) not in (None, "") for row in rows)],
        "version": job.batch.versions.order_by("number").first() if job.batch else None,
        "locked_until": locked_until() if preview.get("in_locked_period") else None,
        "twin": _twin(job) if job.came_before else None,
    }


def undo_outlook(batch: Batch) -> dict[str, Any]:
    """What taking an import back would undo besides its rows: what was not there before it."""
    return {"created": batch.images.filter(before__isnull=True).count()}


def _values(preview: Mapping[str, Any]) -> list[tuple[Money | None, Money | None]]:
    """By currency, what new rows add and what corrections change."""
    added, changed = preview.get("value_added", {}), preview.get("value_changed", {})
    told = sorted({*added, *changed})
    return [tuple(Money(Decimal(v[c]), c) if c in v else None for v in (added, changed)) for c in told]  # type: ignore[misc]


def _twin(job: ImportJob) -> ImportJob | None:
    """The import that brought the same content before."""
    found = ImportJob.objects.filter(
        batch__active_to_version=None, batch__kind=job.kind, batch__content_sha256=job.content_sha256
    )
    return found.exclude(pk=job.pk).select_related("batch").first()
