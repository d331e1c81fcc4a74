"""Circles in anything where each points to at most one other: customers and groups, people and superiors."""

from __future__ import annotations

from collections.abc import Mapping


def circles(points_to: Mapping[str, str | None]) -> list[tuple[str, ...]]:
    """Every circle, as the codes along it in the order of the arrows; empty when every line ends somewhere."""
    found: list[tuple[str, ...]] = []
    settled: set[str] = set()
    for start in points_to:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in settled and here not in path:
            path[here] = None
            here = points_to.get(here)
        if here is not None and here in path:
            codes = list(path)
            found.append(tuple(codes[codes.index(here) :]))
        settled.update(path)
    return found
