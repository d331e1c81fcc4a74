"""The process that opens files from outside: limited in memory, time and files, without secrets, without a database.

Started by `reading`; takes one JSON request on standard input, writes progress lines to standard output and its answer
to `answer.json` in the folder where the rows land.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    limit(**request["limits"])
    folder = Path(request["land_in"])
    answer = ANSWERS[request["ask"]](request, folder)
    (folder / "answer.json").write_text(json.dumps(answer, default=str), encoding="utf-8")


def limit(*, memory_mb: int, cpu_seconds: int, open_files: int, file_mb: int) -> None:
    """Give up what a file could abuse, before it is opened; cannot be taken back."""
    for what, most in (
        (resource.RLIMIT_AS, memory_mb << 20),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_FSIZE, file_mb << 20),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def inspected(request: dict[str, Any], _: Path) -> dict[str, Any]:
    """What a first look finds."""
    from clave.analytics.sources import Profile, inspect

    profile = Profile.from_toml(request["profile"])
    return inspect(request["path"], kind=request["kind"], settings=_settings(request), profile=profile).as_json()


def taken_in(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Every row checked, the good ones landed in the folder."""
    from clave.analytics.sources import Profile, take_in

    profile = Profile.from_toml(request["profile"]) if request["profile"] else None
    if request["sheet"]:
        profile = profile or Profile()
        profile = replace(profile, format=replace(profile.format, sheet=request["sheet"]))
    intake = take_in(
        request["path"],
        kind=request["kind"],
        profile=profile,
        land_in=folder,
        settings=_settings(request),
        progress=_tell,
    )
    return {**intake.as_json(), "mapped": sorted(intake.profile.columns)}


ANSWERS = {"inspect": inspected, "take_in": taken_in}


def _settings(request: dict[str, Any]) -> Any:
    from clave.analytics.sources import IntakeSettings

    told = dict(request["settings"])
    told["today"] = date.fromisoformat(told["today"])
    for name in ("known_customers", "known_people", "known_courses"):
        told[name] = None if told.get(name) is None else frozenset(told[name])
    told["known"] = {column: frozenset(values) for column, values in told.get("known", {}).items()}
    return IntakeSettings(**told)


def _tell(done: int, total: int) -> None:
    """Say how far the work is; when nobody listens any more, this process ends."""
    print(done, total, flush=True)


if __name__ == "__main__":
    main()
