"""Who approves a charter: one for the programme and one sponsor, two people, and never who proposed it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from clave.access.policy import Role
from clave.kit.refusals import gettext_noop
from clave.portfolio.rules.charter_refusals import ApprovedTwice, CapacityTaken, ProposerApproves


class Capacity(StrEnum):
    """What an approval speaks for."""

    PROGRAMME = "programme"
    SPONSOR = "sponsor"


HELD_BY: dict[Capacity, frozenset[Role]] = {
    Capacity.PROGRAMME: frozenset({Role.CHAMPION, Role.FINANCE_PARTNER}),
    Capacity.SPONSOR: frozenset({Role.EXECUTIVE_SPONSOR}),
}
"""Capacity -> the roles that can speak in it; a charter is locked when both have approved."""

CAPACITY_NAMES: dict[Capacity, str] = {
    Capacity.PROGRAMME: gettext_noop("champion or finance partner"),
    Capacity.SPONSOR: gettext_noop("executive sponsor"),
}


def capacity_for(
    *,
    charter: str,
    person: int,
    roles: Collection[Role],
    proposer: int | None,
    given: Mapping[Capacity, tuple[int, str]],
) -> Capacity:
    """The capacity in which this person approves; `given` maps a capacity to who approved in it already.

    Raises ProposerApproves, ApprovedTwice and CapacityTaken.
    """
    if person == proposer:
        raise ProposerApproves(charter=charter)
    if any(who == person for who, _ in given.values()):
        raise ApprovedTwice(charter=charter)
    able = [capacity for capacity, held in HELD_BY.items() if not held.isdisjoint(roles)]
    free = [capacity for capacity in able if capacity not in given]
    if not free:
        names = [given[capacity][1] for capacity in able if capacity in given]
        raise CapacityTaken(charter=charter, person=", ".join(names))
    return free[0]


def is_approved(given: Collection[Capacity]) -> bool:
    """Whether everybody has approved who has to."""
    return set(given) >= set(Capacity)


def missing(given: Collection[Capacity]) -> list[Capacity]:
    """The approvals still to come."""
    return [capacity for capacity in Capacity if capacity not in given]
