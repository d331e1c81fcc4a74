"""Any source of order lines as a validated ledger."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from clave.analytics.ledger import Ledger
from clave.analytics.sources import IntakeRefused, IntakeSettings, Profile, ProfileRefused, take_in
from clave.analytics.sources.intake import Intake

FOR_A_LEDGER: dict[str, Any] = {"max_rows": None, "max_uncompressed_mb": None, "adds_up": False}


def open_source(
    source: Path | str,
    *,
    profile: Profile | Path | str | None,
    activities: Path | str | None,
    rates: Path | str | None,
    today: date | None,
    time_zone: str,
    reporting_currency: str | None,
    land_in: Path | None,
    threads: int | None,
) -> Ledger:
    """See `clave.analytics.sources.open_ledger`."""
    day = today or datetime.now(ZoneInfo(time_zone)).date()
    settings = replace(IntakeSettings(day, time_zone, threads=threads), **FOR_A_LEDGER)
    folder = land_in or folder_for_now()
    orders = accepted(source, "orders", loaded(profile), folder, settings)
    others = {"activities": activities, "rates": rates}
    taken = {kind: accepted(path, kind, None, folder, settings) for kind, path in others.items() if path is not None}
    return Ledger(
        orders=landed(orders),
        digest=digest_of([orders, *taken.values()]),
        activities=landed(taken.get("activities")),
        rates=landed(taken.get("rates")),
        one_line_orders=orders.one_line_orders,
        reporting_currency=reporting_currency,
    )


def folder_for_now() -> Path:
    """A folder that goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="clave-ledger-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def loaded(profile: Profile | Path | str | None) -> Profile | None:
    """The profile itself, or read from its file."""
    if profile is None or isinstance(profile, Profile):
        return profile
    try:
        return Profile.from_file(Path(profile))
    except ProfileRefused as refused:
        raise IntakeRefused(refused_profile(refused)) from None


def refused_profile(refused: ProfileRefused, kind: str = "orders") -> Intake:
    """The intake that never began because its profile cannot be read."""
    return Intake(kind, 0, 0, (refused.problem,), 1, (), {}, None, Profile(), "", refused_file=True)


def accepted(path: Path | str, kind: str, profile: Profile | None, folder: Path, settings: IntakeSettings) -> Intake:
    """The intake of a source without a single refused row; IntakeRefused otherwise."""
    intake = take_in(path, kind=kind, profile=profile, land_in=folder, settings=settings)
    if not intake.is_clean:
        raise IntakeRefused(intake)
    return intake


def landed(intake: Intake | None) -> tuple[Path, ...]:
    """The file of an intake, if there is one."""
    return (intake.landed,) if intake and intake.landed else ()


def digest_of(intakes: list[Intake]) -> str:
    """The digest of all content and of how it was mapped."""
    parts = [f"{intake.kind} {intake.content_sha256}\n{intake.profile.to_toml()}" for intake in intakes]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
