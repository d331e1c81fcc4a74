"""Every address of the application, found by walking the URL configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One route: its name, its pattern, and what its door asks for."""

    name: str
    path: str
    opens_to: str | None
    takes: frozenset[str]


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "/", ""))


def _walk(patterns: Iterable[Any], prefix: str, space: str) -> Iterator[Address]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern):
            takes = frozenset(pattern.pattern.converters)
            door = getattr(pattern.callback, "opens_to", None)
            yield Address(space + (pattern.name or ""), path, door, takes)
