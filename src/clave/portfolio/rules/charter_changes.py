"""What one version of a charter says differently from another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from clave.portfolio.rules.charter import CriterionTerms, Terms


class ChangeKind(StrEnum):
    """What happened to a part of the charter."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One difference: the criterion it is about (empty for the charter's own terms), the part, before and after."""

    kind: ChangeKind
    criterion: str
    part: str
    before: object = None
    after: object = None


TERMS = ("first", "theirs_share_percent", "entry_line_thousandths", "exit_line_thousandths")
PARTS = ("name", "side", "kind", "measure", "weight_hundredths", "anchor_values", "anchor_10", "anchor_5", "anchor_0")


def differences(before: Terms, after: Terms) -> list[Change]:
    """Everything that differs: the charter's own terms first, then criterion by criterion in the new order."""
    return [*_terms(before, after), *_criteria(before, after)]


def _terms(before: Terms, after: Terms) -> Iterator[Change]:
    for part in TERMS:
        was, now = getattr(before, part), getattr(after, part)
        if was != now:
            yield Change(ChangeKind.CHANGED, "", part, was, now)


def _criteria(before: Terms, after: Terms) -> Iterator[Change]:
    old, new = ({each.key: each for each in terms.criteria} for terms in (before, after))
    for key, criterion in new.items():
        if key in old:
            yield from _parts(old[key], criterion)
        else:
            yield Change(ChangeKind.ADDED, criterion.name, "weight_hundredths", None, criterion.weight_hundredths)
    for key, criterion in old.items():
        if key not in new:
            yield Change(ChangeKind.REMOVED, criterion.name, "weight_hundredths", criterion.weight_hundredths, None)


def _parts(was: CriterionTerms, now: CriterionTerms) -> Iterator[Change]:
    for part in PARTS:
        before, after = getattr(was, part), getattr(now, part)
        if before != after:
            yield Change(ChangeKind.CHANGED, now.name, part, before, after)
