"""The intake: files and databases as they come, checked row by row and landed as typed Parquet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from clave.analytics.sources.intake import (
    FileRefused,
    Inspection,
    Intake,
    IntakeRefused,
    IntakeSettings,
    ProposedColumn,
)
from clave.analytics.sources.profile import Profile, ProfileRefused

if TYPE_CHECKING:
    from clave.analytics.ledger import Ledger

__all__ = [
    "FileRefused",
    "Inspection",
    "Intake",
    "IntakeRefused",
    "IntakeSettings",
    "Profile",
    "ProfileRefused",
    "ProposedColumn",
    "inspect",
    "open_ledger",
    "take_in",
]


def take_in(
    path: Path | str,
    *,
    kind: str = "orders",
    profile: Profile | None = None,
    land_in: Path,
    settings: IntakeSettings,
    progress: Callable[[int, int], None] | None = None,
) -> Intake:
    """Check every row of `path` and land the good ones in `land_in` as `{kind}-{digest}.parquet`.

    `path` is a file, a folder or glob of one kind, or a database address. `progress` is called with the
    steps done and the steps in all. Never raises for bad input: the answer says what is
    wrong (`Intake.refused`, `Intake.refused_file`).
    """
    from clave.analytics.sources.taking_in import take_in_source

    return take_in_source(path, kind=kind, profile=profile, land_in=land_in, settings=settings, progress=progress)


def inspect(
    path: Path | str, *, kind: str = "orders", settings: IntakeSettings, profile: Profile | None = None
) -> Inspection:
    """Look at `path` and propose a mapping; `problems` says why it could not be taken in as it is.

    `profile` may say how the file is written (`[format]`) and fix some columns.
    """
    from clave.analytics.sources.inspecting import inspect_source

    return inspect_source(path, kind=kind, settings=settings, profile=profile)


def open_ledger(
    source: Path | str,
    *,
    profile: Profile | Path | str | None = None,
    activities: Path | str | None = None,
    rates: Path | str | None = None,
    today: date | None = None,
    time_zone: str = "Europe/Berlin",
    reporting_currency: str | None = None,
    land_in: Path | None = None,
    threads: int | None = None,
) -> Ledger:
    """A validated ledger from a file, a folder, a glob or a database address, of any number of rows.

    `profile` is a mapping profile or its path; amounts are in the rows' currencies; `today` bounds the dates and is the
    current day where absent. The rows land in `land_in`, or in a folder that goes when the process ends. Raises
    IntakeRefused, carrying the intake with every reason, when a single row is refused.
    """
    from clave.analytics.sources.opening import open_source

    return open_source(
        source,
        profile=profile,
        activities=activities,
        rates=rates,
        today=today,
        time_zone=time_zone,
        reporting_currency=reporting_currency,
        land_in=land_in,
        threads=threads,
    )
