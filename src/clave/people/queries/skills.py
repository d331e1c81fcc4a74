"""What we can tell about skills: which there are, what people can do, what accounts need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext

from clave.company.models import Person
from clave.ledger.models import Customer
from clave.people.gates import people_seen
from clave.people.models import AskedAssessor, Assessment, RoleProfile, Skill
from clave.people.rules.skills import (
    BUILT_IN,
    DEFAULT_PROFILE,
    Group,
    Known,
    Need,
    Profile,
    Said,
    Side,
    SkillSpec,
    known,
    shortfall,
)

if TYPE_CHECKING:
    from clave.access.models import User

Levels = Mapping[int, Mapping[str, Known]]
UNKNOWN = known(())


def specs(*, retired: bool = False) -> list[SkillSpec]:
    """Every skill, our own words where we have some, in the order of the groups; retired ones only when asked for."""
    own = {row.key: row for row in Skill.objects.all()}
    found = [_spec(own.pop(spec.key)) if spec.key in own else spec for spec in BUILT_IN]
    found += [_spec(row) for row in own.values()]
    order = list(Group)
    return sorted((each for each in found if retired or each.is_active), key=lambda each: order.index(each.group))


def names() -> dict[str, str]:
    """Key -> the name of the skill in the reader's language."""
    return {spec.key: gettext(spec.name) for spec in specs(retired=True)}


def spec_of(key: str) -> SkillSpec | None:
    """The skill with this key; None where there is none."""
    return next((spec for spec in specs(retired=True) if spec.key == key), None)


def version_of(key: str) -> int:
    """The version of our own words for a skill; 0 where none were written."""
    return Skill.objects.filter(key=key).values_list("version", flat=True).first() or 0


def levels(people: Collection[int]) -> Levels:
    """Person -> skill -> what is known of it; one query."""
    rows = Assessment.objects.filter(person_id__in=people, is_newest=True)
    said: dict[int, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for person, key, side, level, on in rows.values_list("person_id", "skill_key", "side", "level", "assessed_on"):
        said[person][key].append(Said(Side(side), level, on))
    return {person: {key: known(each) for key, each in skills.items()} for person, skills in said.items()}


@dataclass(frozen=True)
class Wanted:
    """Which people are asked for; what is empty does not narrow."""

    search: str = ""
    function: str = ""


def people(*, user: User, wanted: Wanted | None = None) -> QuerySet[Person]:
    """The active people whose skills this person sees, by name."""
    wanted = wanted or Wanted()
    found = people_seen(user).filter(is_active=True).select_related("function", "reports_to__user", "user")
    if wanted.search:
        found = found.filter(Q(full_name__icontains=wanted.search) | Q(person_code__icontains=wanted.search))
    return found.filter(function__name=wanted.function) if wanted.function else found


@dataclass(frozen=True)
class ProfileShown:
    """What one customer needs of its manager now, since when and why."""

    needs: Profile
    number: int
    is_own: bool
    row: RoleProfile | None


def profiles(customers: Iterable[int]) -> dict[int | None, ProfileShown]:
    """Customer -> its profile, the default one under None; two queries."""
    wanted = Q(customer_id__in=list(customers)) | Q(customer=None)
    newest = RoleProfile.objects.filter(wanted).values("customer_id").annotate(newest=Max("number"))
    held: dict[int | None, int] = dict(newest.values_list("customer_id", "newest"))
    rows = RoleProfile.objects.filter(wanted).select_related("by").prefetch_related("needs")
    found = {row.customer_id: _profile(row) for row in rows if held[row.customer_id] == row.number}
    found.setdefault(None, ProfileShown(DEFAULT_PROFILE, 0, False, None))
    return found


def profile_of(customer: Customer | None) -> ProfileShown:
    """The profile that counts for a customer, or the default one."""
    found = profiles([customer.pk] if customer else [])
    return found.get(customer.pk if customer else None) or found[None]


def latest_number(customer: Customer | None) -> int:
    """The number of the newest own profile; 0 where the default counts."""
    return RoleProfile.objects.filter(customer=customer).aggregate(newest=Max("number"))["newest"] or 0


def profile_history(customer: Customer | None) -> list[RoleProfile]:
    """Every version of a profile, the newest first."""
    return list(RoleProfile.objects.filter(customer=customer).select_related("by").prefetch_related("needs"))


def assessments_of(person: Person) -> list[Assessment]:
    """What stands of one person, and what stood before, newest first."""
    return list(Assessment.objects.filter(person=person).select_related("by"))


def assessors_of(person: Person) -> list[AskedAssessor]:
    """Who was asked to assess a person."""
    return list(AskedAssessor.objects.filter(person=person).select_related("user"))


def gaps(levels_of: Mapping[str, Known], needs: Profile) -> dict[str, int | None]:
    """Skill -> tenths of a level that are missing against a profile; None where the level is not known."""
    return {key: shortfall(levels_of.get(key, UNKNOWN).tenths, need.level) for key, need in needs.items() if need.level}


def _spec(row: Skill) -> SkillSpec:
    return SkillSpec(row.key, Group(row.group), row.name, row.level_1, row.level_3, row.level_5, row.is_active)


def _profile(row: RoleProfile) -> ProfileShown:
    needs = {each.skill_key: Need(each.level, each.floor, each.weight) for each in row.needs.all()}
    return ProfileShown(needs, row.number, row.customer_id is not None, row)
