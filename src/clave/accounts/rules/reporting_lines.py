"""Who reports to whom at a customer: a line upwards ends at the top, and never comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")


def chain_up(start: Key, boss_of: Mapping[Key, Key | None]) -> list[Key]:
    """From somebody upwards to the top; where the line comes back, it ends with the person it came back to."""
    chain: list[Key] = [start]
    above = boss_of.get(start)
    while above is not None:
        chain.append(above)
        if above in chain[:-1]:
            break
        above = boss_of.get(above)
    return chain


def circle_made(person: Key, boss: Key | None, boss_of: Mapping[Key, Key | None]) -> list[Key]:
    """The circle that would close if this person reported to this boss, from the person back to them; empty where none does."""
    if boss is None:
        return []
    chain = chain_up(person, {**boss_of, person: boss})
    return chain if chain[-1] == person and len(chain) > 1 else []


def trees(people: Sequence[Key], boss_of: Mapping[Key, Key | None]) -> dict[Key, list[Key]]:
    """Each person's direct reports in the given order, for people who stand in one forest; unknown bosses count as none.

    A circle, which no form lets in, is cut where it is met first, so that everybody is drawn once.
    """
    known = set(people)
    below: dict[Key, list[Key]] = {each: [] for each in people}
    cut: dict[Key, Key | None] = {each: boss if (boss := boss_of.get(each)) in known else None for each in people}
    for each in people:
        if chain_up(each, cut)[-1] == each and cut[each] is not None:
            cut[each] = None
        if (boss := cut[each]) is not None:
            below[boss].append(each)
    return below
