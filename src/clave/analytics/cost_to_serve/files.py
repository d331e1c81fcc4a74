"""`DRIVERS.toml` as a file."""

from __future__ import annotations

from pathlib import Path

from clave.analytics.cost_to_serve import sentences
from clave.analytics.cost_to_serve.drivers import DriverSet
from clave.analytics.cost_to_serve.refusals import DriversRefused
from clave.analytics.problems import Problem

LARGEST_BYTES = 1_000_000


def drivers_from_file(path: Path) -> DriverSet:
    """The drivers of a file; DriversRefused lists every line that is wrong, or says that it cannot be read."""
    try:
        content = path.read_bytes()[: LARGEST_BYTES + 1]
    except OSError as error:
        raise DriversRefused((unreadable(path.name, str(error.strerror)),)) from None
    return drivers_from_bytes(content, path.name)


def drivers_from_bytes(content: bytes, name: str) -> DriverSet:
    """The drivers of a file's content."""
    if len(content) > LARGEST_BYTES:
        raise DriversRefused((unreadable(name, "> 1 MB"),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DriversRefused((unreadable(name, str(error)),)) from None
    return DriverSet.from_toml(text, name)


def unreadable(name: str, reason: str) -> Problem:
    """The file is no text that could be read."""
    return Problem("COSTS_NOT_TOML", sentences.NOT_READABLE, name, facts={"reason": reason, "key": "", "path": ""})
