"""What each key account needs of its manager, and how many of our people could serve it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clave.company.models import Person
from clave.ledger.models import Customer
from clave.people.queries import skills as queries
from clave.people.queries.matrix import key_customers
from clave.people.rules.skills import TENTHS, Known, Profile

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class ProfileRow:
    """One key account with its profile and the number of people who reach every floor."""

    customer: Customer
    profile: queries.ProfileShown
    able: int


def profile_rows(user: User) -> list[ProfileRow]:
    """The key accounts one sees with their profiles, by name."""
    customers = key_customers(user)
    found = queries.profiles([each.pk for each in customers])
    everybody = list(Person.objects.filter(is_active=True).values_list("pk", flat=True))
    levels = queries.levels(everybody)
    shown = [(each, found.get(each.pk) or found[None]) for each in customers]
    return [ProfileRow(each, profile, able(levels, profile.needs)) for each, profile in shown]


def able(levels: queries.Levels, needs: Profile) -> int:
    """How many people have every skill assessed that is asked for and reach every floor."""
    return sum(_reaches(skills, needs) for skills in levels.values())


def _reaches(skills: Mapping[str, Known], needs: Profile) -> bool:
    asked = {key: need for key, need in needs.items() if need.level}
    tenths = {key: skills.get(key, queries.UNKNOWN).tenths for key in asked}
    return all(tenths[key] is not None and (tenths[key] or 0) >= need.floor * TENTHS for key, need in asked.items())
