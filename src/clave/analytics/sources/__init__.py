"""The intake: files and databases as they come, checked row by row and landed as typed Parquet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clave.analytics.sources.intake import (
    FileRefused,
    Inspection,
    Intake,
    IntakeRefused,
    IntakeSettings,
    ProposedColumn,
)
from clave.analytics.sources.profile import Profile, ProfileRefused

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

    `path` is a file, a folder or glob of one kind, or a database address. `progress` is called with steps done and steps
    in all. Never raises for bad input: the answer says what is wrong (`Intake.refused`, `Intake.refused_file`).
    """
    from clave.analytics.sources.taking_in import take_in_source

    return take_in_source(path, kind=kind, profile=profile, land_in=land_in, settings=settings, progress=progress)


def inspect(path: Path | str, *, kind: str = "orders", settings: IntakeSettings) -> Inspection:
    """Look at the beginning of `path` and propose a mapping; `problems` says why the file could not be taken in."""
    from clave.analytics.sources.inspecting import inspect_source

    return inspect_source(path, kind=kind, settings=settings)
