"""What of a contact a page for a visit may tell, by the consent that was imported with them: one table."""

from __future__ import annotations

from collections.abc import Mapping

MAY_TELL: Mapping[bool | None, frozenset[str]] = {
    True: frozenset({"name", "role", "address", "note"}),
    None: frozenset({"name", "role"}),
    False: frozenset(),
}
"""Consent (None: never asked) -> what may be told; who refused is counted and never named."""


def may_tell(consent: bool | None, what: str) -> bool:
    """Whether this much of somebody with this consent may be told."""
    return what in MAY_TELL[consent]
