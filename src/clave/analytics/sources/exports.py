"""Files that other programs export, told by their headers: which program, which records, and how they become ours."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from clave.analytics.sources.profile import Computed, Constant, JoinedText, LookedUp, Origin, Profile, Theirs

READY = "clave.analytics.sources.ready"


@dataclass(frozen=True)
class Export:
    """What one program exports: the kind of file it is here, the headers that tell it, the profile ready for it."""

    program: str
    records: str
    kind: str
    profile: str
    telling: frozenset[str]

    @property
    def name(self) -> str:
        """Program and records in one phrase."""
        return f"{self.program} ({self.records})"

    def profile_for(self, headers: Sequence[str], given: Profile) -> Profile:
        """The ready profile, as far as its columns are in the file; how the file is written as `given` says."""
        ready = Profile.from_toml((files(READY) / self.profile).read_text(encoding="utf-8"), self.profile)
        columns = {ours: origin for ours, origin in ready.columns.items() if _is_there(origin, headers)}
        exclude = tuple(each for each in ready.filters.exclude if each.column in headers)
        format = replace(given.format, time_zone=given.format.time_zone or ready.format.time_zone)
        return replace(given, columns=columns, format=format, filters=replace(given.filters, exclude=exclude))


def recognised(headers: Collection[str]) -> Export | None:
    """The export that these headers are of; of several that fit the one that more headers tell, None where none does."""
    held = set(headers)
    fitting = [export for export in exports() if export.telling <= held]
    return max(fitting, key=lambda export: len(export.telling), default=None)


@cache
def exports() -> tuple[Export, ...]:
    """Every export that is known."""
    told = tomllib.loads((files(READY) / "exports.toml").read_text(encoding="utf-8"))["export"]
    return tuple(Export(**{**each, "telling": frozenset(each["telling"])}) for each in told)


def _is_there(origin: Origin, headers: Sequence[str]) -> bool:
    """Whether the file has what this origin needs."""
    match origin:
        case Theirs(column):
            return column in headers
        case JoinedText(columns):
            return set(columns) <= set(headers)
        case Constant() | Computed() | LookedUp():
            return True
